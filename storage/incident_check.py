"""Checking the chains of incidents, as those of cases are checked (I2)."""

from collections.abc import AsyncIterator

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chain import Entry
from storage.chain_check import Break, BreakKind, CaseCheck, Head
from storage.database import auditable
from storage.incident_tables import incident_events, incidents
from storage.incidents import INCIDENT_ENTRY


async def check_incidents(connection: AsyncConnection) -> AsyncIterator[Break]:
    """Give everything that is not as it was written of any incident."""
    check, head = CaseCheck(tracking_number=""), None
    place = incident_events.c
    query = (
        select(place.incident, incidents.c.sequence, incidents.c.head_hash, *auditable(INCIDENT_ENTRY))
        .select_from(incident_events.outerjoin(incidents, incidents.c.id == place.incident))
        .order_by(place.incident, place.sequence)
    )
    async with connection.stream(query.execution_options(yield_per=1_000)) as rows:
        async for row in rows:
            if row.incident != check.tracking_number:
                for found in check.finish(head):
                    yield found
                check = CaseCheck(tracking_number=row.incident)
                head = Head(row[1], row.head_hash) if row.head_hash else None
            check.take(Entry(*row[3:]))
    for found in check.finish(head):
        yield found
    has_events = exists().where(place.incident == incidents.c.id)
    async with connection.stream(select(incidents.c.id).where(~has_events).order_by(incidents.c.id)) as rows:
        async for row in rows:
            yield Break(BreakKind.MISSING_CASE, row.id, None, "all of its events are gone")
