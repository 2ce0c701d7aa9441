"""What penalties do with their steps: the register follows them, and the respondent is told, once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.matter_events import MatterKind
from storage.journal import PostgresJournal
from storage.matters import Matters
from storage.respondent_tables import penalties
from storage.respondents import RegisteredRespondent, Respondents
from storage.tables import notices
from storage.vault import Vault
from tests import trial
from tests.domain.matter_life import MatterLife, start_of
from tests.domain.penalised import penalty_policy
from tests.storage.rows import rows
from tests.storage.test_respondents import tell

RULES = {"appeal_window": "P15D", "notice_before": "P1D"}


@pytest.fixture
def matters(engine: AsyncEngine, vault: Vault) -> Matters:
    return Matters(engine=engine, vault=vault)


@pytest.fixture
def register(engine: AsyncEngine, vault: Vault) -> Respondents:
    return Respondents(engine=engine, vault=vault)


async def imposed(journal: PostgresJournal, phone: str, kind: str, **terms: Any) -> MatterLife:
    """A penalty against whoever has this telephone, in a case of its own."""
    case = await tell(journal, phone=phone)
    usual = {"penalty": kind, "because": "staff", "imposed_by": "lead-1", "found_by": ["inv-1"]}
    start = start_of(
        MatterKind.PENALTY,
        number=case,
        terms=usual | terms,
        private={"respondent": {"name": "李阿姨", "phone": phone}, "reason": "拿走首饰"},
        due_at=None,
        warn_at=None,
    )
    return MatterLife(start, policy=penalty_policy(penalty_rules=RULES))


async def write(matters: Matters, life: MatterLife, *, after: int = 0) -> None:
    """Write what happened on a penalty, one step an event."""
    for event in life.events[after:]:
        await matters.record(life.matter.id, tracking_number=life.matter.tracking_number, events=[event], told=[])


async def holder(register: Respondents, life: MatterLife) -> RegisteredRespondent:
    found = await register.of_case(life.matter.tracking_number)
    assert found is not None
    return found


async def told(engine: AsyncEngine, life: MatterLife) -> list[str]:
    owed = await rows(engine, notices, tracking_number=life.matter.tracking_number, receiver="respondent")
    return sorted(row["what"] for row in owed)


class TestSteps:
    async def test_bring_a_penalty_into_the_register_and_out_of_it(
        self, journal: PostgresJournal, matters: Matters, register: Respondents, engine: AsyncEngine
    ) -> None:
        life = await imposed(journal, "13900000201", "points", points=3, lasts="P1Y")
        await write(matters, life)
        assert (await holder(register, life)).standing.points == 0

        life.pass_time(days=1)
        await write(matters, life, after=2)
        assert (await holder(register, life)).standing.points == 3

        life.pass_time(days=366)
        await write(matters, life, after=3)
        assert (await holder(register, life)).standing.points == 0
        assert await told(engine, life) == ["penalty_closed", "penalty_imposed"]

    async def test_that_are_written_again_change_nothing(
        self, journal: PostgresJournal, matters: Matters, register: Respondents, engine: AsyncEngine
    ) -> None:
        life = await imposed(journal, "13900000202", "points", points=3)
        life.pass_time(days=2)

        await write(matters, life)
        await write(matters, life)

        assert (await holder(register, life)).standing.points == 3
        assert await told(engine, life) == ["penalty_imposed"]
        assert len(await rows(engine, penalties, tracking_number=life.matter.tracking_number)) == 1

    async def test_of_two_penalties_at_once_both_stand(
        self, journal: PostgresJournal, matters: Matters, register: Respondents
    ) -> None:
        long, short = [await imposed(journal, "13900000203", "suspension", lasts=length) for length in ("P30D", "P7D")]
        for life in (long, short):
            life.pass_time(days=2)

        await asyncio.gather(write(matters, long), write(matters, short))

        found = await holder(register, long)
        assert found == await holder(register, short)
        assert found.standing.suspended_until == trial.MONDAY + timedelta(days=31)
        short.pass_time(days=10)
        await write(matters, short, after=3)
        assert (await holder(register, long)).standing.suspended_until == trial.MONDAY + timedelta(days=31)

    async def test_of_a_proposal_tell_the_respondent_nothing(
        self, journal: PostgresJournal, matters: Matters, register: Respondents, engine: AsyncEngine
    ) -> None:
        life = await imposed(journal, "13900000204", "ban", proposed=True)
        life.do("lift-penalty", trial.LEAD, reason="x")

        await write(matters, life)

        assert await told(engine, life) == []
        assert not (await holder(register, life)).standing.banned

    async def test_of_a_ban_hold_once_another_has_confirmed_it(
        self, journal: PostgresJournal, matters: Matters, register: Respondents
    ) -> None:
        life = await imposed(journal, "13900000205", "ban", proposed=True)
        await write(matters, life)
        assert not (await holder(register, life)).standing.banned

        life.do("confirm-penalty", trial.HEAD)
        await write(matters, life, after=2)

        assert (await holder(register, life)).standing.banned

    async def test_of_an_appeal_stay_the_effect(
        self, journal: PostgresJournal, matters: Matters, register: Respondents
    ) -> None:
        life = await imposed(journal, "13900000206", "points", points=3)
        life.pass_time(days=2)
        life.say("appeal", reason="不是我")

        await write(matters, life)

        assert (await holder(register, life)).standing.points == 0
