"""Daily heads (每日链头): once a day the last hash of every case that moved is put down, in a chain of its own.

So is the last act of every custody chain that grew, and the last event of every incident and matter and of the
register of authority. From then on nobody can cut the end off either, or take a whole
case away, without its being found. The hash of a day is signed with a key that the database does not have.

    ValueError
      DayPassed    a later day is sealed already
"""

import hashlib
from collections.abc import AsyncIterator
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import exists, func, insert, literal, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.chain import GENESIS
from storage.sealed_chains import SealedEnd, ends_of, put_down_ends
from storage.sealed_custody import SealedAct, acts_of, put_down_acts
from storage.tables import complaints, daily_heads, sealed_heads
from storage.vault import Vault

_LOCK: Final = 7_461_003
_BATCH: Final = 1_000


class DayPassed(ValueError):
    """Days are sealed in their order."""

    def __init__(self, *, day: date, last: date) -> None:
        super().__init__(f"{day} cannot be sealed any more: {last} is")


class SealedDay(NamedTuple):
    """A day that is sealed: how many cases had moved, and the hash that vouches for them and for all days before."""

    day: date
    cases: int
    hash: bytes


class SealedHead(NamedTuple):
    """The last event of a case on the day on which it was sealed."""

    tracking_number: str
    sequence: int
    hash: bytes


class DayHash:
    """Computes the hash of a day from its heads, taken in order."""

    def __init__(self) -> None:
        self._lines = hashlib.sha256()
        self.cases = 0

    def take(self, head: SealedHead) -> None:
        """Add the head of a case."""
        self._lines.update(f"{head.tracking_number} {head.sequence} {head.hash.hex()}\n".encode())
        self.cases += 1

    def take_act(self, act: SealedAct) -> None:
        """Add the end of a custody chain, after all cases."""
        self._lines.update(f"custody {act.tracking_number} {act.sequence} {act.hash.hex()}\n".encode())

    def take_end(self, end: SealedEnd) -> None:
        """Add the end of another chain, after all custody."""
        self._lines.update(f"{end.kind} {end.id} {end.sequence} {end.hash.hex()}\n".encode())

    def close(self, *, day: date, previous_hash: bytes, vault: Vault) -> bytes:
        """Give the signed hash of the day."""
        parts = (previous_hash.hex(), day.isoformat(), str(self.cases), self._lines.hexdigest())
        return vault.sign("daily head", " ".join(parts).encode())


class DailyHeads:
    """Seals days; a worker does so once a day, and being late or doing it twice harms nothing."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine
        self._vault = vault

    async def seal_day(self, day: date) -> SealedDay:
        """Seal the heads of all cases that moved since the last sealed day; a day is sealed once.

        Raises:
            DayPassed: a later day is sealed already.
        """
        async with self._engine.begin() as connection:
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            last = await _last_sealed(connection)
            if last is not None and last.day >= day:
                return await _sealed_already(connection, day=day, last=last)
            await _put_down_heads(connection, day=day)
            await put_down_acts(connection, day=day)
            await put_down_ends(connection, day=day)
            return await self._close(connection, day=day, previous_hash=last.hash if last else GENESIS)

    async def _close(self, connection: AsyncConnection, *, day: date, previous_hash: bytes) -> SealedDay:
        computed = await computed_of(connection, day=day)
        hashed = computed.close(day=day, previous_hash=previous_hash, vault=self._vault)
        row = {"day": day, "cases": computed.cases, "previous_hash": previous_hash, "hash": hashed}
        await connection.execute(insert(daily_heads).values(row))
        return SealedDay(day=day, cases=computed.cases, hash=hashed)


async def _last_sealed(connection: AsyncConnection) -> SealedDay | None:
    query = (
        select(daily_heads.c.day, daily_heads.c.cases, daily_heads.c.hash).order_by(daily_heads.c.day.desc()).limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    return SealedDay(*row) if row else None


async def _sealed_already(connection: AsyncConnection, *, day: date, last: SealedDay) -> SealedDay:
    query = select(daily_heads.c.day, daily_heads.c.cases, daily_heads.c.hash).where(daily_heads.c.day == day)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise DayPassed(day=day, last=last.day)
    return SealedDay(*row)


async def _put_down_heads(connection: AsyncConnection, *, day: date) -> None:
    is_sealed = exists().where(
        sealed_heads.c.tracking_number == complaints.c.tracking_number,
        sealed_heads.c.sequence == complaints.c.sequence,
    )
    moved = select(literal(day), complaints.c.tracking_number, complaints.c.sequence, complaints.c.head_hash).where(
        ~is_sealed
    )
    await connection.execute(insert(sealed_heads).from_select(["day", "tracking_number", "sequence", "hash"], moved))


async def computed_of(connection: AsyncConnection, *, day: date) -> DayHash:
    """Compute the hash of a day from what was put down on it."""
    computed = DayHash()
    async for head in _heads_of(connection, day=day):
        computed.take(head)
    async for act in acts_of(connection, day=day):
        computed.take_act(act)
    async for end in ends_of(connection, day=day):
        computed.take_end(end)
    return computed


async def _heads_of(connection: AsyncConnection, *, day: date) -> AsyncIterator[SealedHead]:
    heads = sealed_heads.c
    query = select(heads.tracking_number, heads.sequence, heads.hash).where(heads.day == day)
    query = query.order_by(heads.tracking_number).execution_options(yield_per=_BATCH)
    async with connection.stream(query) as rows:
        async for row in rows:
            yield SealedHead(*row)
