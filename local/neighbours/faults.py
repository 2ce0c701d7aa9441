"""Faults on request: what a neighbour does wrong, in order, to the next calls that do something, or the next mails."""

from typing import Annotated, Final, Literal, Self, get_args

from fastapi import APIRouter, Depends, Request, status
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from local.neighbours.access import from_here_or_with_token
from local.neighbours.database import Database
from local.neighbours.tables import FaultRow

Book = Literal["payments", "vouchers", "mail", "work-orders"]
FaultName = Literal["refuse", "delay", "late", "drop_answer", "nonsense", "double_callback", "never"]
_OF_MAILS: Final[tuple[FaultName, ...]] = ("refuse", "delay", "drop_answer")


class Fault(BaseModel):
    """A fault, and how many calls it (still) hits."""

    model_config = ConfigDict(extra="forbid")

    on: Book = Field(description="Which calls it hits, or mails.")
    what: FaultName
    times: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 1

    @model_validator(mode="after")
    def _can_happen(self) -> Self:
        if self.on == "mail" and self.what not in _OF_MAILS:
            raise ValueError(f"to mails happens one of {', '.join(_OF_MAILS)}")
        if self.what == "never" and self.on != "work-orders":
            raise ValueError("what: never happens to work-orders only")
        return self


class Faults(BaseModel):
    """The faults that still wait for a call, the next one first."""

    items: list[Fault]


class FaultQueue:
    """The faults that were asked for, kept through restarts."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def ask_for(self, fault: Fault) -> None:
        """Put a fault behind those that already wait."""
        with self._database.write() as session:
            session.add(FaultRow(book=fault.on, what=fault.what, left=fault.times))

    def waiting(self) -> Faults:
        """Give what still waits, the next first."""
        with self._database.read() as session:
            rows = session.scalars(select(FaultRow).order_by(FaultRow.id)).all()
        return Faults.model_validate({"items": [{"on": row.book, "what": row.what, "times": row.left} for row in rows]})

    def forget(self) -> None:
        """Drop every fault that still waits."""
        with self._database.write() as session:
            session.execute(delete(FaultRow))


def take_fault(session: Session, *, book: Book) -> FaultName | None:
    """Use up one time of the next fault on this book, in the caller's transaction; none is the ordinary case."""
    row = session.scalars(select(FaultRow).where(FaultRow.book == book).order_by(FaultRow.id).limit(1)).first()
    if row is None:
        return None
    row.left -= 1
    if row.left == 0:
        session.delete(row)
    return next(name for name in get_args(FaultName) if name == row.what)


def _queue(request: Request) -> FaultQueue:
    queue: FaultQueue = request.app.state.faults
    return queue


Queue = Annotated[FaultQueue, Depends(_queue)]
router = APIRouter(prefix="/faults", tags=["faults"], dependencies=[Depends(from_here_or_with_token)])


@router.post("", status_code=status.HTTP_201_CREATED)
def ask_for_fault(fault: Fault, queue: Queue) -> Faults:
    """Ask for a fault; the answer is everything that now waits."""
    queue.ask_for(fault)
    return queue.waiting()


@router.get("")
def list_faults(queue: Queue) -> Faults:
    """Show the faults that still wait."""
    return queue.waiting()


@router.delete("", status_code=status.HTTP_204_NO_CONTENT)
def forget_faults(queue: Queue) -> None:
    """Drop every fault that still waits."""
    queue.forget()
