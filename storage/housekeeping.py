"""Housekeeping (日常维护): what the database needs done once in a while; safe at any time, by any number of workers."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.file_shelf import FileShelf
from storage.access_codes import AccessCodes
from storage.daily_heads import DailyHeads, DayPassed
from storage.file_claims import FileClaims
from storage.requests import Requests
from storage.vault import Vault

REQUESTS_KEPT_FOR: Final = timedelta(hours=48)
"""How long a request's key is known; the HTTP contract promises a day."""

FILES_WAIT_FOR: Final = timedelta(hours=24)
"""How long a file may lie in the store before something refers to it."""


class Housekeeping:
    """Seals the day that is over, forgets what has expired and removes files that no case came to list."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault, shelf: FileShelf) -> None:
        self._heads = DailyHeads(engine=engine, vault=vault)
        self._requests = Requests(engine=engine)
        self._codes = AccessCodes(engine=engine, vault=vault)
        self._claims = FileClaims(engine=engine, shelf=shelf)

    async def keep(self) -> None:
        """Do what is due; once more changes nothing. Raises `ConnectionError` when the file store does not answer."""
        yesterday = (datetime.now(tz=UTC) - timedelta(days=1)).date()
        # Another worker, or an operator, may have been ahead.
        with suppress(DayPassed):
            await self._heads.seal_day(yesterday)
        await self._requests.purge(older_than=REQUESTS_KEPT_FOR)
        await self._codes.purge()
        await self._claims.sweep(older_than=FILES_WAIT_FOR)
