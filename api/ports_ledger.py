"""What the routes of the ledger need of the stores."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Literal, Protocol

from storage.ledger_book import Balance, DayTotal, Filters, LedgerPage, Line


class LedgerStore(Protocol):
    """The ledger as it was posted."""

    async def page(self, filters: Filters, *, cursor: str | None = None, limit: int = 50) -> LedgerPage:
        """Give some transactions, the newest first. Raises `storage.cursors.CursorInvalid`."""
        ...

    async def balances(self) -> list[Balance]:
        """Give what every account has."""
        ...

    async def totals(self, *, zone: str, since: datetime | None, until: datetime | None) -> list[DayTotal]:
        """Give what went through each account on each day."""
        ...

    def lines(self, *, since: datetime | None, until: datetime | None) -> AsyncIterator[Line]:
        """Give every entry, in the order of posting."""
        ...


class FundingStore(Protocol):
    """What is put into the supervised account."""

    async def fund(
        self, *, reference: str, amount_fen: int, currency: str, staff: str, at: datetime
    ) -> Literal["asked", "posted"]:
        """Take in what a person says was put in. Raises `storage.escrow_funding.FundingConflict`."""
        ...
