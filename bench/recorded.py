"""When what fell due was on record: the instant of the commit by the database's own word, not what an event says."""

import asyncio
import time
from datetime import datetime
from typing import Final, NamedTuple

import psycopg

from local.stack import Stack

SERVED: Final = "breached"
PATIENCE: Final = 60.0
LOOK_EVERY: Final = 0.5
# What comes twice comes within this time.
AFTERMATH: Final = 3.0


class Recorded(NamedTuple):
    """Something that happened on a case, and when the database had it."""

    number: str
    kind: str
    at: datetime


class Register:
    """What a database keeps of deadlines that passed, for cases whose numbers begin alike."""

    def __init__(self, *, database: str, rows: str) -> None:
        """Describe where to look.

        Args:
            database: its owner's address.
            rows: a query for `number`, `kind` and `at`, with a pattern of the number as its one parameter.
        """
        self._database = database
        self._rows = rows

    async def once_served(self, prefix: str, *, count: int) -> list[Recorded]:
        """Give all rows once `count` cases are served, or when for a minute none was."""
        served, seen_at = 0, time.monotonic()
        query = f"SELECT count(DISTINCT number) FROM ({self._rows}) AS happened WHERE kind = '{SERVED}'"
        async with await psycopg.AsyncConnection.connect(self._database, autocommit=True) as connection:
            while served < count and time.monotonic() - seen_at < PATIENCE:
                await asyncio.sleep(LOOK_EVERY)
                [(now,)] = await (await connection.execute(query, (f"{prefix}%",))).fetchall()
                served, seen_at = (now, time.monotonic()) if now > served else (served, seen_at)
            await asyncio.sleep(AFTERMATH)
            rows = await (await connection.execute(self._rows, (f"{prefix}%",))).fetchall()
        return [Recorded(*row) for row in rows]


def journal(database: str) -> Register:
    """Give the house's own record."""
    rows = (
        "SELECT tracking_number AS number, kind, pg_xact_commit_timestamp(xmin) AS at FROM events"
        " WHERE kind IN ('breached', 'climbed', 'reminded') AND tracking_number LIKE %s"
    )
    return Register(database=database, rows=rows)


def floor_rows(database: str) -> Register:
    """Give the floor's record: a row is a deadline that was served."""
    rows = (
        f"SELECT case_id AS number, '{SERVED}' AS kind, pg_xact_commit_timestamp(xmin) AS at"
        " FROM floor WHERE case_id LIKE %s"
    )
    return Register(database=database, rows=rows)


async def keep_commit_times(stack: Stack) -> None:
    """Let the stack's PostgreSQL remember when it committed what; it takes a fresh start to do so."""
    with (stack.folder / "postgres" / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("track_commit_timestamp = on\n")
    await stack.stop()
    await stack.start()
