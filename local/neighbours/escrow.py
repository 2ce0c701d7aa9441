"""The supervised account: money put in by a bank, paid out by the payment book, never more than there is."""

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from local.neighbours.access import from_here_or_with_token, with_token
from local.neighbours.database import Database
from local.neighbours.payment_forms import DepositAsked, EscrowState, Movement, Movements
from local.neighbours.problems import Refusal, documented
from local.neighbours.tables import DepositRow, MovementRow, PaymentRow

ESCROW: Final = "escrow"
INSUFFICIENT_FUNDS: Final = "insufficient_funds"


def balance_of(session: Session, *, currency: str) -> int:
    """Give what may still be paid out: what was put in, without what was paid or is about to be."""

    def total(amount: object, *conditions: object) -> int:
        return session.scalar(select(func.coalesce(func.sum(amount), 0)).where(*conditions)) or 0  # type: ignore[arg-type]

    put_in = total(DepositRow.amount_fen, DepositRow.currency == currency)
    paid = total(MovementRow.amount_fen, MovementRow.account == ESCROW, MovementRow.currency == currency)
    pending = total(
        PaymentRow.amount_fen,
        PaymentRow.account == ESCROW,
        PaymentRow.currency == currency,
        PaymentRow.status == "pending",
    )
    return put_in - paid - pending


class EscrowBook:
    """The supervised account; what was put in is on the disk."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def deposit(self, asked: DepositAsked) -> EscrowState:
        """Put money in, once per key.

        Raises:
            Refusal: 409 when the key stands for another amount.
        """
        with self._database.write() as session:
            row = session.scalars(select(DepositRow).where(DepositRow.key == asked.key)).first()
            if row is None:
                session.add(DepositRow(at=datetime.now(UTC), **asked.model_dump()))
            elif (row.amount_fen, row.currency) != (asked.amount_fen, asked.currency):
                detail = "this key was used before, for another amount"
                raise Refusal(status=409, reason="key_used_for_another_amount", detail=detail)
            session.flush()
            return EscrowState(balance_fen=balance_of(session, currency=asked.currency), currency=asked.currency)

    def balance(self, *, currency: str) -> EscrowState:
        """Give what may still be paid out."""
        with self._database.read() as session:
            return EscrowState(balance_fen=balance_of(session, currency=currency), currency=currency)

    def deposits(self, *, after: int = 0, limit: int | None = None) -> Movements:
        """Show each time money was put in, oldest first; the whole list, or a page of it."""
        query = select(DepositRow).where(DepositRow.id > after).order_by(DepositRow.id).limit(limit)
        with self._database.read() as session:
            rows = session.scalars(query).all()
        items = [Movement.model_validate(row, from_attributes=True) for row in rows]
        return Movements(items=items, next=rows[-1].id if rows and len(rows) == limit else None)


def _escrow(request: Request) -> EscrowBook:
    book: EscrowBook = request.app.state.escrow
    return book


Book = Annotated[EscrowBook, Depends(_escrow)]
After = Annotated[int, Query(ge=0, description="`next` of the page before.")]
Limit = Annotated[int | None, Query(ge=1, le=1_000, description="So many at most; all of them unless told.")]

router = APIRouter(prefix="/escrow", tags=["escrow"])
bank = APIRouter(prefix="/escrow", tags=["escrow"])


@router.get("", dependencies=[Depends(from_here_or_with_token)], response_model_exclude_defaults=True)
def list_deposits(book: Book, after: After = 0, limit: Limit = None) -> Movements:
    """Show each time money was put into the supervised account, oldest first."""
    return book.deposits(after=after, limit=limit)


@router.get("/balance", dependencies=[Depends(from_here_or_with_token)])
def read_balance(
    book: Book, currency: Annotated[str, Query(pattern=r"^[A-Z]{3}$", description="ISO 4217.")] = "CNY"
) -> EscrowState:
    """Tell what may still be paid out."""
    return book.balance(currency=currency)


@bank.post("", dependencies=[Depends(with_token)], responses=documented(401, 409, 422))
def deposit(asked: DepositAsked, book: Book) -> EscrowState:
    """Put money in, as a bank does it; Redress never asks for that."""
    return book.deposit(asked)
