"""Reconciling (对账): the ledger beside what the neighbours say that they have moved, every difference by name (E9).

Both sides are compared by the database, so memory grows with the differences alone. The ledger is read as it stood
before the neighbours are asked: what stands in it has moved there. What moved there and is not in it may be on its way.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple, get_args

from sqlalchemy import Row, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.ports_money import Book, NeighbourBooks

BOOKS: Final[tuple[Book, ...]] = get_args(Book)

_MADE: Final = """
    CREATE TEMPORARY TABLE neighbour_movements (
        book text, key text COLLATE "C", amount_fen bigint, currency text, account text
    ) ON COMMIT DROP
"""
_ADD: Final = text("""
    INSERT INTO neighbour_movements (book, key, amount_fen, currency, account)
    VALUES (:book, :key, :amount_fen, :currency, :account)
""")
# Deposits come from outside: which account they came from is nobody's business here.
_COMPARED: Final = text("""
    WITH ours AS (
        SELECT t.book, t.subject AS key, t.reference, t.currency,
            sum(e.amount_fen) FILTER (WHERE e.amount_fen > 0) AS amount_fen,
            CASE WHEN t.book = 'payments' AND bool_or(e.account = 'escrow') THEN 'escrow' ELSE '' END AS account
        FROM ledger_transactions AS t JOIN ledger_entries AS e ON e.transaction_id = t.id
        WHERE t.book IS NOT NULL
        GROUP BY t.id
    ), theirs AS (
        SELECT book, key, count(*) AS times, min(amount_fen) AS amount_fen, min(currency) AS currency,
            min(account) AS account, max(amount_fen) AS most_fen
        FROM neighbour_movements GROUP BY book, key
    )
    SELECT coalesce(ours.book, theirs.book) AS book, coalesce(ours.key, theirs.key) AS key, ours.reference,
        ours.amount_fen AS ours_fen, theirs.amount_fen AS theirs_fen, theirs.most_fen, theirs.times,
        ours.currency AS our_currency, theirs.currency AS their_currency,
        ours.account AS our_account, theirs.account AS their_account
    FROM ours FULL JOIN theirs ON ours.book = theirs.book AND ours.key = theirs.key
    WHERE ours.key IS NULL AND theirs.most_fen > 0 OR theirs.key IS NULL AND ours.key IS NOT NULL OR theirs.times > 1
        OR ours.amount_fen <> theirs.amount_fen OR ours.currency <> theirs.currency
        OR ours.account <> theirs.account AND ours.book = 'payments'
    ORDER BY 1, 2
""")
_ON_ITS_WAY: Final = text("""
    SELECT id FROM remedies WHERE id IN :keys AND status = 'paying'
    UNION SELECT reference FROM escrow_fundings WHERE reference IN :keys
    UNION SELECT subject FROM ledger_transactions WHERE subject IN :keys AND book IS NOT NULL
""").bindparams(bindparam("keys", expanding=True))
_UNDER_WAY: Final = text("SELECT count(*) FROM remedies WHERE status = 'paying'")


class Difference(NamedTuple):
    """Something that the ledger and a neighbour tell differently; amounts in the smallest unit."""

    kind: str
    book: str
    key: str
    ours: str
    theirs: str

    def __str__(self) -> str:
        """Write it as the one line that people read."""
        return f"{self.kind}: {self.book} {self.key}: here {self.ours}, there {self.theirs}"


class Reconciled(NamedTuple):
    """What came of comparing: differences, and how many payments are under way, which are none."""

    differences: Sequence[Difference]
    under_way: int


class Reconciliation:
    """Compares the ledger with the neighbours' lists."""

    def __init__(self, *, engine: AsyncEngine, books: NeighbourBooks) -> None:
        self._engine = engine
        self._books = books

    async def reconcile(self) -> Reconciled:
        """Give every difference. Raises `NeighbourUnavailable`."""
        async with self._engine.execution_options(isolation_level="REPEATABLE READ").begin() as connection:
            # From here on the ledger is seen as it is now.
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            under_way = await connection.scalar(_UNDER_WAY) or 0
            await connection.execute(text(_MADE))
            for book in BOOKS:
                await self._fetch(connection, book)
            found: list[Difference] = []
            async with connection.stream(_COMPARED, execution_options={"yield_per": 1_000}) as rows:
                async for row in rows:
                    found += _named(row)
        strays = [each.key for each in found if each.kind == "missing_here"]
        known = await self._on_its_way(strays) if strays else set()
        left = [each for each in found if each.kind != "missing_here" or each.key not in known]
        return Reconciled(left, under_way)

    async def _fetch(self, connection: AsyncConnection, book: Book) -> None:
        after: int | None = 0
        while after is not None:
            page = await self._books.page(book, after=after)
            if page.items:
                await connection.execute(_ADD, [each.model_dump() | {"book": book} for each in page.items])
            after = page.next

    async def _on_its_way(self, keys: Sequence[str]) -> set[str]:
        """Give those that are being paid, wait for a second person, or were booked meanwhile."""
        known: set[str] = set()
        async with self._engine.connect() as connection:
            for first in range(0, len(keys), 1_000):
                rows = await connection.execute(_ON_ITS_WAY, {"keys": list(keys[first : first + 1_000])})
                known |= set(rows.scalars())
        return known


def _named(row: Row[Any]) -> Iterator[Difference]:
    book, key = row.book, row.key
    ours = _told(row.ours_fen, row.our_currency, row.our_account)
    theirs = _told(row.theirs_fen, row.their_currency, row.their_account)
    if row.times is None:
        yield Difference("missing_there", book, key, ours, "nothing")
        return
    if row.times > 1:
        yield Difference("twice", book, key, ours, f"{row.times} times, {theirs}")
    if row.ours_fen is None:
        yield Difference("missing_here", book, key, "nothing", theirs)
        return
    if {row.theirs_fen, row.most_fen} != {row.ours_fen}:
        yield Difference("other_amount", book, key, ours, theirs)
    if row.our_currency != row.their_currency:
        yield Difference("other_currency", book, key, ours, theirs)
    if book == "payments" and row.our_account != row.their_account:
        yield Difference("other_account", book, key, ours, theirs)


def _told(amount_fen: int | None, currency: str | None, account: str | None) -> str:
    return f"{amount_fen} fen {currency}{' from ' + account if account else ''}"
