"""Sealed chains (事件链封存): the ends of the chains beside those of cases go into the daily seals, too."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import exists, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.chain_check import Break, BreakKind
from storage.chain_tables import sealed_chains
from storage.other_chains import OTHER_CHAINS, OtherChain

_BATCH: Final = 1_000


class SealedEnd(NamedTuple):
    """The last event of a chain on the day on which it was sealed."""

    kind: str
    id: str
    sequence: int
    hash: bytes


async def put_down_ends(connection: AsyncConnection, *, day: date) -> None:
    """Put down the end of every chain that grew since a day was sealed."""
    sealed = sealed_chains.c
    for kind, _, _, heads in OTHER_CHAINS:
        ends = heads.c
        same = (sealed.kind == kind) & (sealed.id == ends.id) & (sealed.sequence == ends.sequence)
        grown = select(literal(day), literal(kind), ends.id, ends.sequence, ends.head_hash)
        grown = grown.where(~exists().where(same), ends.sequence > 0)
        await connection.execute(insert(sealed_chains).from_select(["day", "kind", "id", "sequence", "hash"], grown))


async def ends_of(connection: AsyncConnection, *, day: date) -> AsyncIterator[SealedEnd]:
    """Give the ends that were put down on a day, in the order in which they are hashed."""
    sealed = sealed_chains.c
    query = select(sealed.kind, sealed.id, sealed.sequence, sealed.hash).where(sealed.day == day)
    query = query.order_by(sealed.kind, sealed.id).execution_options(yield_per=_BATCH)
    async with connection.stream(query) as rows:
        async for row in rows:
            yield SealedEnd(*row)


async def unlike_ends(connection: AsyncConnection) -> AsyncIterator[Break]:
    """Name every sealed end that its chain has lost, or has otherwise."""
    for chain in OTHER_CHAINS:
        async for found in _unlike(connection, chain):
            yield found


async def _unlike(connection: AsyncConnection, chain: OtherChain) -> AsyncIterator[Break]:
    sealed, log = sealed_chains.c, chain.log
    same = (chain.of == sealed.id) & (log.c.sequence == sealed.sequence)
    is_there = exists().select_from(log).where(chain.of == sealed.id).correlate(sealed_chains)
    query = (
        select(sealed.id, sealed.sequence, sealed.day, log.c.hash, is_there.label("is_there"))
        .select_from(sealed_chains.outerjoin(log, same))
        .where(sealed.kind == chain.kind, log.c.hash.is_distinct_from(sealed.hash))
        .order_by(sealed.id, sealed.sequence)
    )
    async with connection.stream(query.execution_options(yield_per=_BATCH)) as rows:
        async for row in rows:
            if row.hash is not None:
                kind, detail = BreakKind.ALTERED, f"is not the one that was sealed on {row.day}"
            elif row.is_there:
                kind, detail = BreakKind.CUT_TAIL, f"is gone, and was sealed on {row.day}"
            else:
                kind, detail = BreakKind.MISSING_CASE, f"all of its events are gone, and were sealed on {row.day}"
            yield Break(kind, row.id, row.sequence, detail)
