"""Looks (查阅记录): who looked at what, on record before it is shown (I1, I2, I3)."""

import asyncio
import operator
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import select, text, tuple_
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.looks import Look, LookKind
from storage.chain import GENESIS, Entry, canonical, digest
from storage.cursors import make_cursor, read_cursor
from storage.database import Autocommitting
from storage.look_tables import looks

ONCE_IN: Final = timedelta(minutes=5)
"""Somebody who looks at the same thing again within this time adds nothing."""
_MOST_REMEMBERED: Final = 20_000
_PLACE: Final[TypeAdapter[tuple[datetime, str, str]]] = TypeAdapter(tuple[datetime, str, str])
_COLUMN: Final = looks.c
_ABOUT: Final = _COLUMN.data["about"].as_string()
# One statement and one round trip for all that wait; JSON goes in as the very text that was hashed.
_ADD: Final = text("""
    WITH head AS (
        INSERT INTO look_chains (id, sequence, head_hash) VALUES (:chain, :last, :head)
        ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, head_hash = excluded.head_hash
    )
    INSERT INTO looks (chain, sequence, at, kind, actor, data, previous_hash, hash)
    SELECT :chain, sequence, at, kind, actor, CAST(data AS json), previous_hash, hash
    FROM unnest(
        CAST(:sequence AS integer[]), CAST(:at AS timestamptz[]), CAST(:kind AS text[]), CAST(:actor AS text[]),
        CAST(:data AS text[]), CAST(:previous_hash AS bytea[]), CAST(:hash AS bytea[])
    ) AS added (sequence, at, kind, actor, data, previous_hash, hash)
""")
_FIELDS: Final = ("sequence", "at", "kind", "actor", "data", "previous_hash", "hash")


class LookFilters(NamedTuple):
    """What a list of looks is narrowed down to: `since` is in, `until` is not."""

    by: str | None = None
    about: str | None = None
    kind: LookKind | None = None
    since: datetime | None = None
    until: datetime | None = None


class LookPage(NamedTuple):
    """Some looks, the latest first, and where the next page begins, if there is one."""

    items: Sequence[Look]
    next_cursor: str | None


class _Chain(NamedTuple):
    id: str
    day: date
    sequence: int
    head: bytes


class Looks:
    """Writes looks down, each process on a chain of its own; those that wait meanwhile go together."""

    def __init__(self, *, engine: AsyncEngine, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = Autocommitting(engine)
        self._clock = clock
        self._seen: dict[tuple[str, LookKind, str], float] = {}
        self._waiting: list[tuple[Look, asyncio.Future[None]]] = []
        self._writing = asyncio.Lock()
        self._chain: _Chain | None = None

    async def note(self, look: Look) -> None:
        """Put a look on record, unless the same person has just looked at the same. Once this returns, it is."""
        key = (look.by, look.kind, look.about)
        seen = self._seen.get(key)
        if seen is not None and self._clock() - seen < ONCE_IN.total_seconds():
            return
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((look, done))
        async with self._writing:
            if not done.done():
                await self._write_all()
        done.result()
        self._remember(key)

    def _remember(self, key: tuple[str, LookKind, str]) -> None:
        if len(self._seen) >= _MOST_REMEMBERED:
            self._seen.clear()
        self._seen[key] = self._clock()

    async def _write_all(self) -> None:
        """Write down all that wait. What cannot be written fails for each of them."""
        waiting, self._waiting = self._waiting, []
        chain, self._chain = self._chain, None
        try:
            written = await self._write([look for look, _ in waiting], chain)
        except asyncio.CancelledError:
            # Who asked is gone, the others are not: the next of them writes.
            self._waiting = waiting + self._waiting
            raise
        except SQLAlchemyError as error:
            for _, done in waiting:
                done.set_exception(error)
            return
        self._chain = written
        for _, done in waiting:
            done.set_result(None)

    async def _write(self, batch: Sequence[Look], chain: _Chain | None) -> _Chain:
        # After a failure nobody knows what arrived: a new chain begins, and the old one ends where it ends.
        day = batch[-1].at.date()
        if chain is None or chain.day != day:
            chain = _Chain(f"{day}-{uuid.uuid4().hex[:12]}", day, 0, GENESIS)
        entries = []
        for look in batch:
            entry = _entry(look, sequence=chain.sequence + 1, previous_hash=chain.head, chain=chain.id)
            chain = chain._replace(sequence=entry.sequence, head=entry.hash)
            entries.append(entry)
        values: dict[str, Any] = {name: [getattr(entry, name) for entry in entries] for name in _FIELDS}
        async with self._engine.connect() as connection:
            await connection.execute(_ADD, values | {"chain": chain.id, "last": chain.sequence, "head": chain.head})
        return chain

    async def page(self, filters: LookFilters, *, cursor: str | None = None, limit: int = 50) -> LookPage:
        """Give some looks, the latest first. Raises `CursorInvalid`."""
        order = tuple_(_COLUMN.at, _COLUMN.chain, _COLUMN.sequence)
        query = select(_COLUMN.at, _COLUMN.kind, _COLUMN.actor, _COLUMN.data, _COLUMN.chain, _COLUMN.sequence)
        query = query.where(*_conditions(filters))
        if cursor is not None:
            at, chain, sequence = read_cursor(cursor, _PLACE)
            query = query.where(order < tuple_(at, chain, int(sequence)))
        query = query.order_by(_COLUMN.at.desc(), _COLUMN.chain.desc(), _COLUMN.sequence.desc()).limit(limit + 1)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        shown = rows[:limit]
        last = shown[-1] if len(rows) > limit else None
        place = make_cursor((last.at.isoformat(), last.chain, str(last.sequence))) if last else None
        return LookPage([_look(row) for row in shown], place)


def _conditions(filters: LookFilters) -> list[Any]:
    wanted = (
        (operator.eq, _COLUMN.actor, filters.by),
        (operator.eq, _ABOUT, filters.about),
        (operator.eq, _COLUMN.kind, filters.kind),
        (operator.ge, _COLUMN.at, filters.since),
        (operator.lt, _COLUMN.at, filters.until),
    )
    return [compare(column, value) for compare, column, value in wanted if value is not None]


def _entry(look: Look, *, sequence: int, previous_hash: bytes, chain: str) -> Entry:
    data = canonical({"about": look.about, "role": look.role})
    entry = Entry(sequence, look.at, look.kind.value, look.by, data, None, previous_hash, b"")
    return entry._replace(hash=digest(entry, tracking_number=chain))


def _look(row: Any) -> Look:
    return Look(at=row.at, by=row.actor, kind=LookKind(row.kind), **row.data)
