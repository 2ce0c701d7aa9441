"""Work orders: repairs that are finished by themselves after a while, and reported by a signed callback."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final
from zlib import crc32

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from local.neighbours.access import from_here_or_with_token, with_token
from local.neighbours.callbacks import owe_callback
from local.neighbours.connections import close_without_answer
from local.neighbours.database import Database
from local.neighbours.faults import FaultName, take_fault
from local.neighbours.payment_forms import Key
from local.neighbours.problems import Refusal, documented
from local.neighbours.repair_forms import Cancellation, WorkOrderAsked, WorkOrders, WorkOrderState
from local.neighbours.tables import RepairRow
from local.neighbours.timings import Timings

REFUSAL: Final = "device_unknown"
CANNOT_CANCEL: Final = "repair_has_begun"
_COPIES: Final[dict[str, int]] = {"double_callback": 2, "never": 0}
# What comes out of a repair system behind a broken proxy: none of it is an answer.
_NONSENSE: Final = (
    b"<html><body>It works!</body></html>",
    b'{"key": ',
    b'{"key": "somebody-else", "status": "accepted", "at": "2026-01-01T00:00:00Z"}',
    b'{"status": "perhaps"}',
    b"\x00\xff\xfe",
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a call, and the fault that it met, if any; a refused order is not kept."""

    order: WorkOrderState | None
    fault: FaultName | None = None


class WorkOrderBook:
    """The repairs that were ordered."""

    def __init__(self, *, database: Database, timings: Timings) -> None:
        self._database = database
        self._repair_seconds = timings.repair

    def order(self, asked: WorkOrderAsked) -> Outcome:
        """Take the order, once per key, unless a fault says otherwise.

        Raises:
            Refusal: 409 when the key stands for another repair.
        """
        now = datetime.now(UTC)
        request = asked.model_dump(mode="json")
        with self._database.write() as session:
            row = session.get(RepairRow, asked.key)
            if row is not None and row.status == "cancelled":
                return Outcome(order=_state(row))
            if row is not None and row.request != request:
                detail = "this key was used before, for another repair"
                raise Refusal(status=409, reason="key_used_for_another_repair", detail=detail)
            if row is not None:
                return Outcome(order=_state(row))
            fault = take_fault(session, book="work-orders")
            if fault == "refuse":
                return Outcome(order=None, fault=fault)
            wanted = asked.finish_after_seconds
            seconds = self._repair_seconds if wanted is None else wanted
            finish_at = now + timedelta(seconds=seconds)
            row = RepairRow(
                key=asked.key, request=request, status="accepted", at=now, finish_at=finish_at, fault=fault or ""
            )
            session.add(row)
            return Outcome(order=_state(row), fault=fault)

    def cancel(self, *, key: str) -> Outcome:
        """Let a repair be, for good, unless it is finished or a fault says otherwise.

        One that was not ordered yet is not made when its order arrives.
        """
        now = datetime.now(UTC)
        with self._database.write() as session:
            row = session.get(RepairRow, key)
            if row is not None and row.status != "accepted":
                return Outcome(order=_state(row))
            fault = take_fault(session, book="work-orders")
            if fault == "refuse":
                return Outcome(order=None, fault=fault)
            if row is None:
                row = RepairRow(key=key, request={}, fault="")
                session.add(row)
            row.status, row.at, row.finish_at = "cancelled", now, None
            return Outcome(order=_state(row), fault=fault)

    def find(self, *, key: str) -> WorkOrderState:
        """Tell where a repair stands.

        Raises:
            Refusal: 404 when there is none of this key.
        """
        with self._database.read() as session:
            row = session.get(RepairRow, key)
        if row is None:
            raise Refusal(status=404, reason="unknown_key", detail="no repair was ordered under this key")
        return _state(row)

    def every(self) -> WorkOrders:
        """Show every repair, oldest first."""
        with self._database.read() as session:
            rows = session.scalars(select(RepairRow).order_by(RepairRow.at, RepairRow.key)).all()
        return WorkOrders(items=[_state(row) for row in rows])


def finish_due(database: Database, *, late: timedelta) -> datetime | None:
    """Finish every repair whose time has come, and owe word of it, or not, as its fault says; give the next instant."""
    now = datetime.now(UTC)
    with database.write() as session:
        for row in session.scalars(select(RepairRow).where(RepairRow.finish_at <= now)):
            row.status, row.at, row.finish_at = "finished", now, None
            row.outcome, row.parts = row.request["outcome"], row.request["parts"]
            _owe_word(session, row, at=now + late if row.fault == "late" else now)
        session.flush()
        return session.scalar(select(func.min(RepairRow.finish_at)))


def _owe_word(session: Session, row: RepairRow, *, at: datetime) -> None:
    state = _state(row).model_dump(mode="json", exclude_none=True)
    body: dict[str, Any] = {"reference": row.request["reference"], **state}
    owe_callback(session, hook="work-orders", body=body, at=at, copies=_COPIES.get(row.fault, 1))


def _state(row: RepairRow) -> WorkOrderState:
    return WorkOrderState.model_validate(row, from_attributes=True)


def _book(request: Request) -> WorkOrderBook:
    book: WorkOrderBook = request.app.state.work_orders
    return book


Book = Annotated[WorkOrderBook, Depends(_book)]
router = APIRouter(prefix="/work-orders", tags=["work orders"])
_OPTIONS: Final[dict[str, Any]] = {"response_model": WorkOrderState, "response_model_exclude_none": True}


@router.post("", dependencies=[Depends(with_token)], responses=documented(401, 409, 422), **_OPTIONS)
async def order_repair(asked: WorkOrderAsked, book: Book, request: Request) -> Any:
    """Order a repair, once per key; its end comes by callback."""
    outcome = await run_in_threadpool(book.order, asked)
    request.app.state.wake_chores()
    if outcome.order is None:
        raise Refusal(status=422, reason=REFUSAL, detail="there is no such device")
    return await _answer(outcome, key=asked.key, request=request)


@router.post("/cancellations", dependencies=[Depends(with_token)], responses=documented(401, 409, 422), **_OPTIONS)
async def cancel_repair(asked: Cancellation, book: Book, request: Request) -> Any:
    """Let a repair be; one that is finished stays so, and one that was not ordered yet is not made later."""
    outcome = await run_in_threadpool(lambda: book.cancel(key=asked.key))
    if outcome.order is None:
        raise Refusal(status=409, reason=CANNOT_CANCEL, detail="somebody is at work on it")
    return await _answer(outcome, key=asked.key, request=request)


async def _answer(outcome: Outcome, *, key: str, request: Request) -> Any:
    """Answer as the fault says."""
    if outcome.fault == "delay":
        await asyncio.sleep(request.app.state.timings.delay)
    if outcome.fault == "drop_answer":
        await close_without_answer(request)
    if outcome.fault == "nonsense":
        return Response(_NONSENSE[crc32(key.encode()) % len(_NONSENSE)], media_type="application/json")
    return outcome.order


@router.get("/{key:path}", dependencies=[Depends(with_token)], responses=documented(401, 404, 422), **_OPTIONS)
def inquire(key: Key, book: Book) -> Any:
    """Tell where a repair stands."""
    return book.find(key=key)


@router.get("", dependencies=[Depends(from_here_or_with_token)], response_model_exclude_none=True)
def list_work_orders(book: Book) -> WorkOrders:
    """Show every repair, oldest first."""
    return book.every()
