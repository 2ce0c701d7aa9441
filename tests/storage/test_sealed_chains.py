"""Chains beside those of cases in the daily seals: what was cut off with every trace of it is found (I2)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.lending import Grant
from domain.looks import Look, LookKind
from domain.matter_events import MatterKind
from domain.power import PowerKind
from storage.audit import Audit
from storage.authority import NAME, AuthorityRegister
from storage.chain_check import BreakKind
from storage.chain_tables import sealed_chains
from storage.daily_heads import DailyHeads
from storage.journal import PostgresJournal
from storage.look_tables import look_chains
from storage.looks import Looks
from storage.matters import Matters
from storage.staff import StaffRegister
from storage.vault import Vault
from tests.domain.matter_life import MatterLife, start_of
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.audited import execute, named
from tests.storage.crowds import Town, approved
from tests.storage.crowds import start_of as incident_of
from tests.storage.rows import rows
from tests.storage.stories import number, received, story

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
TERMS: dict[MatterKind, dict[str, Any]] = {
    MatterKind.RECOURSE: {"amount_fen": 300_000, "responsible": "third_party"},
    MatterKind.PENALTY: {"penalty": "points", "points": 3, "because": "rules", "cause": "rude"},
    MatterKind.PROMISE: {"source": "improvement", "by": "platform"},
}


class Chain(NamedTuple):
    """A chain of two events or more, and where it stands."""

    id: str
    log: str
    heads: str
    of: str | None
    last: int


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each test: what one breaks is found by the next."""
    return postgres_server.make_database()


@pytest.fixture(params=["recourse", "penalty", "promise", "incident", "authority", "look"])
async def chain(request: pytest.FixtureRequest, engine: AsyncEngine, journal: PostgresJournal, vault: Vault) -> Chain:
    if request.param == "incident":
        return await incident(engine, journal, vault)
    if request.param == "authority":
        return await authority(engine, vault)
    if request.param == "look":
        return await look(engine)
    return await matter(MatterKind(request.param), engine, journal, vault)


async def matter(kind: MatterKind, engine: AsyncEngine, journal: PostgresJournal, vault: Vault) -> Chain:
    case = number()
    await journal.record(tracking_number=case, events=story(received(case)))
    life = MatterLife(start_of(kind, number=case, terms=TERMS[kind], due_at=datetime(2099, 1, 1, tzinfo=UTC)))
    life.pass_time(days=3)
    await Matters(engine=engine, vault=vault).record(life.matter.id, tracking_number=case, events=life.events, told=())
    return Chain(life.matter.id, "matter_events", "matters", "matter", len(life.events))


async def incident(engine: AsyncEngine, journal: PostgresJournal, vault: Vault) -> Chain:
    town = Town(engine, journal, vault, pack="sealed")
    start = await town.open(start=incident_of(town, "incident-sealed"))
    await town.incidents.record(start.incident, approved(town, start.incident))
    return Chain(start.incident, "incident_events", "incidents", "incident", 3)


async def authority(engine: AsyncEngine, vault: Vault) -> Chain:
    people, now = StaffRegister(engine=engine), datetime.now(tz=UTC)
    lead = await people.add(name="A", role="team_lead", rung="team_lead", department="front")
    agent = await people.add(name="B", role="agent", rung="handler", department="front")
    register = AuthorityRegister(engine=engine, vault=vault)
    for request in ("first", "second"):
        grant = Grant(
            kind=PowerKind.LOAN,
            of=lead.id,
            to=agent.id,
            amount_fen=20_000,
            begins_at=now,
            ends_at=now + timedelta(hours=1),
            reason=f"on the road, {request}",
        )
        await register.give(grant, by=f"staff:{lead.id}", request=request)
    return Chain(NAME, "authority_acts", "authority_register", None, 2)


async def look(engine: AsyncEngine) -> Chain:
    looks = Looks(engine=engine)
    for about in ("one", "another"):
        await looks.note(Look(at=datetime.now(tz=UTC), by="staff:7", role="agent", kind=LookKind.FILE, about=about))
    [row] = await rows(engine, look_chains)
    return Chain(row["id"], "looks", "look_chains", "chain", 2)


def of_chain(chain: Chain) -> str:
    return f"{chain.of} = '{chain.id}'" if chain.of else "true"


async def cut(admin: AsyncEngine, chain: Chain) -> None:
    """Take the last event away, with what the chain's row says of it."""
    own = of_chain(chain)
    await execute(admin, f"DELETE FROM {chain.log} WHERE {own} AND sequence = {chain.last}")
    await execute(
        admin,
        f"UPDATE {chain.heads} SET sequence = {chain.last - 1}, head_hash ="
        f" (SELECT hash FROM {chain.log} WHERE {own} AND sequence = {chain.last - 1}) WHERE id = '{chain.id}'",
    )


async def take_away(admin: AsyncEngine, chain: Chain) -> None:
    """Take a whole chain away, with its row."""
    await execute(admin, f"DELETE FROM {chain.log} WHERE {of_chain(chain)}")
    await execute(admin, f"DELETE FROM {chain.heads} WHERE id = '{chain.id}'")


@pytest.fixture
def audit(engine: AsyncEngine, vault: Vault) -> Audit:
    return Audit(engine=engine, vault=vault)


@pytest.fixture
def daily_heads(engine: AsyncEngine, vault: Vault) -> DailyHeads:
    return DailyHeads(engine=engine, vault=vault)


class TestSealedChains:
    async def test_tell_an_end_that_was_cut_off(
        self, chain: Chain, audit: Audit, daily_heads: DailyHeads, admin: AsyncEngine
    ) -> None:
        await daily_heads.seal_day(MONDAY)
        assert await audit.verify() == []

        await cut(admin, chain)

        assert named(await audit.verify()) == [(BreakKind.CUT_TAIL, chain.id, chain.last)]

    async def test_tell_a_chain_that_was_taken_away_whole(
        self, chain: Chain, audit: Audit, daily_heads: DailyHeads, admin: AsyncEngine
    ) -> None:
        await daily_heads.seal_day(MONDAY)

        await take_away(admin, chain)

        assert named(await audit.verify()) == [(BreakKind.MISSING_CASE, chain.id, chain.last)]


class TestSeals:
    async def test_take_an_end_in_once(
        self, daily_heads: DailyHeads, engine: AsyncEngine, journal: PostgresJournal, vault: Vault
    ) -> None:
        first = await matter(MatterKind.PROMISE, engine, journal, vault)
        monday = await daily_heads.seal_day(MONDAY)
        second = await matter(MatterKind.RECOURSE, engine, journal, vault)
        tuesday = await daily_heads.seal_day(TUESDAY)
        await daily_heads.seal_day(WEDNESDAY)

        sealed = {(row["day"], row["kind"], row["id"]) for row in await rows(engine, sealed_chains)}
        assert sealed == {(MONDAY, "matter", first.id), (TUESDAY, "matter", second.id)}
        assert monday.hash != tuesday.hash

    @pytest.mark.parametrize(
        "change",
        ["DELETE FROM sealed_chains", "UPDATE sealed_chains SET hash = sha256(hash)", "DELETE FROM daily_heads"],
    )
    async def test_tell_when_they_were_changed_themselves(
        self,
        daily_heads: DailyHeads,
        audit: Audit,
        change: str,
        engine: AsyncEngine,
        *,
        vault: Vault,
        admin: AsyncEngine,
    ) -> None:
        await authority(engine, vault)
        await daily_heads.seal_day(MONDAY)

        await execute(admin, change)

        assert BreakKind.DAILY_HEAD in {found.kind for found in await audit.verify()}
