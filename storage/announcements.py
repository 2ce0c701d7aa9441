"""Announcements (通告): which case has a new event, as the journal announces it; one connection a process, of its own.

What is announced while nobody listens is lost, and says so: after each new connection whoever follows is told to look
again, and finds in the timeline what they have missed.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from typing import Any, Final, NamedTuple

import psycopg
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.journal_statements import CHANNEL

_FIRST_PAUSE: Final = 0.2
_LONGEST_PAUSE: Final = 10.0
_PAYLOAD: Final = re.compile(r"(\S{1,64}) ([0-9]{1,10})", re.ASCII)
# A connection that nothing is written into does not notice by itself that its server is gone.
_KEEPALIVE: Final[dict[str, Any]] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}

log = logging.getLogger(__name__)


class Announcement(NamedTuple):
    """A step was journaled: the case, and the number of its last event."""

    tracking_number: str
    sequence: int


class Announcements:
    """Follows what the journal announces, through every outage of the database."""

    def __init__(self, *, engine: AsyncEngine, application_name: str = "redress-live") -> None:
        url = engine.url.set(drivername="postgresql")
        self._url = url.render_as_string(hide_password=False)
        self._application_name = application_name

    async def follow(self) -> AsyncIterator[Announcement | None]:
        """Give each announcement; none where some may have been missed, first of all at the beginning. Never ends."""
        pause = _FIRST_PAUSE
        while True:
            try:
                async with await self._connect() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    pause = _FIRST_PAUSE
                    yield None
                    async for notify in connection.notifies():
                        if found := _PAYLOAD.fullmatch(notify.payload):
                            yield Announcement(found[1], int(found[2]))
            except psycopg.Error as error:
                log.warning("nothing is heard from the journal: %s", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _connect(self) -> psycopg.AsyncConnection[tuple[Any, ...]]:
        return await psycopg.AsyncConnection.connect(
            self._url, autocommit=True, application_name=self._application_name, **_KEEPALIVE
        )
