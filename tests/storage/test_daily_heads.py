"""Daily heads: what even a change of every table leaves no trace of is found by the seals of the days before."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.keyring import Key, KeyRing
from storage.audit import Audit
from storage.chain_check import BreakKind
from storage.daily_heads import DailyHeads, DayPassed
from storage.journal import PostgresJournal
from storage.vault import Vault
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.audited import UNBOOKED, execute, forge, named, three_cases
from tests.storage.stories import note, story

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


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


@pytest.fixture
def daily_heads(engine: AsyncEngine, vault: Vault) -> DailyHeads:
    return DailyHeads(engine=engine, vault=vault)


class TestSealedDays:
    async def test_are_chained_and_verify(
        self, case: str, audit: Audit, daily_heads: DailyHeads, journal: PostgresJournal
    ) -> None:
        monday = await daily_heads.seal_day(MONDAY)
        await journal.record(tracking_number=case, events=story(note(), first=13))
        tuesday = await daily_heads.seal_day(TUESDAY)
        wednesday = await daily_heads.seal_day(WEDNESDAY)

        assert [sealed.cases for sealed in (monday, tuesday, wednesday)] == [3, 1, 0]
        assert len({monday.hash, tuesday.hash, wednesday.hash}) == 3
        assert await audit.verify() == []

    async def test_are_sealed_once(self, case: str, daily_heads: DailyHeads) -> None:
        monday = await daily_heads.seal_day(MONDAY)
        await daily_heads.seal_day(WEDNESDAY)

        assert await daily_heads.seal_day(MONDAY) == monday
        with pytest.raises(DayPassed, match="2026-03-03"):
            await daily_heads.seal_day(TUESDAY)

    async def test_tell_a_tail_that_was_cut_with_every_trace_in_the_read_model(
        self, case: str, audit: Audit, daily_heads: DailyHeads, admin: AsyncEngine
    ) -> None:
        await daily_heads.seal_day(MONDAY)
        await execute(admin, "DELETE FROM events WHERE tracking_number = :case AND sequence > 11", case=case)
        await execute(
            admin,
            "UPDATE complaints SET sequence = 11, head_hash ="
            " (SELECT hash FROM events WHERE tracking_number = :case AND sequence = 11) WHERE tracking_number = :case",
            case=case,
        )

        assert named(await audit.verify()) == [(BreakKind.CUT_TAIL, case, 12)]

    async def test_tell_a_case_that_was_taken_away_with_every_trace(
        self, case: str, audit: Audit, daily_heads: DailyHeads, admin: AsyncEngine
    ) -> None:
        await daily_heads.seal_day(MONDAY)
        await execute(admin, UNBOOKED, case=case)
        for table in ("ledger_transactions", "events", "complaints", "remedies", "case_keys"):
            await execute(admin, f"DELETE FROM {table} WHERE tracking_number = :case", case=case)

        assert named(await audit.verify()) == [(BreakKind.MISSING_CASE, case, 12)]

    async def test_tell_a_chain_that_was_written_anew(
        self, case: str, audit: Audit, daily_heads: DailyHeads, admin: AsyncEngine, engine: AsyncEngine
    ) -> None:
        await daily_heads.seal_day(MONDAY)
        await forge(admin, engine, case, 12)
        await execute(
            admin,
            "UPDATE complaints SET head_hash = (SELECT hash FROM events WHERE tracking_number = :case"
            " AND sequence = 12) WHERE tracking_number = :case",
            case=case,
        )

        assert named(await audit.verify()) == [(BreakKind.ALTERED, case, 12)]

    @pytest.mark.parametrize(
        "change",
        [
            "DELETE FROM sealed_heads WHERE tracking_number = :case",
            "UPDATE daily_heads SET hash = sha256(hash) WHERE day = '2026-03-02'",
            "DELETE FROM daily_heads WHERE day = '2026-03-02'",
        ],
    )
    async def test_tell_when_they_were_changed_themselves(
        self, case: str, audit: Audit, daily_heads: DailyHeads, admin: AsyncEngine, change: str
    ) -> None:
        await daily_heads.seal_day(MONDAY)
        await daily_heads.seal_day(TUESDAY)

        await execute(admin, change, **({"case": case} if ":case" in change else {}))

        assert BreakKind.DAILY_HEAD in {found.kind for found in await audit.verify()}

    async def test_cannot_be_made_by_whoever_has_the_database_alone(
        self, case: str, daily_heads: DailyHeads, engine: AsyncEngine
    ) -> None:
        await daily_heads.seal_day(MONDAY)
        keys = KeyRing(keys=(Key(key_id="k1", secret=b"1" * 32),))

        breaks = await Audit(engine=engine, vault=Vault(keys=keys, index_key=b"guessed")).verify()

        assert [found.kind for found in breaks] == [BreakKind.DAILY_HEAD]
