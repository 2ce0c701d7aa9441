"""Reading the ledger (查账): transactions page by page, balances, daily totals, and lines for an accountant (E9)."""

from collections.abc import AsyncGenerator, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Select, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.types import Date

from storage.cursors import MOST_ROWS, make_cursor, read_cursor
from storage.database import Autocommitting
from storage.ledger_tables import ledger_accounts, ledger_entries, ledger_transactions

_PLACE: Final = TypeAdapter(tuple[int])
_BATCH: Final = 1_000

_posted = ledger_transactions.c
_line = ledger_entries.c


class Filters(NamedTuple):
    """What is looked for: an account, a tracking number or other reference, and instants from (in) to (out)."""

    account: str | None = None
    reference: str | None = None
    what: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Transaction(NamedTuple):
    """A transaction with its entries; `corrects` is the key of the one that it reverses."""

    id: int
    key: str
    what: str
    reference: str
    subject: str
    at: datetime
    currency: str
    posted_by: str
    corrects: str | None
    entries: Sequence[tuple[str, int]]


class LedgerPage(NamedTuple):
    """Some transactions, the newest first, and the cursor of the next ones."""

    items: Sequence[Transaction]
    next_cursor: str | None


class Balance(NamedTuple):
    """What an account has in a currency: debits without credits, and each of them."""

    account: str
    sort: str
    currency: str
    balance_fen: int
    debit_fen: int
    credit_fen: int


class DayTotal(NamedTuple):
    """What went through an account on a day."""

    day: date
    account: str
    currency: str
    debit_fen: int
    credit_fen: int


class Line(NamedTuple):
    """One entry with all that is known of its transaction."""

    transaction: int
    at: datetime
    key: str
    what: str
    reference: str
    subject: str
    account: str
    amount_fen: int
    currency: str
    posted_by: str
    corrects: str | None


class LedgerBook:
    """Reads the ledger; changes nothing."""

    def __init__(self, *, engine: AsyncEngine) -> None:
        self._engine = Autocommitting(engine)
        self._streaming = engine

    async def page(self, filters: Filters, *, cursor: str | None = None, limit: int = 50) -> LedgerPage:
        """Give up to `limit` (at most 200) transactions, the newest first. Raises `CursorInvalid`."""
        wanted = min(limit, MOST_ROWS)
        query = _transactions(filters).order_by(_posted.id.desc()).limit(wanted + 1)
        if cursor is not None:
            query = query.where(_posted.id < read_cursor(cursor, _PLACE)[0])
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        items = [Transaction._make([*row[:-1], [tuple(entry) for entry in row.entries]]) for row in rows]
        more = len(rows) > wanted
        return LedgerPage(items[:wanted], make_cursor([str(items[wanted - 1].id)]) if more else None)

    async def balances(self) -> list[Balance]:
        """Give what every account has, by currency; one that nothing went through is there with nothing."""
        currency = func.coalesce(_posted.currency, "")
        query = (
            select(ledger_accounts.c.account, ledger_accounts.c.sort, currency, *_sums())
            .select_from(
                ledger_accounts.outerjoin(ledger_entries, _line.account == ledger_accounts.c.account).outerjoin(
                    ledger_transactions, _posted.id == _line.transaction_id
                )
            )
            .group_by(ledger_accounts.c.account, ledger_accounts.c.sort, currency)
            .order_by(ledger_accounts.c.account, currency)
        )
        async with self._engine.connect() as connection:
            return [Balance(*row) for row in await connection.execute(query)]

    async def totals(self, *, zone: str, since: datetime | None, until: datetime | None) -> list[DayTotal]:
        """Give what went through each account on each local day."""
        day = cast(func.timezone(zone, _posted.at), Date).label("day")
        _, debit, credit = _sums()
        query = (
            select(day, _line.account, _posted.currency, debit, credit)
            .select_from(_joined())
            .where(*_within(Filters(since=since, until=until)))
            .group_by(day, _line.account, _posted.currency)
            .order_by(day, _line.account, _posted.currency)
        )
        async with self._engine.connect() as connection:
            return [DayTotal(*row) for row in await connection.execute(query)]

    async def lines(self, *, since: datetime | None, until: datetime | None) -> AsyncGenerator[Line, None]:
        """Give every entry, in the order of posting, in bounded memory."""
        corrected = ledger_transactions.alias("corrected")
        columns = [_posted[name] for name in ("id", "at", "key", "what", "reference", "subject")]
        query = (
            select(*columns, _line.account, _line.amount_fen, _posted.currency, _posted.posted_by, corrected.c.key)
            .select_from(_joined().outerjoin(corrected, corrected.c.id == _posted.corrects))
            .where(*_within(Filters(since=since, until=until)))
            .order_by(_posted.id, _line.id)
            .execution_options(yield_per=_BATCH)
        )
        async with self._streaming.connect() as connection, connection.stream(query) as rows:
            async for row in rows:
                yield Line(*row)


def _joined() -> Any:
    return ledger_transactions.join(ledger_entries, _line.transaction_id == _posted.id)


def _sums() -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
    debit = func.coalesce(func.sum(_line.amount_fen).filter(_line.amount_fen > 0), 0)
    credit = func.coalesce(-func.sum(_line.amount_fen).filter(_line.amount_fen < 0), 0)
    return func.coalesce(func.sum(_line.amount_fen), 0), debit, credit


def _transactions(filters: Filters) -> Select[*tuple[Any, ...]]:
    corrected = ledger_transactions.alias("corrected")
    entries = (
        select(func.json_agg(aggregate_order_by(func.json_build_array(_line.account, _line.amount_fen), _line.id)))
        .where(_line.transaction_id == _posted.id)
        .scalar_subquery()
        .label("entries")
    )
    names = ("id", "key", "what", "reference", "subject", "at", "currency", "posted_by")
    return (
        select(*(_posted[name] for name in names), corrected.c.key.label("corrects"), entries)
        .select_from(ledger_transactions.outerjoin(corrected, corrected.c.id == _posted.corrects))
        .where(*_within(filters))
    )


def _within(filters: Filters) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if filters.account is not None:
        ones = select(_line.transaction_id).where(_line.account == filters.account)
        asked.append(_posted.id.in_(ones))
    if filters.reference is not None:
        asked.append(_posted.reference == filters.reference)
    if filters.what is not None:
        asked.append(_posted.what == filters.what)
    if filters.since is not None:
        asked.append(_posted.at >= filters.since)
    if filters.until is not None:
        asked.append(_posted.at < filters.until)
    return asked
