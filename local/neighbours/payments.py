"""Payments and vouchers: two books that move money once per key, and go wrong when asked to (docs/neighbours.md)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from local.neighbours.callbacks import owe_callback
from local.neighbours.database import Database
from local.neighbours.escrow import ESCROW, INSUFFICIENT_FUNDS, balance_of
from local.neighbours.faults import Book, FaultName, take_fault
from local.neighbours.payment_forms import Asked, Movement, Movements, PaymentState
from local.neighbours.problems import Refusal
from local.neighbours.tables import MovementRow, PaymentRow
from local.neighbours.timings import Timings

REFUSAL = "payee_account_closed"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a call, and the fault that it met, if any."""

    payment: PaymentState
    fault: FaultName | None = None


class PaymentBook:
    """One book, `payments` or `vouchers`; what it has answered is on the disk."""

    def __init__(self, *, database: Database, book: Book, timings: Timings) -> None:
        self._database = database
        self._book = book
        self._late = timedelta(seconds=timings.late)

    def pay(self, asked: Asked) -> Outcome:
        """Move the money, unless this key has moved it before or a fault says otherwise.

        Raises:
            Refusal: 409 when the key stands for another payment.
        """
        with self._database.write() as session:
            row = session.get(PaymentRow, (self._book, asked.key))
            _check_same(row, asked)
            if row is not None and row.status != "refused":
                return Outcome(payment=_state(row))
            # A refusal is not the end of a key: no money moved, so the same key may try again.
            row = row or PaymentRow(**{"book": self._book, "account": "", "days": 0, **asked.model_dump()})
            if row.account == ESCROW and balance_of(session, currency=asked.currency) < asked.amount_fen:
                _refuse(row, reason=INSUFFICIENT_FUNDS)
                session.add(row)
                return Outcome(payment=_state(row))
            fault = take_fault(session, book=self._book)
            self._settle_or_not(row, fault=fault, now=datetime.now(UTC))
            session.add(row)
            if row.status == "settled":
                _move_money(session, row)
            if fault == "double_callback":
                _owe_word(session, row, copies=2)
            return Outcome(payment=_state(row), fault=fault)

    def find(self, *, key: str) -> PaymentState:
        """Tell what became of a key.

        Raises:
            Refusal: 404 when this book never heard of it.
        """
        with self._database.read() as session:
            row = session.get(PaymentRow, (self._book, key))
        if row is None:
            raise Refusal(status=404, reason="unknown_key", detail="this book never heard of this key")
        return _state(row)

    def movements(self, *, after: int = 0, limit: int | None = None) -> Movements:
        """Show each time money moved, oldest first; the whole list, or a page of it."""
        mine = select(MovementRow).where(MovementRow.book == self._book, MovementRow.id > after)
        with self._database.read() as session:
            rows = session.scalars(mine.order_by(MovementRow.id).limit(limit)).all()
        items = [Movement.model_validate(row, from_attributes=True) for row in rows]
        return Movements(items=items, next=rows[-1].id if rows and len(rows) == limit else None)

    def _settle_or_not(self, row: PaymentRow, *, fault: FaultName | None, now: datetime) -> None:
        row.status = {"refuse": "refused", "late": "pending"}.get(fault or "", "settled")
        row.reason = REFUSAL if row.status == "refused" else None
        row.at = now
        row.settle_at = now + self._late if row.status == "pending" else None


def settle_due(database: Database) -> datetime | None:
    """Settle every pending payment whose time has come; give the instant of the next."""
    now = datetime.now(UTC)
    with database.write() as session:
        for row in session.scalars(select(PaymentRow).where(PaymentRow.settle_at <= now)):
            row.status, row.at, row.settle_at = "settled", now, None
            _move_money(session, row)
            _owe_word(session, row)
        session.flush()
        return session.scalar(select(func.min(PaymentRow.settle_at)))


def _check_same(row: PaymentRow | None, asked: Asked) -> None:
    """Let pass a key that is new, or stands for the same payment. Raises `Refusal`."""
    if row is None:
        return
    if row.amount_fen != asked.amount_fen:
        detail = "this key was used before, for another amount"
        raise Refusal(status=409, reason="key_used_for_another_amount", detail=detail)
    if (row.currency, row.account) != (asked.currency, getattr(asked, "account", "")):
        detail = "this key was used before, in another currency or from another account"
        raise Refusal(status=409, reason="key_used_for_another_account", detail=detail)
    if row.days != getattr(asked, "days", 0):
        raise Refusal(status=409, reason="key_used_for_other_days", detail="this key was used before, for other days")


def _refuse(row: PaymentRow, *, reason: str) -> None:
    row.status, row.reason, row.at, row.settle_at = "refused", reason, datetime.now(UTC), None


def _state(row: PaymentRow) -> PaymentState:
    return PaymentState.model_validate(row, from_attributes=True)


def _move_money(session: Session, row: PaymentRow) -> None:
    moved = Movement.model_validate(row, from_attributes=True)
    session.add(MovementRow(book=row.book, **moved.model_dump()))


def _owe_word(session: Session, row: PaymentRow, *, copies: int = 1) -> None:
    body = {"reference": row.reference, **_state(row).model_dump(mode="json", exclude_defaults=True)}
    owe_callback(session, hook="payments", body=body, at=row.at, copies=copies)
