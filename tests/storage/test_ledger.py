"""The ledger: double entry, kept in balance by the database, posted once per key and never changed."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.kinds import EventKind
from domain.ledger import Account, Posting, moved
from storage import migrations
from storage.database import driver_url
from storage.journal import PostgresJournal
from storage.ledger import LedgerConflict, post, reverse
from storage.ledger_tables import ledger_entries, ledger_transactions
from storage.migrations import upgrade
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.rows import rows
from tests.storage.stories import number, story, whole_life

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def posting(key: str, *, amount_fen: int = 5_000, credit: Account = Account.CASH) -> Posting:
    return Posting(
        key=key,
        what="escrow_funded",
        reference=key,
        subject=key,
        at=NOON,
        entries=moved(amount_fen, debit=Account.ESCROW, credit=credit),
    )


async def posted(engine: AsyncEngine, one: Posting) -> bool:
    async with engine.begin() as connection:
        return await post(connection, one)


async def entries(engine: AsyncEngine, **where: object) -> list[tuple[str, int]]:
    found = [row["id"] for row in await rows(engine, ledger_transactions, **where)]
    lines = [line for number in found for line in await rows(engine, ledger_entries, transaction_id=number)]
    return [(line["account"], line["amount_fen"]) for line in lines]


class TestTheJournal:
    async def test_posts_what_a_payment_was_for_and_where_it_came_from(
        self, journal: PostgresJournal, engine: AsyncEngine
    ) -> None:
        case = number()
        life = whole_life(case)

        await journal.record(tracking_number=case, events=life)

        [row] = await rows(engine, ledger_transactions, tracking_number=case)
        assert await entries(engine, tracking_number=case) == [("remedies.refund", 2_500), ("cash", -2_500)]
        assert (row["key"], row["reference"], row["subject"]) == (f"remedy {case}-R1", case, f"{case}-R1")
        assert (row["sequence"], row["at"], row["book"], row["currency"]) == (8, life[7].at, "payments", "CNY")

    async def test_posts_money_that_a_hand_has_paid_under_nobodys_list(
        self, journal: PostgresJournal, engine: AsyncEngine
    ) -> None:
        case = number()
        said = {"remedy": f"{case}-R1", "kind": "refund", "amount_fen": 2_500}
        by_hand = story((EventKind.REMEDY_CONFIRMED, "staff:9", said, {"how": "转账"}), first=8)

        await journal.record(tracking_number=case, events=whole_life(case)[:7])
        await journal.record(tracking_number=case, events=by_hand)

        [row] = await rows(engine, ledger_transactions, tracking_number=case)
        assert (row["what"], row["posted_by"], row["book"]) == ("refund_by_hand", "staff:9", None)


class TestPosting:
    async def test_twice_by_one_key_posts_once(self, engine: AsyncEngine) -> None:
        key = number()

        assert [await posted(engine, posting(key)) for _ in range(2)] == [True, False]

        assert await entries(engine, key=key) == [("escrow", 5_000), ("cash", -5_000)]

    async def test_by_many_at_once_posts_once(self, engine: AsyncEngine) -> None:
        key = number()

        new = await asyncio.gather(*(posted(engine, posting(key)) for _ in range(8)))

        assert sorted(new) == [False] * 7 + [True]
        assert len(await entries(engine, key=key)) == 2

    @pytest.mark.parametrize("other", [{"amount_fen": 4_999}, {"credit": Account.RECOVERED}])
    async def test_of_something_else_by_a_used_key_is_refused(
        self, engine: AsyncEngine, other: dict[str, object]
    ) -> None:
        key = number()
        await posted(engine, posting(key))

        with pytest.raises(LedgerConflict, match="posted before, for something else"):
            await posted(engine, posting(key, **other))  # type: ignore[arg-type]

    async def test_reverses_by_a_new_transaction_that_names_the_wrong_one_once(self, engine: AsyncEngine) -> None:
        key = number()
        await posted(engine, posting(key))

        async with engine.begin() as connection:
            first = await reverse(connection, key, at=NOON, posted_by="staff:9")
            again = await reverse(connection, key, at=NOON, posted_by="staff:9")

        wrong, correction = await rows(engine, ledger_transactions, reference=key)
        assert (first, again) == (True, False)
        assert (correction["corrects"], correction["posted_by"]) == (wrong["id"], "staff:9")
        assert await entries(engine, reference=key) == [
            ("escrow", 5_000),
            ("cash", -5_000),
            ("escrow", -5_000),
            ("cash", 5_000),
        ]


class TestTheDatabase:
    @pytest.mark.parametrize(
        ("lines", "amounts", "rule"),
        [
            (2, [], "has 0 entries, not 2"),
            (2, [5], "5 fen out of balance"),
            (2, [5, -4], "1 fen out of balance"),
            (3, [5, -5], "has 2 entries, not 3"),
            (2, [0, 0], "ledger_entries_move_something"),
            (1, [5], "ledger_has_two_sides"),
        ],
    )
    async def test_refuses_what_does_not_balance_or_is_not_whole(
        self, engine: AsyncEngine, lines: int, amounts: list[int], rule: str
    ) -> None:
        key = number()

        with pytest.raises(DBAPIError, match=rule):
            await self._write(engine, key, lines, amounts)

        assert await rows(engine, ledger_transactions, key=key) == []

    async def test_refuses_entries_added_to_a_transaction_later(self, engine: AsyncEngine) -> None:
        key = number()
        await posted(engine, posting(key))
        [row] = await rows(engine, ledger_transactions, key=key)

        with pytest.raises(DBAPIError, match="has 4 entries, not 2"):
            async with engine.begin() as connection:
                await connection.execute(
                    insert(ledger_entries),
                    [{"transaction_id": row["id"], "account": "cash", "amount_fen": fen} for fen in (7, -7)],
                )

    async def test_refuses_a_correction_that_does_not_reverse(self, engine: AsyncEngine) -> None:
        key = number()
        await posted(engine, posting(key))

        with pytest.raises(DBAPIError, match="does not reverse the one that it corrects"):
            await posted(engine, posting(f"{key} again").model_copy(update={"corrects": key}))

    async def test_refuses_an_account_that_nobody_knows(self, engine: AsyncEngine) -> None:
        with pytest.raises(DBAPIError, match="ledger_entries_have_account"):
            await self._write(engine, number(), 2, [5, -5], account="slush_fund")

    async def _write(
        self, engine: AsyncEngine, key: str, lines: int, amounts: list[int], *, account: str = "cash"
    ) -> None:
        values = {"what": "x", "reference": key, "subject": key, "at": NOON, "currency": "CNY", "posted_by": "system"}
        async with engine.begin() as connection:
            added = insert(ledger_transactions).values(values | {"key": key, "lines": lines})
            made = await connection.scalar(added.returning(ledger_transactions.c.id))
            for amount in amounts:
                line = {"transaction_id": made, "account": account, "amount_fen": amount}
                await connection.execute(insert(ledger_entries).values(line))


class TestTheMigration:
    def test_carries_over_what_the_first_ledger_had(self, postgres_server: PostgresServer) -> None:
        old = postgres_server.make_empty_database()
        _upgraded_to("0013", old)
        with psycopg.connect(old.owner_url) as connection:
            connection.execute(FIRST_LEDGER)

        upgrade(owner_url=old.owner_url, app_role=old.app_role)

        with psycopg.connect(old.owner_url) as connection:
            carried = connection.execute(CARRIED).fetchall()
        assert carried == [
            ("remedy RD-1-R1", "compensation", "RD-1", 1, "payments", "remedies.compensation", 700),
            ("remedy RD-1-R1", "compensation", "RD-1", 1, "payments", "cash", -700),
            ("remedy RD-1-R2", "refund", "RD-1", 2, "payments", "remedies.refund", 40),
            ("remedy RD-1-R2", "refund", "RD-1", 2, "payments", "cash", -40),
        ]


FIRST_LEDGER = """
    INSERT INTO events (tracking_number, sequence, at, kind, actor, data, previous_hash, hash)
    SELECT 'RD-1', number, now(), 'paid', 'neighbour', '{}', '', '' FROM generate_series(1, 2) AS number;
    INSERT INTO remedies (id, tracking_number, kind, amount_fen, status, cycle)
    VALUES ('RD-1-R1', 'RD-1', 'compensation', 700, 'paid', 1);
    INSERT INTO ledger (remedy_id, account, amount_fen, at, tracking_number, sequence)
    VALUES ('RD-1-R1', 'remedies', 700, now(), 'RD-1', 1), ('RD-1-R1', 'cash', -700, now(), 'RD-1', 1),
        ('RD-1-R2', 'remedies', 40, now(), 'RD-1', 2), ('RD-1-R2', 'cash', -40, now(), 'RD-1', 2);
"""
CARRIED = """
    SELECT t.key, t.what, t.tracking_number, t.sequence, t.book, e.account, e.amount_fen
    FROM ledger_transactions AS t JOIN ledger_entries AS e ON e.transaction_id = t.id ORDER BY e.id
"""


def _upgraded_to(version: str, database: FreshDatabase) -> None:
    """Make the tables as they were at an earlier version."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    engine = create_engine(driver_url(database.owner_url))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()
