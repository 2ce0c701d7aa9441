"""Checking the ledger (核账): whether each payment of a case stands there as its event says, in balance (I2)."""

from collections.abc import AsyncIterator
from typing import Any, Final

from sqlalchemy import Select, Text, and_, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.kinds import EventKind
from storage.chain_check import Break, BreakKind
from storage.ledger_tables import ledger_entries, ledger_transactions
from storage.tables import events

_BATCH: Final = 1_000
_MONEY: Final = (EventKind.PAID.value, EventKind.ADVANCE_PAID.value)
_POSTING: Final = (*_MONEY, EventKind.REMEDY_DONE.value, EventKind.REMEDY_CONFIRMED.value)


async def check_ledger(connection: AsyncConnection) -> AsyncIterator[Break]:
    """Give what the ledger and the events tell differently, and what is out of balance."""
    async with connection.stream(_unlike_events().execution_options(yield_per=_BATCH)) as rows:
        async for row in rows:
            detail = "what the ledger has and what the event says of the payment differ"
            yield Break(BreakKind.LEDGER, row.tracking_number, row.sequence, detail)
    async with connection.stream(_unbalanced().execution_options(yield_per=_BATCH)) as rows:
        async for row in rows:
            detail = f"ledger transaction {row.key!r} does not balance"
            yield Break(BreakKind.LEDGER, row.reference, None, detail)


def _unlike_events() -> Select[*tuple[Any, ...]]:
    event, entry = _said().subquery("event"), _booked().subquery("entry")
    same = (event.c.tracking_number == entry.c.tracking_number) & (event.c.sequence == entry.c.sequence)
    return (
        select(
            func.coalesce(event.c.tracking_number, entry.c.tracking_number).label("tracking_number"),
            func.coalesce(event.c.sequence, entry.c.sequence).label("sequence"),
        )
        .select_from(event.join(entry, same, full=True))
        .where(
            or_(
                event.c.kind.is_(None),
                and_(event.c.kind.in_(_MONEY), entry.c.subject.is_(None)),
                and_(
                    entry.c.subject.is_not(None),
                    or_(
                        event.c.remedy.is_distinct_from(entry.c.subject),
                        # Compared as text: what stands in an altered event may be no number at all.
                        func.coalesce(event.c.amount, cast(entry.c.debit, Text)) != cast(entry.c.debit, Text),
                        and_(event.c.kind.in_(_MONEY), event.c.amount.is_(None)),
                        entry.c.count != entry.c.lines,
                        entry.c.balance != 0,
                    ),
                ),
            )
        )
        .order_by("tracking_number", "sequence")
    )


def _said() -> Select[*tuple[Any, ...]]:
    return select(
        events.c.tracking_number,
        events.c.sequence,
        events.c.kind,
        events.c.data["remedy"].as_string().label("remedy"),
        events.c.data["amount_fen"].as_string().label("amount"),
    ).where(events.c.kind.in_(_POSTING))


def _booked() -> Select[*tuple[Any, ...]]:
    posted, line = ledger_transactions.c, ledger_entries.c
    return (
        select(
            posted.tracking_number,
            posted.sequence,
            posted.subject,
            posted.lines,
            func.count(line.id).label("count"),
            func.coalesce(func.sum(line.amount_fen), 0).label("balance"),
            func.coalesce(func.sum(line.amount_fen).filter(line.amount_fen > 0), 0).label("debit"),
        )
        .select_from(ledger_transactions.outerjoin(ledger_entries, line.transaction_id == posted.id))
        .where(posted.sequence.is_not(None))
        .group_by(posted.id)
    )


def _unbalanced() -> Select[*tuple[Any, ...]]:
    posted, line = ledger_transactions.c, ledger_entries.c
    return (
        select(posted.key, posted.reference)
        .select_from(ledger_transactions.outerjoin(ledger_entries, line.transaction_id == posted.id))
        .where(posted.sequence.is_(None))
        .group_by(posted.id)
        .having(or_(func.count(line.id) != posted.lines, func.coalesce(func.sum(line.amount_fen), 0) != 0))
        .order_by(posted.id)
    )
