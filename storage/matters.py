"""Matters (事项) as they are kept: each step of one is written whole, once, into a chain of its own (E4, F7, I2)."""

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final, NamedTuple

from pydantic import AwareDatetime, BaseModel, TypeAdapter
from sqlalchemy import ColumnElement, literal, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.kinds import EventKind
from domain.ledger import matter_postings
from domain.matter import Matter
from domain.matter_events import MatterEvent, MatterKind
from domain.matter_registry import fold
from domain.notices import Addressed
from domain.penalty import Penalty
from domain.ports_matter import PersonErased, ToldOf
from storage.case_file import find_key, unwrapped
from storage.chain import GENESIS, Entry, event_place, verifies, write_down
from storage.chain_tables import entry_columns
from storage.cursors import MOST_ROWS, make_cursor, read_cursor
from storage.database import Autocommitting
from storage.house_notices import tell_each, tell_party
from storage.ledger import post
from storage.matter_tables import due_order, matter_events, matters
from storage.penalties import carry_out
from storage.tables import NEVER, case_keys
from storage.tables import events as case_events
from storage.vault import CaseKey, Vault

_PLACE: Final = TypeAdapter(tuple[AwareDatetime | None, str])
_ENTRY: Final = entry_columns(matter_events)

# JSON goes in as the very text that was hashed.
_ADD: Final = text("""
    INSERT INTO matter_events (matter, sequence, at, kind, actor, data, sealed, previous_hash, hash)
    VALUES (:matter, :sequence, :at, :kind, :actor, CAST(:data AS json), :sealed, :previous_hash, :hash)
""")


class MatterConflict(Exception):
    """The events of a matter do not follow what is written."""


class MatterFilters(BaseModel):
    """What a list is narrowed down to."""

    department: str | None = None
    owner: str | None = None
    state: str | None = None
    tracking_number: str | None = None
    due_before: datetime | None = None
    is_open: bool | None = None


class MatterPage(NamedTuple):
    """Some matters, the next due first, and the cursor of the next ones."""

    items: Sequence[Matter]
    next_cursor: str | None


