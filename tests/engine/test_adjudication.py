"""A refused remedy on the real engine: mediation fails, a panel is drawn, one steps down, they vote, money is paid."""

from collections.abc import Mapping, Sequence

import pytest

from domain import draw
from domain.events import RESPONDENT, Actor
from domain.kinds import EventKind, Stage
from domain.policy import SHELF
from storage.staff import StaffMember
from tests import trial
from tests.domain.judging import judging_policy
from tests.engine.town import LiveCase, Town

pytestmark = pytest.mark.engine

JUDGED = judging_policy(pack="judged_live", service_lines=["judged_bike"], progress_notice_every=None)


def acting(member: StaffMember) -> Actor:
    return Actor(role=member.role, id=member.id, department=member.department, rung=member.rung)


async def vote(live: LiveCase, seated: Sequence[str], judges: Mapping[str, Actor]) -> None:
    for staff, outcome in zip(seated, ("uphold", "dismiss", "uphold"), strict=True):
        await live.do("vote", judges[staff], outcome=outcome, reason="So it is.")


async def hired(town: Town) -> dict[str, Actor]:
    """Four who may sit on a panel, as they act."""
    names = [f"J{n}" for n in range(4)]
    people = [await town.staff.add(name=n, role="panel_member", rung="handler", department="legal") for n in names]
    return {each.id: acting(each) for each in people}


class TestAdjudication:
    async def test_goes_from_a_refusal_to_a_ruling_that_is_paid(self, town: Town) -> None:
        SHELF.put(JUDGED)
        judges = await hired(town)
        mediator = await town.staff.add(name="M", role="mediator", rung="handler", department="legal")
        live = await town.open(pack="judged_live", service_line="judged_bike", order_number=None)
        await live.until(Stage.INVESTIGATING)
        await live.do("record-finding", trial.INVESTIGATOR, **trial.FINDING)
        await live.do("approve", trial.LEAD)
        await live.say("refuse", reason="too little")
        await live.until(Stage.MEDIATING)
        await live.do("fail-mediation", acting(mediator), reason="They will not agree.")
        await live.say("ask_for_ruling", RESPONDENT, reason="Rule on it.")
        formed = await live.until(Stage.ADJUDICATING)
        assert formed.panel
        leaver = formed.panel.seated[2]

        await live.do("recuse", judges[leaver], reason="My neighbour.")
        sitting = (await live.case()).panel
        assert sitting
        await vote(live, sitting.seated, judges)
        await live.do(
            "give-ruling",
            judges[sitting.seated[0]],
            reasons="The meter ran on.",
            remedies=[{"kind": "refund", "amount_fen": 500}],
        )
        await live.until_happened(EventKind.PAID)
        resolved = await live.until(Stage.RESOLVED)

        assert list(sitting.seated) == [each for each in draw.row(sitting.seed, sitting.pool) if each != leaver]
        assert set(sitting.pool) == set(judges)
        assert (resolved.rulings[0].outcome, resolved.agreed) == ("uphold", True)
        assert resolved.total_fen == 500
        for staff in (*judges, mediator.id):
            await town.staff.disable(staff)
