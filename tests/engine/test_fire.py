"""An e-bike on fire, on the real engine: a red alert, a task force of four, and one plan with one dissent (B4, D3)."""

from datetime import timedelta

import pytest
from temporalio.exceptions import ApplicationError

from bench.costs import costs_of
from domain.case import Handler
from domain.case_incident import Standing
from domain.case_remedies import RemedyStatus
from domain.case_tasks import TaskKind
from domain.complaint import LongText
from domain.events import Actor
from domain.incident_membership import standing
from domain.kinds import EventKind, Stage
from domain.policy import SHELF, Policy
from domain.triage import TriageReading
from policies.reader import SHIPPED, read_policy
from tests import trial
from tests.engine.force import DEPARTMENTS, Together, hired
from tests.engine.town import LiveCase, Town
from workflows.messages import JOIN_SIGNAL, JoinNews

pytestmark = pytest.mark.engine

SHIPPED_POLICY = read_policy(SHIPPED / "shared-mobility.yaml")
# Under a name of its own, by day and by night, and in no haste up the ladder.
CHANGES = {
    "pack": "burning",
    "service_lines": ("burning_bike",),
    "quiet_hours": None,
    "climb_every": timedelta(days=1),
}
BURNING = Policy(
    pack=SHIPPED_POLICY.pack.model_copy(update=CHANGES),
    calendar=SHIPPED_POLICY.calendar,
)
FINDING = trial.FINDING | {
    "facts": "The battery's casing was cracked before the ride.",
    "cause": "device_fault",
    "overcharged_fen": 0,
    "evidence": ["photo-1"],
}
MOST_EVENTS, MOST_EVENTS_AN_ACT = 70, 16


async def burning(town: Town, *, event_limit: int = 1_800) -> LiveCase:
    """File a complaint about an e-bike on fire, by the rules of the shipped pack."""
    SHELF.put(BURNING)
    live = await town.open(
        pack="burning",
        event_limit=event_limit,
        service_line="burning_bike",
        description=LongText(text="The e-bike's battery caught fire and burnt my leg"),
        order_number=None,
        amount_fen=0,
        reading=TriageReading(
            category="safety", kind="fire_or_overheating", confidence=90, red_alert_words=("caught fire",)
        ),
    )
    await live.until(Stage.INVESTIGATING)
    return live


async def first_hour(together: Together) -> None:
    """The alert is acknowledged, the complainant hears of it and puts in a photo."""
    await together.do("acknowledge-alert", trial.MANAGER, note="On my way.")
    await together.do("respond", together.people["safety"], text="We are with you at once.", final=False)
    await together.say("add_evidence", id="photo-1", kind="photo", sha256="a" * 64, size=1, media_type="image/png")
    await together.live.until_happened(EventKind.EVIDENCE_ADDED)


async def costs(live: LiveCase) -> int:
    """Count the events of the case's own workflow."""
    return costs_of([event async for event in live.handle.fetch_history_events()]).history_events


class TestFire:
    async def test_is_seen_to_by_a_task_force_up_to_the_proposed_remedy(self, town: Town) -> None:
        async with hired(town) as people:
            live = await burning(town)
            opened, together = await live.case(), Together(live, people)
            investigator = people["safety"]

            await first_hour(together)
            await together.do_the_tasks(opened)
            await together.meet()
            await together.do("record-finding", investigator, **FINDING)
            with pytest.raises(ApplicationError, match="The task force has no plan yet"):
                await live.do("propose", investigator, remedies=[{"kind": "apology"}])
            await together.speak_on_a_plan()
            decided = await live.until(Stage.DECIDING)
            approver = Actor(
                role="department_head", id=people["technical"].id, department="safety", rung="department_head"
            )
            with pytest.raises(ApplicationError, match="spoke on the task force's plan"):
                await live.do("approve", approver)
            events = await costs(live)

        assert (opened.level, opened.urgency, opened.red_alert) == (3, "critical", True)
        assert opened.task_force
        assert [seat.department for seat in opened.task_force.seats] == list(DEPARTMENTS)
        assert opened.task_force.members == tuple(each.id for each in people.values())
        assert TaskKind.EXPERT in {task.kind for task in opened.tasks}
        assert all(task.assignee == people[task.seat].id for task in opened.tasks if task.seat)
        assert not decided.open_tasks
        assert decided.standing_alert is None
        assert decided.task_force
        assert [voice.agrees for voice in decided.task_force.voices] == [True, True, True, False]
        assert {(r.kind, r.amount_fen, r.status) for r in decided.remedies} == {
            ("compensation", 300_000, RemedyStatus.PROPOSED),
            ("apology", 0, RemedyStatus.PROPOSED),
        }
        assert next(m for m in decided.milestones if m.name == "plan_ready").met_at
        assert events <= MOST_EVENTS + MOST_EVENTS_AN_ACT * together.acts


class TestTaskForce:
    async def test_that_does_not_agree_in_time_holds_nothing_back(self, town: Town) -> None:
        async with hired(town) as people:
            live = await burning(town)
            await live.do("acknowledge-alert", trial.MANAGER)
            await live.do("record-finding", people["safety"], **(FINDING | {"evidence": []}))
            await live.do("draft-plan", people["safety"], text="Recall the batch.")

            await live.pass_time(hours=48, minutes=1)
            events = await live.until_happened(EventKind.PLAN_ELAPSED)
            await live.do("propose", people["safety"], remedies=[{"kind": "apology"}])

        [elapsed] = [event for event in events if event.kind is EventKind.PLAN_ELAPSED]
        assert elapsed.data["silent"] == [people[name].id for name in DEPARTMENTS[1:]]
        assert (await live.case()).stage is Stage.DECIDING

    async def test_goes_on_in_the_next_run_of_its_case(self, town: Town) -> None:
        async with hired(town) as people:
            live = await burning(town, event_limit=40)
            first, together = await live.run_id(), Together(live, people)

            await together.do("record-finding", people["safety"], **(FINDING | {"evidence": []}))
            await together.meet()
            incident = "incident-00000000000000aa"
            await live.handle.signal(JOIN_SIGNAL, JoinNews(request_id="join", incident=incident, size=30))
            await live.until_happened(EventKind.INCIDENT_JOINED)
            await together.speak_on_a_plan()
            decided = await live.until(Stage.DECIDING)

        assert await live.run_id() != first
        assert decided.task_force
        assert [voice.agrees for voice in decided.task_force.voices] == [True, True, True, False]
        assert (decided.incident, standing(decided)) == (incident, Standing.APART)
        assert [remedy.kind for remedy in decided.remedies] == ["compensation", "apology"]

    async def test_of_nobody_has_open_places_that_a_lead_fills(self, town: Town) -> None:
        live = await burning(town)
        lead = Actor(role="team_lead", id="lead-9", department="safety", rung="team_lead")
        opened = await live.case()

        await live.do(
            "replace-member",
            lead,
            people=(Handler(id="tech-1", department="technical"),),
            department="technical",
            by="tech-1",
        )
        await live.do("draft-plan", trial.TECHNICIAN, text="Recall the batch.")

        assert opened.task_force
        assert opened.task_force.members == ()
        settled = (await live.case()).task_force
        assert settled
        assert settled.members == ("tech-1",)
        assert settled.settled_at
