"""Checking the chains beside those of cases, in the same way (I2)."""

from collections.abc import AsyncIterator

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chain import Entry
from storage.chain_check import Break, BreakKind, CaseCheck, Head
from storage.database import auditable
from storage.other_chains import OTHER_CHAINS, OtherChain


async def check_other_chains(connection: AsyncConnection) -> AsyncIterator[Break]:
    """Give everything that is not as it was written of any incident, any matter, or the register of authority."""
    for chain in OTHER_CHAINS:
        async for found in _check(connection, chain):
            yield found


async def _check(connection: AsyncConnection, chain: OtherChain) -> AsyncIterator[Break]:
    check, head, heads = CaseCheck(tracking_number=""), None, chain.heads.c
    query = (
        select(chain.of.label("chain"), heads.sequence.label("last"), heads.head_hash, *auditable(chain.entry))
        .select_from(chain.log.outerjoin(chain.heads, heads.id == chain.of))
        .order_by(chain.of, chain.log.c.sequence)
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
    has_events = exists().select_from(chain.log).where(chain.of == heads.id).correlate(chain.heads)
    without = select(heads.id).where(~has_events, heads.sequence > 0).order_by(heads.id)
    async with connection.stream(without) as rows:
        async for row in rows:
            yield Break(BreakKind.MISSING_CASE, row.id, None, "all of its events are gone")
