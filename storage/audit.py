"""Audit (审计): reads the whole event log and names everything that is not as it was written (I2)."""

from collections.abc import AsyncIterator
from typing import Any, Final

from sqlalchemy import Row, Select, exists, select, text, union
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.keyring import UnknownKey
from storage.case_file import ENTRY, unwrapped
from storage.chain import GENESIS, Entry
from storage.chain_audit import check_other_chains
from storage.chain_check import Break, BreakKind, CaseCheck, Head
from storage.chain_tables import sealed_chains
from storage.custody_tables import sealed_custody
from storage.daily_heads import computed_of
from storage.database import auditable
from storage.ledger_check import check_ledger
from storage.sealed_chains import unlike_ends
from storage.sealed_custody import unlike_acts
from storage.tables import case_keys, complaints, daily_heads, events, sealed_heads
from storage.vault import SealBroken, Vault

AnyRow = Row[*tuple[Any, ...]]
Query = Select[*tuple[Any, ...]]

_BATCH: Final = 1_000


class Audit:
    """Verifies the event log; reads only, in one snapshot, so that the application may go on meanwhile."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._vault = vault

    async def verify(self) -> list[Break]:
        """Give every break that there is, none when all is as it was written; memory does not grow with the log."""
        async with self._engine.begin() as connection:
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            breaks = [found async for found in _check_cases(connection)]
            breaks += [found async for found in _check_keys(connection, vault=self._vault)]
            breaks += [found async for found in _check_days(connection, vault=self._vault)]
            breaks += [found async for found in check_other_chains(connection)]
            known = {(found.kind, found.tracking_number) for found in breaks}
            sealed = [found async for found in _check_sealed_heads(connection)]
            sealed += [found async for found in unlike_ends(connection)]
            breaks += [found for found in sealed if (found.kind, found.tracking_number) not in known]
            breaks += [found async for found in _check_sealed_custody(connection)]
            breaks += [found async for found in check_ledger(connection)]
        return breaks


async def _check_cases(connection: AsyncConnection) -> AsyncIterator[Break]:
    check = CaseCheck(tracking_number="")
    head: Head | None = None
    async for row in _stream(connection, _all_entries()):
        if row.tracking_number != check.tracking_number:
            for found in check.finish(head):
                yield found
            check = CaseCheck(tracking_number=row.tracking_number)
            head = Head(row.head_sequence, row.head_hash) if row.head_hash else None
            if row.is_keyless:
                yield Break(BreakKind.LOST_KEY, row.tracking_number, None, "its key is gone, and not by an erasure")
        check.take(Entry(*row[-len(ENTRY) :]))
    for found in check.finish(head):
        yield found
    async for row in _stream(connection, _cases_without_events()):
        yield Break(BreakKind.MISSING_CASE, row.tracking_number, None, "all of its events are gone")


def _all_entries() -> Query:
    number = events.c.tracking_number
    heads = [
        number,
        # True as well where the whole row of the key is gone. An erasure says when it destroyed the key.
        (case_keys.c.wrapped_key.is_(None) & case_keys.c.destroyed_at.is_(None)).label("is_keyless"),
        complaints.c.sequence.label("head_sequence"),
        complaints.c.head_hash,
    ]
    known = events.outerjoin(case_keys, case_keys.c.tracking_number == number).outerjoin(
        complaints, complaints.c.tracking_number == number
    )
    return select(*heads, *auditable(ENTRY)).select_from(known).order_by(number, events.c.sequence)


def _cases_without_events() -> Query:
    known = union(select(case_keys.c.tracking_number), select(complaints.c.tracking_number)).subquery()
    has_events = exists().where(events.c.tracking_number == known.c.tracking_number)
    return select(known.c.tracking_number).where(~has_events).order_by(known.c.tracking_number)


async def _check_keys(connection: AsyncConnection, *, vault: Vault) -> AsyncIterator[Break]:
    async for row in _stream(connection, _all_keys()):
        try:
            unwrapped(row, tracking_number=row.tracking_number, vault=vault)
        except (SealBroken, UnknownKey) as error:
            yield Break(BreakKind.LOST_KEY, row.tracking_number, None, str(error))


def _all_keys() -> Query:
    columns = case_keys.c
    return select(columns.tracking_number, columns.key_id, columns.wrapped_key).order_by(columns.tracking_number)


async def _check_days(connection: AsyncConnection, *, vault: Vault) -> AsyncIterator[Break]:
    previous_hash = GENESIS
    async for day in _stream(connection, select(*auditable(daily_heads.c)).order_by(daily_heads.c.day)):
        computed = await computed_of(connection, day=day.day)
        expected = computed.close(day=day.day, previous_hash=previous_hash, vault=vault)
        if (day.previous_hash, day.cases, day.hash) != (previous_hash, computed.cases, expected):
            yield Break(BreakKind.DAILY_HEAD, "", None, f"what was sealed on {day.day} is not what it was")
        previous_hash = day.hash
    put_down = union(*(select(table.c.day) for table in (sealed_heads, sealed_custody, sealed_chains))).subquery()
    is_vouched_for = exists().where(daily_heads.c.day == put_down.c.day)
    async for row in _stream(
        connection, select(*auditable([put_down.c.day])).where(~is_vouched_for).order_by(put_down.c.day)
    ):
        yield Break(BreakKind.DAILY_HEAD, "", None, f"the seal of {row.day} is gone")


async def _check_sealed_heads(connection: AsyncConnection) -> AsyncIterator[Break]:
    sealed = sealed_heads.c
    same = (events.c.tracking_number == sealed.tracking_number) & (events.c.sequence == sealed.sequence)
    has_events = exists().where(events.c.tracking_number == sealed.tracking_number).correlate(sealed_heads)
    query = (
        select(sealed.tracking_number, sealed.sequence, sealed.day, events.c.hash, has_events.label("has_events"))
        .select_from(sealed_heads.outerjoin(events, same))
        .where(events.c.hash.is_distinct_from(sealed.hash))
        .order_by(sealed.tracking_number, sealed.sequence)
    )
    async for row in _stream(connection, query):
        if row.hash is not None:
            kind, detail = BreakKind.ALTERED, f"is not the one that was sealed on {row.day}"
        elif row.has_events:
            kind, detail = BreakKind.CUT_TAIL, f"is gone, and was sealed on {row.day}"
        else:
            kind, detail = BreakKind.MISSING_CASE, f"all of its events are gone, and were sealed on {row.day}"
        yield Break(kind, row.tracking_number, row.sequence, detail)


async def _check_sealed_custody(connection: AsyncConnection) -> AsyncIterator[Break]:
    async for kind, number, sequence, detail in unlike_acts(connection):
        yield Break(BreakKind(kind), number, None, f"act {sequence} of its custody chain {detail}")


async def _stream(connection: AsyncConnection, query: Query) -> AsyncIterator[AnyRow]:
    async with connection.stream(query.execution_options(yield_per=_BATCH)) as rows:
        async for row in rows:
            yield row
