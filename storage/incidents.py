"""Incidents as they are kept: each step of one is written whole, once, into a chain of its own (H5, I2)."""

import json
import zlib
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from pydantic import AwareDatetime, TypeAdapter
from sqlalchemy import func, literal, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.case_incident import KnownIncident
from domain.incident import Incident, IncidentEvent, IncidentStart, fold
from domain.incident_words import opened_words
from storage.chain import GENESIS, Entry, event_place, write_down
from storage.chain_tables import entry_columns
from storage.cursors import MOST_ROWS, make_cursor, read_cursor
from storage.database import Autocommitting
from storage.house_notices import tell_leads
from storage.incident_tables import incident_events, incidents, is_open
from storage.tables import complaints
from storage.vault import CaseKey, Vault, WrappedKey

MOST_COUNTED: Final = 1_000
_PLACE: Final = TypeAdapter(tuple[AwareDatetime, str])
_ENTRY: Final = entry_columns(incident_events)

# JSON goes in as the very text that was hashed.
_ADD: Final = text("""
    INSERT INTO incident_events (incident, sequence, at, kind, actor, data, sealed, previous_hash, hash)
    VALUES (:incident, :sequence, :at, :kind, :actor, CAST(:data AS json), :sealed, :previous_hash, :hash)
""")


class IncidentConflict(Exception):
    """The events of an incident do not follow what is written."""


class IncidentPage(NamedTuple):
    """Some incidents, the newest first, and the cursor of the next ones."""

    items: Sequence[Incident]
    next_cursor: str | None


