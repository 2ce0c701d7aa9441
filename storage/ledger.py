"""The ledger (账簿): every payment booked twice, once for what it was for and once for where it came from."""

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.events import Event
from domain.kinds import EventKind
from storage.tables import ledger

DEBIT: Final = "remedies"
CREDIT: Final = "cash"


class Booking(NamedTuple):
    """One line of the ledger; the lines of a remedy add up to nothing."""

    remedy_id: str
    account: str
    amount_fen: int
    at: datetime
    sequence: int


class Payment(NamedTuple):
    """A remedy that was paid, as the ledger has it."""

    remedy_id: str
    tracking_number: str
    sequence: int
    amount_fen: int
    at: datetime


class Ledger:
    """Reads the ledger; only the journal writes it."""

    def __init__(self, *, engine: AsyncEngine) -> None:
        self._engine = engine

    async def payments(self) -> AsyncIterator[Payment]:
        """List every payment, in the order of booking, in bounded memory."""
        booked = ledger.c
        query = (
            select(booked.remedy_id, booked.tracking_number, booked.sequence, booked.amount_fen, booked.at)
            .where(booked.account == DEBIT)
            .order_by(booked.id)
        )
        async with self._engine.connect() as connection, connection.stream(query) as rows:
            async for row in rows:
                yield Payment(*row)


def bookings(events: Iterable[Event]) -> Iterator[Booking]:
    """Give the lines that belong to the payments among `events`."""
    for event in events:
        if event.kind is EventKind.PAID:
            remedy, amount = event.data["remedy"], event.data["amount_fen"]
            yield Booking(remedy, DEBIT, amount, event.at, event.sequence)
            yield Booking(remedy, CREDIT, -amount, event.at, event.sequence)
