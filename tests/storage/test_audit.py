"""The audit: whatever somebody does to the event log behind the application's back is found and named."""

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.audit import Audit
from storage.chain_check import BreakKind
from storage.erasure import Erasure
from storage.journal import PostgresJournal
from storage.tables import events
from storage.vault import Vault
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.audited import OF_CASE, UNBOOKED, execute, forge, named, three_cases
from tests.storage.rows import tampering


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each test: what one breaks is found by the next."""
    return postgres_server.make_database()


@pytest.fixture
async def case(journal: PostgresJournal) -> str:
    return await three_cases(journal)


@pytest.fixture
def audit(engine: AsyncEngine, vault: Vault) -> Audit:
    return Audit(engine=engine, vault=vault)


class TestVerify:
    async def test_finds_nothing_where_nothing_happened(self, case: str, audit: Audit) -> None:
        assert await audit.verify() == []

    async def test_finds_nothing_in_an_empty_log(self, audit: Audit) -> None:
        assert await audit.verify() == []

    @pytest.mark.parametrize(
        "change",
        [
            'data = \'{"text": "other"}\'',
            # The same JSON, written in another way.
            "data = (data::text || ' ')::json",
            "sealed = sealed || '\\x00'",
            "sealed = NULL",
            "actor = 'staff:1'",
            "kind = 'asked'",
            "at = at + interval '1 microsecond'",
            "hash = sha256(hash)",
        ],
    )
    async def test_names_an_altered_event(self, case: str, audit: Audit, admin: AsyncEngine, change: str) -> None:
        await execute(admin, f"UPDATE events SET {change} WHERE tracking_number = :case AND sequence = 10", case=case)

        assert named(await audit.verify()) == [(BreakKind.ALTERED, case, 10)]

    async def test_names_an_event_altered_together_with_its_hash(
        self, case: str, audit: Audit, admin: AsyncEngine, engine: AsyncEngine
    ) -> None:
        await forge(admin, engine, case, 6)

        assert named(await audit.verify()) == [(BreakKind.ALTERED, case, 6)]

    async def test_names_the_last_event_altered_together_with_its_hash(
        self, case: str, audit: Audit, admin: AsyncEngine, engine: AsyncEngine
    ) -> None:
        await forge(admin, engine, case, 12)

        assert named(await audit.verify()) == [(BreakKind.ALTERED, case, 12)]

    async def test_names_missing_events(self, case: str, audit: Audit, admin: AsyncEngine) -> None:
        await execute(admin, "DELETE FROM events WHERE tracking_number = :case AND sequence IN (3, 4, 9)", case=case)

        breaks = await audit.verify()

        assert named(breaks) == [(BreakKind.MISSING, case, 3), (BreakKind.MISSING, case, 9)]
        assert breaks[0].detail == "events 3 to 4 are missing"

    async def test_names_a_missing_beginning(self, case: str, audit: Audit, admin: AsyncEngine) -> None:
        await execute(admin, "DELETE FROM events WHERE tracking_number = :case AND sequence = 1", case=case)

        assert named(await audit.verify()) == [(BreakKind.MISSING, case, 1)]

    async def test_names_events_that_changed_places(self, case: str, audit: Audit, admin: AsyncEngine) -> None:
        async with tampering(admin) as connection:
            for old, new in ((3, 99), (7, 3), (99, 7)):
                where = events.c.tracking_number == case, events.c.sequence == old
                await connection.execute(update(events).where(*where).values(sequence=new))

        assert named(await audit.verify()) == [(BreakKind.SWAPPED, case, 3)]

    async def test_names_events_whose_contents_changed_places(
        self, case: str, audit: Audit, admin: AsyncEngine
    ) -> None:
        await execute(
            admin,
            "UPDATE events AS a SET at = b.at, kind = b.kind, actor = b.actor, data = b.data, sealed = b.sealed"
            " FROM events AS b WHERE a.tracking_number = :case AND b.tracking_number = :case"
            " AND (a.sequence, b.sequence) IN ((4, 5), (5, 4))",
            case=case,
        )

        assert named(await audit.verify()) == [(BreakKind.SWAPPED, case, 4)]

    async def test_names_a_cut_tail(self, case: str, audit: Audit, admin: AsyncEngine) -> None:
        await execute(admin, "DELETE FROM events WHERE tracking_number = :case AND sequence > 10", case=case)

        breaks = await audit.verify()

        assert named(breaks) == [(BreakKind.CUT_TAIL, case, 11)]
        assert breaks[0].detail == "events 11 to 12 are cut off"

    async def test_names_events_that_the_journal_has_not_written(
        self, case: str, audit: Audit, admin: AsyncEngine
    ) -> None:
        await execute(
            admin,
            "INSERT INTO events SELECT tracking_number, 13, at, kind, actor, data, sealed, hash, hash FROM events"
            " WHERE tracking_number = :case AND sequence = 12",
            case=case,
        )

        assert (BreakKind.ADDED, case, 13) in named(await audit.verify())

    async def test_names_a_case_of_which_all_events_are_gone(self, case: str, audit: Audit, admin: AsyncEngine) -> None:
        await execute(admin, UNBOOKED, case=case)
        for table in ("ledger_transactions", "events"):
            await execute(admin, f"DELETE FROM {table} WHERE tracking_number = :case", case=case)

        assert named(await audit.verify()) == [(BreakKind.MISSING_CASE, case, None)]

    async def test_names_a_case_of_which_only_the_key_is_left(
        self, case: str, audit: Audit, admin: AsyncEngine
    ) -> None:
        await execute(admin, UNBOOKED, case=case)
        for table in ("ledger_transactions", "events", "complaints", "remedies"):
            await execute(admin, f"DELETE FROM {table} WHERE tracking_number = :case", case=case)

        assert named(await audit.verify()) == [(BreakKind.MISSING_CASE, case, None)]

    async def test_names_a_case_that_the_read_model_has_lost(self, case: str, audit: Audit, admin: AsyncEngine) -> None:
        await execute(admin, "DELETE FROM complaints WHERE tracking_number = :case", case=case)

        assert named(await audit.verify()) == [(BreakKind.UNLISTED, case, None)]

    @pytest.mark.parametrize("change", ["DELETE FROM case_keys", "UPDATE case_keys SET wrapped_key = NULL"])
    async def test_names_a_case_whose_key_was_taken_away(
        self, case: str, audit: Audit, admin: AsyncEngine, change: str
    ) -> None:
        await execute(admin, f"{change} WHERE tracking_number = :case", case=case)

        assert named(await audit.verify()) == [(BreakKind.LOST_KEY, case, None)]

    @pytest.mark.parametrize("change", ["wrapped_key = '\\x00'", "key_id = 'k0'"])
    async def test_names_a_case_whose_key_opens_no_more(
        self, case: str, audit: Audit, admin: AsyncEngine, change: str
    ) -> None:
        await execute(admin, f"UPDATE case_keys SET {change} WHERE tracking_number = :case", case=case)

        assert named(await audit.verify()) == [(BreakKind.LOST_KEY, case, None)]

    @pytest.mark.parametrize("instant", ["infinity", "-infinity"])
    async def test_names_an_event_at_an_instant_that_is_in_no_calendar(
        self, case: str, audit: Audit, admin: AsyncEngine, instant: str
    ) -> None:
        await execute(
            admin, f"UPDATE events SET at = '{instant}' WHERE tracking_number = :case AND sequence = 3", case=case
        )

        assert named(await audit.verify()) == [(BreakKind.ALTERED, case, 3)]

    async def test_finds_nothing_where_a_person_was_erased(
        self, case: str, audit: Audit, engine: AsyncEngine, vault: Vault
    ) -> None:
        await Erasure(engine=engine, vault=vault).erase(case)

        assert await audit.verify() == []

    @pytest.mark.parametrize(
        "change",
        [
            "DELETE FROM ledger_transactions WHERE tracking_number = :case",
            UNBOOKED,
            f"{UNBOOKED} AND account = 'cash'",
            f"UPDATE ledger_entries SET amount_fen = amount_fen * 2 WHERE {OF_CASE}",
            "UPDATE ledger_transactions SET subject = 'other' WHERE tracking_number = :case",
        ],
    )
    async def test_names_a_payment_that_ledger_and_event_tell_differently(
        self, case: str, audit: Audit, admin: AsyncEngine, change: str
    ) -> None:
        await execute(admin, change, case=case)

        assert set(named(await audit.verify())) == {(BreakKind.LEDGER, case, 8)}

    async def test_names_a_ledger_entry_without_a_payment(self, case: str, audit: Audit, admin: AsyncEngine) -> None:
        await execute(
            admin,
            "INSERT INTO ledger_transactions"
            " (key, what, reference, subject, at, lines, currency, posted_by, tracking_number, sequence)"
            " VALUES ('x', 'refund', :case, 'x', now(), 2, 'CNY', 'system', :case, 2)",
            case=case,
        )

        assert named(await audit.verify()) == [(BreakKind.LEDGER, case, 2)]

    async def test_tells_each_break_in_one_line(self, case: str, audit: Audit, admin: AsyncEngine) -> None:
        await execute(admin, "DELETE FROM events WHERE tracking_number = :case AND sequence = 12", case=case)

        assert [str(found) for found in await audit.verify()] == [f"cut_tail: {case} event 12: event 12 is cut off"]
