"""Sealed custody (保管链封存): the ends of the custody chains go into the daily seals, beside those of the cases."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import exists, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.custody_tables import sealed_custody
from storage.tables import custody, custody_heads

_BATCH: Final = 1_000


class SealedAct(NamedTuple):
    """The last act on the evidence of a case on the day on which it was sealed."""

    tracking_number: str
    sequence: int
    hash: bytes


class Unlike(NamedTuple):
    """An act that a day has sealed and that is not there, or is another one."""

    kind: str
    tracking_number: str
    sequence: int
    detail: str


async def put_down_acts(connection: AsyncConnection, *, day: date) -> None:
    """Put down the end of every custody chain that grew since a day was sealed."""
    ends, sealed = custody_heads.c, sealed_custody.c
    is_sealed = exists().where(sealed.tracking_number == ends.tracking_number, sealed.sequence == ends.sequence)
    grown = select(literal(day), ends.tracking_number, ends.sequence, ends.hash).where(~is_sealed, ends.sequence > 0)
    await connection.execute(insert(sealed_custody).from_select(["day", "tracking_number", "sequence", "hash"], grown))


async def acts_of(connection: AsyncConnection, *, day: date) -> AsyncIterator[SealedAct]:
    """Give the acts that were put down on a day, in the order in which they are hashed."""
    sealed = sealed_custody.c
    query = select(sealed.tracking_number, sealed.sequence, sealed.hash).where(sealed.day == day)
    query = query.order_by(sealed.tracking_number).execution_options(yield_per=_BATCH)
    async with connection.stream(query) as rows:
        async for row in rows:
            yield SealedAct(*row)


async def unlike_acts(connection: AsyncConnection) -> AsyncIterator[Unlike]:
    """Name every sealed act that the custody chains have lost, or have otherwise."""
    sealed = sealed_custody.c
    same = (custody.c.tracking_number == sealed.tracking_number) & (custody.c.sequence == sealed.sequence)
    query = (
        select(sealed.tracking_number, sealed.sequence, sealed.day, custody.c.hash)
        .select_from(sealed_custody.outerjoin(custody, same))
        .where(custody.c.hash.is_distinct_from(sealed.hash))
        .order_by(sealed.tracking_number, sealed.sequence)
        .execution_options(yield_per=_BATCH)
    )
    async with connection.stream(query) as rows:
        async for row in rows:
            is_gone = row.hash is None
            detail = f"{'is gone, and' if is_gone else 'is not the one that'} was sealed on {row.day}"
            yield Unlike("cut_tail" if is_gone else "altered", row.tracking_number, row.sequence, detail)