class Matters:
    """Writes and reads matters; implements `domain.ports_matter.MatterJournal`."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine
        self._reading = Autocommitting(engine)
        self._vault = vault

    async def record(
        self,
        matter: str,
        *,
        tracking_number: str,
        events: Sequence[MatterEvent],
        told: Sequence[ToldOf],
        without_words: bool = False,
    ) -> Sequence[MatterEvent]:
        """Write a step and what is to be told of it; of one that is written already, give what was written.

        Raises `MatterConflict` where the events do not follow what is written, and `PersonErased` where the person of
        the case was erased and the step is not to be written `without_words`.
        """
        async with self._engine.begin() as connection:
            await connection.execute(select(matters.c.id).where(matters.c.id == matter).with_for_update())
            entries = await _entries(connection, matter)
            key = await find_key(connection, tracking_number=tracking_number, vault=self._vault)
            written = [_event(entry, matter, key) for entry in entries]
            first = events[0].sequence
            if len(written) >= events[-1].sequence:
                return written[first - 1 : events[-1].sequence]
            if key is None and not without_words:
                raise PersonErased(f"{matter}: the person of {tracking_number} was erased")
            events = events if key else [event.model_copy(update={"private": {}}) for event in events]
            if first != len(written) + 1:
                raise MatterConflict(f"{matter}: event {first} does not follow event {len(written)}")
            added = _chained(matter, events, key=key, head=entries[-1].hash if entries else GENESIS)
            after = fold(None, [*written, *events])
            row = _row(after) | {"head_hash": added[-1].hash}
            await connection.execute(
                update(matters).where(matters.c.id == matter).values(row) if written else insert(matters).values(row)
            )
            await connection.execute(_ADD, [entry._asdict() | {"matter": matter} for entry in added])
            await tell_each(connection, told)
            for posting in matter_postings(matter, events, reference=tracking_number):
                await post(connection, posting)
            if isinstance(after, Penalty):
                await carry_out(connection, after, events, vault=self._vault)
        return events

    async def owe(self, addressed: Addressed) -> None:
        """Owe a party of the case a notice, once."""
        async with self._engine.begin() as connection:
            await tell_party(connection, addressed)

    async def case_that_goes_on(self, tracking_number: str) -> str:
        """Give the case into which this one was merged, and that one in turn; itself where it was not."""
        into = select(case_events.c.data["into"].as_string()).where(case_events.c.kind == EventKind.MERGED.value)
        async with self._reading.connect() as connection:
            number = tracking_number
            while other := await connection.scalar(into.where(case_events.c.tracking_number == number)):
                number = other
        return number

    async def is_there(self, matter: str) -> bool:
        """Tell whether a matter has begun."""
        async with self._reading.connect() as connection:
            return await connection.scalar(select(matters.c.id).where(matters.c.id == matter)) is not None

    async def find(self, matter: str) -> Matter | None:
        """Give a matter; none where there is no such."""
        events = await self.events(matter)
        return fold(None, events) if events else None

    async def events(self, matter: str) -> Sequence[MatterEvent]:
        """Give what happened on a matter, in order; without words where the person of its case was erased."""
        return (await self._events([matter])).get(matter, [])

    async def page(
        self, kind: MatterKind, *, filters: MatterFilters, cursor: str | None = None, limit: int = 50
    ) -> MatterPage:
        """Give up to `limit` (at most 200) matters of a kind, those with nothing due last. Raises `CursorInvalid`."""
        wanted = min(limit, MOST_ROWS)
        query = select(matters.c.id, matters.c.due_at).where(matters.c.kind == kind, *_conditions(filters))
        if cursor is not None:
            at, last = read_cursor(cursor, _PLACE)
            there = tuple_(NEVER if at is None else literal(at), literal(last))
            query = query.where(tuple_(due_order, matters.c.id) > there)
        query = query.order_by(due_order, matters.c.id).limit(wanted + 1)
        async with self._reading.connect() as connection:
            rows = (await connection.execute(query)).all()
        found = await self._folded([row.id for row in rows[:wanted]])
        if len(rows) <= wanted:
            return MatterPage(found, None)
        place = rows[wanted - 1]
        return MatterPage(found, make_cursor([place.due_at.isoformat() if place.due_at else None, place.id]))

    async def of_case(self, tracking_number: str) -> Sequence[Matter]:
        """Give the matters that a case has left behind, in the order of their ids."""
        query = select(matters.c.id).where(matters.c.tracking_number == tracking_number).order_by(matters.c.id)
        async with self._reading.connect() as connection:
            names = list(await connection.scalars(query))
        return await self._folded(names)

    async def _folded(self, names: Sequence[str]) -> list[Matter]:
        events = await self._events(names)
        return [fold(None, events[name]) for name in names if name in events]

    async def _events(self, names: Sequence[str]) -> dict[str, list[MatterEvent]]:
        if not names:
            return {}
        query = (
            select(matter_events.c.matter, matters.c.tracking_number, case_keys.c.key_id, case_keys.c.wrapped_key)
            .add_columns(*_ENTRY)
            .join(matters, matters.c.id == matter_events.c.matter)
            .outerjoin(case_keys, case_keys.c.tracking_number == matters.c.tracking_number)
            .where(matter_events.c.matter.in_(names))
            .order_by(matter_events.c.matter, matter_events.c.sequence)
        )
        async with self._reading.connect() as connection:
            rows = (await connection.execute(query)).all()
        found: dict[str, list[MatterEvent]] = {}
        for name, group in groupby(rows, key=lambda row: row.matter):
            of_one = list(group)
            key = unwrapped(of_one[0], tracking_number=of_one[0].tracking_number, vault=self._vault)
            found[name] = [_event(Entry(*row[4:]), name, key) for row in of_one]
        return found


async def matters_after(engine: AsyncEngine, last: str, *, most: int) -> Sequence[str]:
    """Give up to `most` matters that have events, by id, after `last`."""
    first = matter_events.c.sequence == 1, matter_events.c.matter > last
    query = select(matter_events.c.matter).where(*first).order_by(matter_events.c.matter).limit(most)
    async with engine.connect() as connection:
        return (await connection.scalars(query)).all()


async def rebuild_matter(engine: AsyncEngine, matter: str, *, vault: Vault) -> bool:
    """Make the row of a matter anew from its events; false where these are not as they were written."""
    async with engine.begin() as connection:
        locked = select(matters.c.sequence).where(matters.c.id == matter).with_for_update()
        known = await connection.scalar(locked) or 0
        entries = await _entries(connection, matter)
        if known > len(entries) or not verifies(entries, tracking_number=matter):
            return False
        number = json.loads(entries[0].data)["tracking_number"]
        key = await find_key(connection, tracking_number=number, vault=vault)
        standing = fold(None, [_event(entry, matter, key) for entry in entries])
        row = _row(standing) | {"head_hash": entries[-1].hash}
        await connection.execute(insert(matters).values(row).on_conflict_do_update(index_elements=["id"], set_=row))
        if isinstance(standing, Penalty):
            await carry_out(connection, standing, (), vault=vault)
    return True


async def _entries(connection: AsyncConnection, matter: str) -> list[Entry]:
    query = select(*_ENTRY).where(matter_events.c.matter == matter).order_by(matter_events.c.sequence)
    return [Entry(*row) for row in await connection.execute(query)]


def _conditions(filters: MatterFilters) -> list[ColumnElement[bool]]:
    column = matters.c
    names = ("department", "owner", "state", "tracking_number")
    conditions = [column[name] == value for name in names if (value := getattr(filters, name)) is not None]
    if filters.due_before is not None:
        conditions.append(column.due_at < filters.due_before)
    if filters.is_open is not None:
        conditions.append(column.closed_at.is_(None) if filters.is_open else column.closed_at.is_not(None))
    return conditions


def _row(matter: Matter) -> dict[str, Any]:
    names = set(matters.c.keys()) - {"head_hash"}
    return matter.model_dump(include=names) | {"kind": matter.kind.value}


def _chained(matter: str, events: Sequence[MatterEvent], *, key: CaseKey | None, head: bytes) -> list[Entry]:
    entries: list[Entry] = []
    for event in events:
        entries.append(write_down(event, tracking_number=matter, key=key, previous_hash=head))
        head = entries[-1].hash
    return entries


def _event(entry: Entry, matter: str, key: CaseKey | None) -> MatterEvent:
    sealed = entry.sealed if key else None
    private = json.loads(key.open(sealed, place=event_place(matter, entry.sequence))) if key and sealed else {}
    return MatterEvent.model_validate(entry._asdict() | {"data": json.loads(entry.data), "private": private})
