"""Custody in the daily seals: an end that was cut off together with every trace of it is found."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.custody import CustodyAct, Handling
from domain.kinds import EventKind
from storage.audit import Audit
from storage.chain_check import BreakKind
from storage.custody import Custody
from storage.custody_check import CustodyCheck
from storage.custody_tables import sealed_custody
from storage.daily_heads import DailyHeads
from storage.journal import PostgresJournal
from storage.tables import custody_heads
from storage.vault import Vault
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.audited import execute, named
from tests.storage.rows import rows
from tests.storage.stories import NOON, number, received, story

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
SHA256 = "a" * 64


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each test: what one breaks is found by the next."""
    return postgres_server.make_database()


@pytest.fixture
async def case(journal: PostgresJournal, engine: AsyncEngine, vault: Vault) -> str:
    """A case with a file that was added."""
    case = number()
    added = {"id": "E-1", "kind": "photo", "sha256": SHA256, "size": 9, "media_type": "image/png"}
    events = story(received(case), (EventKind.EVIDENCE_ADDED, "complainant", added, {}))
    await journal.record(tracking_number=case, events=events)
    await act(engine, vault, case, CustodyAct.UPLOADED)
    return case


@pytest.fixture
def daily_heads(engine: AsyncEngine, vault: Vault) -> DailyHeads:
    return DailyHeads(engine=engine, vault=vault)


@pytest.fixture
def audit(engine: AsyncEngine, vault: Vault) -> Audit:
    return Audit(engine=engine, vault=vault)


@pytest.fixture
def check(engine: AsyncEngine, vault: Vault) -> CustodyCheck:
    return CustodyCheck(engine=engine, vault=vault)


async def act(engine: AsyncEngine, vault: Vault, case: str, what: CustodyAct) -> None:
    handling = Handling(act=what, at=NOON, actor="staff:7", evidence="E-1", sha256=SHA256)
    await Custody(engine=engine, vault=vault).note(case, handling)


async def cut_back(engine: AsyncEngine, admin: AsyncEngine, vault: Vault, case: str) -> None:
    """Have a download on record, then take it away, with the signed head from before put back into its place."""
    [kept] = await rows(engine, custody_heads)
    await act(engine, vault, case, CustodyAct.DOWNLOADED)
    await DailyHeads(engine=engine, vault=vault).seal_day(MONDAY)
    await execute(admin, "DELETE FROM custody WHERE sequence > 1")
    await execute(admin, "UPDATE custody_heads SET sequence = 1, hash = :hash, seal = :seal", **_of(kept))


def _of(head: dict[str, bytes]) -> dict[str, bytes]:
    return {name: head[name] for name in ("hash", "seal")}


class TestSealedCustody:
    async def test_is_put_down_where_a_chain_grew(
        self,
        case: str,
        daily_heads: DailyHeads,
        *,
        engine: AsyncEngine,
        vault: Vault,
        audit: Audit,
        check: CustodyCheck,
    ) -> None:
        await daily_heads.seal_day(MONDAY)
        await act(engine, vault, case, CustodyAct.VIEWED)
        await daily_heads.seal_day(TUESDAY)
        await daily_heads.seal_day(date(2026, 3, 4))

        sealed = [(row["day"], row["sequence"]) for row in await rows(engine, sealed_custody)]
        assert sorted(sealed) == [(MONDAY, 1), (TUESDAY, 2)]
        assert (await audit.verify(), await check.verify()) == ([], [])

    async def test_tells_an_end_that_was_cut_off_with_an_older_head_in_its_place(
        self, case: str, engine: AsyncEngine, *, admin: AsyncEngine, vault: Vault, audit: Audit, check: CustodyCheck
    ) -> None:
        await cut_back(engine, admin, vault, case)

        [found], [named_too] = await check.verify(), await audit.verify()

        assert str(found) == f"cut_tail: {case} act 2: is gone, and was sealed on 2026-03-02"
        assert str(named_too) == f"cut_tail: {case}: act 2 of its custody chain is gone, and was sealed on 2026-03-02"

    async def test_tells_when_the_seal_was_taken_away_as_well(
        self, case: str, engine: AsyncEngine, admin: AsyncEngine, vault: Vault, audit: Audit
    ) -> None:
        await cut_back(engine, admin, vault, case)
        await execute(admin, "DELETE FROM sealed_custody")

        assert named(await audit.verify()) == [(BreakKind.DAILY_HEAD, "", None)]

    async def test_tells_an_act_that_was_written_anew(
        self, case: str, daily_heads: DailyHeads, engine: AsyncEngine, admin: AsyncEngine, audit: Audit
    ) -> None:
        await daily_heads.seal_day(MONDAY)
        await execute(admin, "UPDATE custody SET hash = sha256(hash)")

        assert named(await audit.verify()) == [(BreakKind.ALTERED, case, None)]

    async def test_tells_of_a_day_that_was_never_sealed(self, case: str, admin: AsyncEngine, audit: Audit) -> None:
        await execute(
            admin,
            "INSERT INTO sealed_custody SELECT '2026-03-02', tracking_number, sequence, hash FROM custody",
        )

        [found] = await audit.verify()

        assert str(found) == "daily_head: the seal of 2026-03-02 is gone"