class Incidents:
    """Writes and reads incidents; implements `domain.ports_incident.IncidentJournal`."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine
        self._reading = Autocommitting(engine)
        self._vault = vault

    async def record(self, incident: str, events: Sequence[IncidentEvent]) -> bool:
        """Write a step; one that is written already changes nothing.

        Tells whether the incident is there now: its first step finds no place where another of its kind is open.

        Raises:
            IncidentConflict: the events do not follow what is written.
        """
        async with self._engine.begin() as connection:
            row = await self._locked(connection, incident)
            standing, last = (self._opened(row), row.sequence) if row else (None, 0)
            if last >= events[-1].sequence:
                return True
            if events[0].sequence != last + 1:
                raise IncidentConflict(f"{incident}: event {events[0].sequence} does not follow event {last}")
            key, wrapped = self._key(row) if row else self._vault.make_key(tracking_number=incident)
            entries = _chained(incident, events, key=key, head=row.head_hash if row else GENESIS)
            values = _row(fold(standing, events), key=key) | {"head_hash": entries[-1].hash} | wrapped._asdict()
            if row is None:
                added = upsert(incidents).values(values).on_conflict_do_nothing().returning(incidents.c.id)
                if await connection.scalar(added) is None:
                    return False
                await self._tell(connection, IncidentStart.model_validate(events[0].data))
            else:
                await connection.execute(update(incidents).where(incidents.c.id == incident).values(values))
            await connection.execute(_ADD, [entry._asdict() | {"incident": incident} for entry in entries])
        return True

    async def find(self, incident: str) -> Incident | None:
        """Give an incident; none where there is no such."""
        query = select(incidents).where(incidents.c.id == incident)
        async with self._reading.connect() as connection:
            row = (await connection.execute(query)).one_or_none()
        return self._opened(row) if row else None

    async def events(self, incident: str) -> Sequence[IncidentEvent]:
        """Give what happened on an incident, in order."""
        query = select(*_ENTRY).where(incident_events.c.incident == incident).order_by(incident_events.c.sequence)
        async with self._reading.connect() as connection:
            row = (await connection.execute(select(incidents).where(incidents.c.id == incident))).one_or_none()
            entries = [Entry(*each) for each in await connection.execute(query)]
        key = self._key(row)[0] if row else None
        return [_event(entry, incident, key) for entry in entries] if key else []

    async def page(
        self,
        *,
        department: str | None = None,
        stage: str | None = None,
        pack: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> IncidentPage:
        """Give up to `limit` (at most 200) incidents, the newest first. Raises `CursorInvalid`."""
        column, wanted = incidents.c, min(limit, MOST_ROWS)
        asked = {"department": department, "stage": stage, "pack": pack}
        query = select(incidents).where(*(column[name] == value for name, value in asked.items() if value is not None))
        if cursor is not None:
            at, last = read_cursor(cursor, _PLACE)
            query = query.where(tuple_(column.opened_at, column.id) < tuple_(literal(at), literal(last)))
        query = query.order_by(column.opened_at.desc(), column.id.desc()).limit(wanted + 1)
        async with self._reading.connect() as connection:
            rows = (await connection.execute(query)).all()
        items = [self._opened(row) for row in rows[:wanted]]
        last_one = items[-1] if len(rows) > wanted else None
        return IncidentPage(items, make_cursor([last_one.opened_at.isoformat(), last_one.id]) if last_one else None)

    async def open_one(self, *, pack: str, category: str, kind: str) -> KnownIncident | None:
        """Give the open incident of a kind, with how many members it has, counted up to a thousand."""
        column = incidents.c
        query = select(column.id).where(column.pack == pack, column.category == category, column.kind == kind, is_open)
        async with self._reading.connect() as connection:
            found = await connection.scalar(query)
            size = await connection.scalar(_size_of(found)) if found else 0
        return KnownIncident(id=found, pack=pack, size=size or 0) if found else None

    async def known(self, incident: str) -> KnownIncident | None:
        """Give an incident that is open, with how many members it has, counted up to a thousand."""
        query = select(incidents.c.pack).where(incidents.c.id == incident, is_open)
        async with self._reading.connect() as connection:
            pack = await connection.scalar(query)
            size = await connection.scalar(_size_of(incident)) if pack else 0
        return KnownIncident(id=incident, pack=pack, size=size or 0) if pack else None

    async def standings(self, incident: str) -> dict[str, int]:
        """Count the cases that belong to an incident, or have left it, by how they stand to its answer."""
        column = complaints.c
        query = (
            select(column.incident_standing, func.count())
            .where(column.incident == incident)
            .group_by(column.incident_standing)
            .order_by(column.incident_standing)
        )
        async with self._reading.connect() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}

    async def _tell(self, connection: AsyncConnection, start: IncidentStart) -> None:
        words = opened_words(start)
        await tell_leads(connection, department=start.department, key=start.incident, what="incident", words=words)

    async def _locked(self, connection: AsyncConnection, incident: str) -> Any:
        query = select(incidents).where(incidents.c.id == incident).with_for_update()
        return (await connection.execute(query)).one_or_none()

    def _key(self, row: Any) -> tuple[CaseKey, WrappedKey]:
        wrapped = WrappedKey(key_id=row.key_id, wrapped_key=row.wrapped_key)
        return self._vault.unwrap(wrapped, tracking_number=row.id), wrapped

    def _opened(self, row: Any) -> Incident:
        snapshot = self._key(row)[0].open(row.snapshot, place=_place(row.id))
        return Incident.model_validate_json(zlib.decompress(snapshot))


def _row(incident: Incident, *, key: CaseKey) -> dict[str, Any]:
    names = {"id", "pack", "category", "kind", "department", "stage", "since", "opened_at", "closed_at", "sequence"}
    snapshot = key.seal(zlib.compress(incident.model_dump_json().encode()), place=_place(incident.id))
    return incident.model_dump(include=names) | {"snapshot": snapshot}


def _chained(incident: str, events: Sequence[IncidentEvent], *, key: CaseKey, head: bytes) -> list[Entry]:
    entries: list[Entry] = []
    for event in events:
        entries.append(write_down(event, tracking_number=incident, key=key, previous_hash=head))
        head = entries[-1].hash
    return entries


def _event(entry: Entry, incident: str, key: CaseKey) -> IncidentEvent:
    sealed = entry.sealed
    private = json.loads(key.open(sealed, place=event_place(incident, entry.sequence))) if sealed else {}
    return IncidentEvent.model_validate(entry._asdict() | {"data": json.loads(entry.data), "private": private})


def _size_of(incident: str) -> Any:
    """Count the members, up to a thousand: every filing asks, and no rule tells more of them apart."""
    belongs = complaints.c.incident == incident, complaints.c.incident_standing != "left"
    some = select(complaints.c.tracking_number).where(*belongs).limit(MOST_COUNTED).subquery()
    return select(func.count()).select_from(some)


def _place(incident: str) -> str:
    return f"{incident}|snapshot"
