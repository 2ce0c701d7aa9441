"""A penalty on the real engine: imposed, told, appealed, upheld by another, and over by its timer, once each (E8)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.events import RESPONDENT, Actor
from domain.kinds import EventKind, Stage
from domain.matter_events import MatterEventKind
from domain.penalty import Penalty
from domain.penalty_record import standing_of
from domain.policy import SHELF
from storage.respondents import Respondents
from storage.tables import notices
from tests import trial
from tests.domain.inquiries import AGAINST, TELLING
from tests.domain.penalised import penalty_policy
from tests.engine.silent_worker import VAULT
from tests.engine.site import Site
from tests.engine.test_matters import LiveMatter, assert_sound
from tests.engine.town import LiveCase
from workflows.messages import MATTER_PARTY, MatterWord

pytestmark = pytest.mark.engine

POLICY = penalty_policy(
    pack="penalised",
    service_lines=["penalised"],
    penalty_rules={"appeal_window": "P15D", "notice_before": "P1D", "stayed": ["points"]},
)
OTHER_HEAD = Actor(role="department_head", id="head-9", department="front", rung="department_head")


async def found_against(site: Site) -> LiveCase:
    """A case whose respondent was heard and found responsible."""
    SHELF.put(POLICY)
    case = await site.town.open(pack="penalised", service_line="penalised", order_number=None, respondent="Li Ayi")
    await case.until(Stage.INVESTIGATING)
    await case.say("add_evidence", id="photo-1", kind="photo", sha256="a" * 64, size=1, media_type="image/png")
    await case.do("notify-respondent", **TELLING)
    await case.say("reply", RESPONDENT, text="I took nothing.")
    await case.until_happened(EventKind.RESPONDENT_HEARD)
    await case.do("record-finding", trial.LEAD, **(AGAINST | {"evidence": ["photo-1"]}))
    return case


class TestPenalty:
    async def test_is_appealed_upheld_by_another_and_over_by_its_timer(self, site: Site) -> None:
        register = Respondents(engine=site.engine, vault=VAULT)
        async with site.worker():
            case = await found_against(site)
            await case.do("impose-penalty", trial.LEAD)
            penalty = LiveMatter(site, f"{case.number}-P1")
            await penalty.until(MatterEventKind.NOTIFIED)
            await site.town.env.fast_forward(penalty.handle, timedelta(days=1, minutes=1))
            await penalty.until(MatterEventKind.TOOK_EFFECT)
            respondent = await register.of_case(case.number)
            assert respondent is not None
            assert respondent.standing.points == 3

            word = MatterWord(
                request_id="appeal-1", signal="appeal", actor=RESPONDENT, fields={"reason": "I was at home."}
            )
            for _ in range(2):
                await penalty.handle.signal(MATTER_PARTY, word)
            appealed = await penalty.until(MatterEventKind.APPEALED)
            assert isinstance(appealed, Penalty)
            assert appealed.stayed
            assert standing_of(await register.penalties_of(respondent.id)).points == 0

            await penalty.do("decide-penalty-appeal", OTHER_HEAD, uphold=True, reason="The camera shows it.")
            await site.town.env.fast_forward(penalty.handle, timedelta(days=368))
            await penalty.until(MatterEventKind.EXPIRED)
            await penalty.handle.result()
            await case.until_happened(EventKind.PENALTY_CLOSED)

        found = await register.find(respondent.id)
        assert found is not None
        assert found.standing.points == 0
        async with site.engine.connect() as connection:
            told = select(notices.c.what).where(
                notices.c.tracking_number == case.number, notices.c.receiver == "respondent"
            )
            whats = sorted(await connection.scalars(told))
        assert whats == ["penalty_closed", "penalty_closed", "penalty_imposed", "respondent_notified"]
        await assert_sound(site, case.number, penalty.id)
