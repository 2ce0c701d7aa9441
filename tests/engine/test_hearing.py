"""A cleaner accused of theft, on the real engine: told by a real carrier, heard, and only then found against (D6)."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from domain.case_tasks import TaskKind
from domain.complaint import LongText
from domain.events import COMPLAINANT, RESPONDENT, Actor
from domain.kinds import EventKind, Stage
from domain.policy import SHELF, Policy
from domain.triage import TriageReading
from policies.reader import SHIPPED, read_policy
from tests.engine.conftest import IDENTITY
from tests.engine.town import LiveCase, Town

pytestmark = pytest.mark.engine

SHIPPED_POLICY = read_policy(SHIPPED / "home-service.yaml")
# By day and by night, so that what is sent leaves at once; without a task force, which has tests of its own; and in no
# haste up the ladder, which would be most of three days' waiting.
CHANGES = {
    "pack": "awake",
    "service_lines": ("awake_cleaning",),
    "quiet_hours": None,
    "task_force": None,
    "climb_every": timedelta(days=1),
}
AWAKE = Policy(
    pack=SHIPPED_POLICY.pack.model_copy(update=CHANGES),
    calendar=SHIPPED_POLICY.calendar,
)
INVESTIGATOR = Actor(role="investigator", id="inv-9", department="safety", rung="handler")
HEAD = Actor(role="department_head", id="head-9", department="safety", rung="department_head")
FINDING: dict[str, Any] = {
    "facts": "The lift's camera shows her leave with the box.",
    "cause": "theft",
    "responsible": "respondent",
    "facts_clear": True,
    "confidence": 90,
}


async def accuse(town: Town) -> LiveCase:
    """File a complaint about a cleaner, by the rules of the shipped pack."""
    SHELF.put(AWAKE)
    case = await town.open(
        pack="awake",
        service_line="awake_cleaning",
        description=LongText(text="The cleaner stole my ring"),
        order_number=None,
        amount_fen=0,
        respondent="Li Ayi",
        reading=TriageReading(category="conduct", kind="theft", confidence=90, matched=("stole",)),
    )
    await case.until(Stage.INVESTIGATING)
    return case


async def sent_to(town: Town, phone: str, number: str) -> str:
    """Wait for a short message about a case."""
    for _ in range(500):
        items = town.neighbours.client.get("/sms").raise_for_status().json()["items"]
        if found := [item["text"] for item in items if item["to"] == phone and number in item["text"]]:
            return str(found[0])
        await asyncio.sleep(0.02)
    raise AssertionError(f"nothing was sent to {phone}")


async def put_in(case: LiveCase, name: str, actor: Actor = COMPLAINANT) -> None:
    """Put in a piece of evidence."""
    await case.say("add_evidence", actor, id=name, kind="photo", sha256="a" * 64, size=1, media_type="image/png")


class TestCleanerAccusedOfTheft:
    async def test_is_told_heard_and_found_against_on_the_word_of_both(self, town: Town) -> None:
        case, phone = await accuse(town), "+8613911112222"
        opened = await case.case()

        await case.do("notify-respondent", INVESTIGATOR, phone=phone, allegation="A ring is missing since your visit.")
        with pytest.raises(ApplicationError, match="may answer until"):
            await case.do("record-finding", HEAD, **(FINDING | {"evidence": []}))
        message = await sent_to(town, phone, case.number)
        notice = (await case.case()).inquiry.notice
        await case.say("reply", RESPONDENT, text="I took nothing; ask the porter.")
        await put_in(case, "photo-1")
        await put_in(case, "photo-2", RESPONDENT)
        await case.until_happened(EventKind.EVIDENCE_ADDED, times=2)
        await case.do("record-finding", INVESTIGATOR, **(FINDING | {"evidence": ["photo-1", "photo-2"]}))
        await case.do("propose", INVESTIGATOR, remedies=[{"kind": "compensation", "amount_fen": 300_000}])
        decided = await case.until(Stage.DECIDING)

        assert {task.kind for task in opened.tasks} == {TaskKind.INTERVIEW, TaskKind.CCTV, TaskKind.SITE_VISIT}
        assert IDENTITY.respondent_code_for(case.number, notice) in message
        assert "Zhang San" not in message
        assert not decided.inquiry.one_party
        assert {party.value: ids for party, ids in decided.inquiry.support.items()} == {
            "complainant": ("photo-1",),
            "respondent": ("photo-2",),
        }

    async def test_who_does_not_answer_is_found_against_after_three_days_on_one_word_by_a_lead(
        self, town: Town
    ) -> None:
        case = await accuse(town)
        await case.do("notify-respondent", INVESTIGATOR, told="handed_over", allegation="A ring is missing.")
        await put_in(case, "photo-1")
        await case.until_happened(EventKind.EVIDENCE_ADDED)
        await case.pass_time(hours=73)
        await case.until_happened(EventKind.HEARING_ELAPSED)

        with pytest.raises(ApplicationError, match="a team lead or up records it"):
            await case.do("record-finding", INVESTIGATOR, **(FINDING | {"evidence": ["photo-1"]}))
        await case.do("record-finding", HEAD, **(FINDING | {"evidence": ["photo-1"]}))

        found = await case.until_true(lambda it: it.established.responsible == "respondent", what="finding")
        assert found.inquiry.one_party
        assert found.inquiry.elapsed


class TestLostCode:
    async def test_is_replaced_by_one_that_comes_by_a_real_carrier(self, town: Town) -> None:
        case, first, second = await accuse(town), "+8613911112301", "+8613911112302"
        await case.do("notify-respondent", INVESTIGATOR, phone=first, allegation="A ring is missing since your visit.")
        await sent_to(town, first, case.number)
        told = (await case.case()).inquiry

        await case.do("renew-respondent-code", INVESTIGATOR, phone=second)
        message = await sent_to(town, second, case.number)

        renewed = (await case.case()).inquiry
        assert IDENTITY.respondent_code_for(case.number, renewed.notice) in message
        assert IDENTITY.respondent_code_for(case.number, told.notice) not in message
        assert renewed.answer_until == told.answer_until


class TestNewCycle:
    async def test_hears_them_anew_before_it_finds_against_them(self, town: Town) -> None:
        case = await accuse(town)
        await case.do("notify-respondent", INVESTIGATOR, told="handed_over", allegation="A ring is missing.")
        await case.say("reply", RESPONDENT, text="I took nothing.")
        await case.until_happened(EventKind.RESPONDENT_HEARD)
        await case.do("respond", INVESTIGATOR, text="We could not prove it.", final=True)
        await case.say("rate", score=1, solved=False)
        await case.until_happened(EventKind.REOPENED)
        await put_in(case, "photo-1")
        await case.until_happened(EventKind.EVIDENCE_ADDED)

        with pytest.raises(ApplicationError, match="give 'notify-respondent' first"):
            await case.do("record-finding", HEAD, **(FINDING | {"evidence": ["photo-1"]}))
        await case.do("notify-respondent", HEAD, told="handed_over", allegation="The ring was found in a pawn shop.")
        await case.pass_time(hours=73)
        await case.until_happened(EventKind.HEARING_ELAPSED)
        await case.do("record-finding", HEAD, **(FINDING | {"evidence": ["photo-1"]}))

        assert (await case.case()).established.responsible == "respondent"
