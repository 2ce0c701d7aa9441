"""Work orders: repairs that are finished by themselves after a while, and reported by a signed callback."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import func, select
from starlette.concurrency import run_in_threadpool

from local.neighbours.access import from_here_or_with_token, with_token
from local.neighbours.callbacks import owe_callback
from local.neighbours.database import Database
from local.neighbours.payment_forms import Key
from local.neighbours.problems import Refusal, documented
from local.neighbours.tables import WorkOrderRow
from local.neighbours.timings import Timings


class WorkOrderAsked(BaseModel):
    """A repair to be made, once per key."""

    model_config = ConfigDict(extra="forbid")

    key: Key
    reference: str = Field(min_length=1, max_length=200, description="The tracking number.", examples=["RD-7K2M9QXD"])
    what: str = Field(min_length=1, max_length=2000, examples=["The lock does not close"])
    device: str = Field(default="", max_length=200, examples=["BIKE-0042"])
    finish_after_seconds: float | None = Field(
        default=None, ge=0, le=86_400, description="For trying things out: how long the repair takes."
    )


class WorkOrderState(BaseModel):
    """Where a repair stands."""

    key: Key
    status: Literal["accepted", "finished"]
    at: AwareDatetime = Field(description="When it came to this status.")


class WorkOrders(BaseModel):
    """Every repair, oldest first."""

    items: list[WorkOrderState]


class WorkOrderNews(WorkOrderState):
    """Body of the signed callback once a repair is finished."""

    id: str = Field(description="The message's id: a repeat bears the same.")
    reference: str


class WorkOrderBook:
    """The repairs that were ordered."""

    def __init__(self, *, database: Database, timings: Timings) -> None:
        self._database = database
        self._repair_seconds = timings.repair

    def order(self, asked: WorkOrderAsked) -> WorkOrderState:
        """Take the order, once per key.

        Raises:
            Refusal: 409 when the key stands for another repair.
        """
        now = datetime.now(UTC)
        request = asked.model_dump(mode="json")
        with self._database.write() as session:
            row = session.get(WorkOrderRow, asked.key)
            if row is None:
                wanted = asked.finish_after_seconds
                seconds = self._repair_seconds if wanted is None else wanted
                finish_at = now + timedelta(seconds=seconds)
                row = WorkOrderRow(key=asked.key, request=request, status="accepted", at=now, finish_at=finish_at)
                session.add(row)
            if row.request != request:
                detail = "this key was used before, for another repair"
                raise Refusal(status=409, reason="key_used_for_another_repair", detail=detail)
            return _state(row)

    def find(self, *, key: str) -> WorkOrderState:
        """Tell where a repair stands.

        Raises:
            Refusal: 404 when there is none of this key.
        """
        with self._database.read() as session:
            row = session.get(WorkOrderRow, key)
        if row is None:
            raise Refusal(status=404, reason="unknown_key", detail="no repair was ordered under this key")
        return _state(row)

    def every(self) -> WorkOrders:
        """Show every repair, oldest first."""
        with self._database.read() as session:
            rows = session.scalars(select(WorkOrderRow).order_by(WorkOrderRow.at, WorkOrderRow.key)).all()
        return WorkOrders(items=[_state(row) for row in rows])


def finish_due(database: Database) -> datetime | None:
    """Finish every repair whose time has come; give the instant of the next."""
    now = datetime.now(UTC)
    with database.write() as session:
        for row in session.scalars(select(WorkOrderRow).where(WorkOrderRow.finish_at <= now)):
            row.status, row.at, row.finish_at = "finished", now, None
            body: dict[str, Any] = {"reference": row.request["reference"], **_state(row).model_dump(mode="json")}
            owe_callback(session, hook="work-orders", body=body, at=now)
        session.flush()
        return session.scalar(select(func.min(WorkOrderRow.finish_at)))


def _state(row: WorkOrderRow) -> WorkOrderState:
    return WorkOrderState.model_validate(row, from_attributes=True)


def _book(request: Request) -> WorkOrderBook:
    book: WorkOrderBook = request.app.state.work_orders
    return book


Book = Annotated[WorkOrderBook, Depends(_book)]
router = APIRouter(prefix="/work-orders", tags=["work orders"])


@router.post("", dependencies=[Depends(with_token)], responses=documented(401, 409, 422))
async def order_repair(asked: WorkOrderAsked, book: Book, request: Request) -> WorkOrderState:
    """Order a repair, once per key; its end comes by callback."""
    state = await run_in_threadpool(book.order, asked)
    request.app.state.wake_chores()
    return state


@router.get("/{key:path}", dependencies=[Depends(with_token)], responses=documented(401, 404, 422))
def inquire(key: Key, book: Book) -> WorkOrderState:
    """Tell where a repair stands."""
    return book.find(key=key)


@router.get("", dependencies=[Depends(from_here_or_with_token)])
def list_work_orders(book: Book) -> WorkOrders:
    """Show every repair, oldest first."""
    return book.every()
