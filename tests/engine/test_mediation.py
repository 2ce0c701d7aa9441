"""A remedy refused, mediated and settled on the real engine: all sign the same text, and it is paid once (E6)."""

import pytest

from domain.case_remedies import RemedyStatus
from domain.events import RESPONDENT, Actor
from domain.kinds import EventKind, Stage
from domain.policy import SHELF
from tests import trial
from tests.domain.mediations import PAID, WORDS
from tests.domain.stages import policy_with
from tests.engine.town import LiveCase, Town

pytestmark = pytest.mark.engine

LINE = "mediated_in_town"


async def refused(town: Town) -> LiveCase:
    """A case whose respondent was told and whose complainant has refused what was offered."""
    window = {"open": True, "window": "PT12H"}
    SHELF.put(policy_with(mediation=window, pack=LINE, service_lines=[LINE], hearing={"window": "PT72H"}))
    case = await town.open(pack=LINE, service_line=LINE, order_number=None, respondent="Li Ayi")
    await case.until(Stage.INVESTIGATING)
    await case.do("notify-respondent", told="handed_over", allegation="The ride was billed twice.")
    await case.do("record-finding", **trial.FINDING)
    await case.do("approve", trial.LEAD)
    await case.say("refuse", reason="too little")
    await case.until(Stage.MEDIATING)
    return case


class TestMediation:
    async def test_is_led_by_a_mediator_found_by_itself_and_ends_in_a_settlement_that_is_paid(self, town: Town) -> None:
        hired = await town.staff.add(name="Zhao Min", role="mediator", rung="handler", department="outside")
        mediator = Actor(role="mediator", id=hired.id, department="outside", rung="handler")
        case = await refused(town)
        opened = (await case.case()).mediation

        await case.do("record-mediation", mediator, proposal=WORDS)
        await case.say("refuse", RESPONDENT, proposal=1, reason="I owe nothing.")
        await case.until_happened(EventKind.PROPOSAL_REFUSED)
        await case.do("record-mediation", mediator, proposal=PAID)
        await case.say("accept", proposal=1, name="Zhang San")
        await case.until_happened(EventKind.NOT_APPLICABLE)
        await case.say("accept", proposal=2, name="Zhang San")
        await case.say("accept", RESPONDENT, proposal=2, name="Li Ayi")
        await case.until_happened(EventKind.SETTLEMENT_SIGNED, times=2)
        await case.do("sign-settlement", trial.LEAD, proposal=2, name="Wang Fang")
        settled = await case.until(Stage.RESOLVED)
        await town.staff.disable(hired.id)

        kinds = await case.kinds()
        assert opened is not None
        assert (opened.mediator, opened.mediators) == (hired.id, (hired.id,))
        assert settled.agreed
        assert [remedy.status for remedy in settled.remedies] == [RemedyStatus.DROPPED, RemedyStatus.PAID]
        assert [kinds.count(kind) for kind in (EventKind.MEDIATED, EventKind.PAID)] == [1, 1]

    async def test_fails_when_its_window_is_over(self, town: Town) -> None:
        case = await refused(town)

        await case.pass_time(hours=13)
        ended = await case.until(Stage.RESOLVED)

        assert ended.agreed is False
        assert (await case.kinds()).count(EventKind.MEDIATION_FAILED) == 1
