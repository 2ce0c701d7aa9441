"""Checking the chains beside those of cases: of incidents and of matters, in the same way (I2)."""

from collections.abc import AsyncIterator
from typing import Any, Final

from sqlalchemy import Table, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chain import Entry
from storage.chain_check import Break, BreakKind, CaseCheck, Head
from storage.database import auditable
from storage.incident_tables import incident_events, incidents
from storage.incidents import INCIDENT_ENTRY
from storage.matter_tables import matter_events, matters
from storage.matters import MATTER_ENTRY

_CHAINS: Final = (
    ("incident", incident_events, incidents, INCIDENT_ENTRY),
    ("matter", matter_events, matters, MATTER_ENTRY),
)
"""What the chain's column is called, its entries, the table of its heads, and the columns of an `Entry`."""


async def check_other_chains(connection: AsyncConnection) -> AsyncIterator[Break]:
    """Give everything that is not as it was written of any incident or matter."""
    for name, log, heads, entry in _CHAINS:
        async for found in _check(connection, name, log, heads, entry):
            yield found


async def _check(
    connection: AsyncConnection, name: str, log: Table, heads: Table, entry: tuple[Any, ...]
) -> AsyncIterator[Break]:
    check, head, chain = CaseCheck(tracking_number=""), None, log.c[name]
    query = (
        select(chain.label("chain"), heads.c.sequence.label("last"), heads.c.head_hash, *auditable(entry))
        .select_from(log.outerjoin(heads, heads.c.id == chain))
        .order_by(chain, log.c.sequence)
    )
    async with connection.stream(query.execution_options(yield_per=1_000)) as rows:
        async for row in rows:
            if row.chain != check.tracking_number:
                for found in check.finish(head):
                    yield found
                check = CaseCheck(tracking_number=row.chain)
                head = Head(row.last, row.head_hash) if row.head_hash else None
            check.take(Entry(*row[3:]))
    for found in check.finish(head):
        yield found
    has_events = exists().where(chain == heads.c.id)
    async with connection.stream(select(heads.c.id).where(~has_events).order_by(heads.c.id)) as rows:
        async for row in rows:
            yield Break(BreakKind.MISSING_CASE, row.id, None, "all of its events are gone")
