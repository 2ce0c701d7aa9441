"""An incident on the core: when it begins, what staff do with it, and what is refused (H5)."""

from datetime import timedelta
from typing import Any

import pytest

from domain.case import Handler
from domain.command import parse
from domain.events import Actor
from domain.incident import Incident, IncidentEvent, IncidentEventKind, IncidentStage, IncidentStart, IncidentStep, fold
from domain.incident import opened as opening
from domain.incident_commands import INCIDENT_COMMANDS, give, may_open, offered
from domain.incident_window import Arrival, incident_id, incidents_in
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from tests import trial

WITHIN = timedelta(hours=2)
FINDING: dict[str, Any] = {
    "facts": "The refund channel was down.",
    "cause": "system_error",
    "responsible": "platform",
    "facts_clear": True,
    "confidence": 95,
}


class Play:
    """Plays one incident."""

    def __init__(self) -> None:
        start = IncidentStart(
            incident="incident-1",
            pack="trial",
            category="billing",
            kind="overcharge",
            department="front",
            since=trial.MONDAY,
            size=3,
        )
        self.events: list[IncidentEvent] = [opening(start, at=trial.MONDAY)]
        self.incident: Incident = fold(None, self.events)

    def do(self, name: str, actor: Actor = trial.INVESTIGATOR, **fields: Any) -> None:
        """Give a command. Raises `Refused`, and then nothing has changed."""
        people = {name: Handler(id=name) for name in ("fin-1", "tech-9", trial.INVESTIGATOR.id)}
        step = IncidentStep(incident=self.incident, at=trial.MONDAY, actor=actor, people=people)
        give(parse(INCIDENT_COMMANDS[name], fields), step)
        self.incident, self.events = step.incident, [*self.events, *step.events]


def drafted() -> Play:
    play = Play()
    play.do("record-finding", **FINDING)
    play.do("answer", text="You get it back.", remedies=[{"kind": "refund", "amount_fen": 19_900}])
    return play


def arrivals(*minutes: float, people: str = "") -> list[Arrival]:
    """Complaints so many minutes after the first, each of another person unless told."""
    names = people or "".join(chr(ord("a") + place) for place in range(len(minutes)))
    return [
        Arrival("billing", "overcharge", "front", trial.MONDAY + timedelta(minutes=minute), f"RD-{place}", name)
        for place, (minute, name) in enumerate(zip(minutes, names, strict=True))
    ]


def first_of(found: list[Arrival]) -> str | None:
    """Give the first case of the incident that is in these."""
    starts = incidents_in(found, pack="trial", people=3, within=WITHIN)
    if not starts:
        return None
    [start] = starts
    return next(
        each.tracking_number
        for each in found
        if incident_id(pack="trial", category="billing", kind="overcharge", first=each.tracking_number)
        == start.incident
    )


class TestWindow:
    def test_begins_with_the_last_one_that_is_needed(self) -> None:
        assert first_of(arrivals(0, 60)) is None
        assert first_of(arrivals(0, 60, 120)) == "RD-0"

    def test_ends_exactly(self) -> None:
        late = arrivals(0, 60, 120)
        late[2] = late[2]._replace(received_at=late[2].received_at + timedelta(microseconds=1))

        assert first_of(late) is None

    def test_slides(self) -> None:
        assert first_of(arrivals(0, 100, 150, 200)) == "RD-1"

    def test_counts_people_and_not_complaints(self) -> None:
        assert first_of(arrivals(0, 1, 2, 3, people="aabb")) is None
        assert first_of(arrivals(0, 1, 2, 3, people="aabc")) == "RD-0"

    def test_forgets_whoever_has_slid_out(self) -> None:
        assert first_of(arrivals(0, 110, 130, 140, people="aabc")) == "RD-1"

    def test_is_of_one_kind(self) -> None:
        mixed = arrivals(0, 1, 2)
        mixed[2] = mixed[2]._replace(kind="other")

        assert first_of(mixed) is None


class TestInvestigation:
    def test_goes_from_finding_to_an_approved_answer_and_the_end(self) -> None:
        play = drafted()
        play.do("approve", trial.LEAD, note="agreed")
        assert play.incident.stage is IncidentStage.ANSWERING

        step = IncidentStep(incident=play.incident, at=trial.MONDAY)
        step.add(IncidentEventKind.ANSWERED, {"told": 3})
        play.incident, play.events = step.incident, [*play.events, *step.events]
        play.do("close", trial.LEAD, reason="all are answered")

        assert play.incident.stage is IncidentStage.CLOSED
        assert fold(None, [IncidentEvent.model_validate_json(e.model_dump_json()) for e in play.events]) == (
            play.incident
        )

    def test_has_tasks_that_are_done_once(self) -> None:
        play = Play()
        play.do("open-task", title="Ask finance", assignee="fin-1")
        play.do("complete-task", task="T1", result="Down since ten.")

        assert play.incident.tasks[0].result == "Down since ten."
        with pytest.raises(NotNow, match="done already"):
            play.do("complete-task", task="T1", result="Again.")
        with pytest.raises(NotUnderstood, match="no active member of staff 'gone'"):
            play.do("open-task", title="Ask finance", assignee="gone")
        with pytest.raises(NotUnderstood, match="no task 'T9'"):
            play.do("complete-task", task="T9", result="What?")

    @pytest.mark.parametrize("responsible", ["respondent", "complainant"])
    def test_never_goes_against_a_person(self, responsible: str) -> None:
        with pytest.raises(NotUnderstood, match="in a case of their own"):
            Play().do("record-finding", **{**FINDING, "responsible": responsible})

    def test_needs_a_finding_before_an_answer_and_an_answer_before_its_approval(self) -> None:
        play = Play()

        with pytest.raises(NotNow, match="finding first"):
            play.do("answer", text="Well.")
        with pytest.raises(NotNow, match="no drafted answer"):
            play.do("approve", trial.LEAD)

    def test_is_approved_by_somebody_else(self) -> None:
        play = drafted()

        for command in ("approve", "send-back"):
            with pytest.raises(NotAllowed, match="may not decide"):
                play.do(command, trial.INVESTIGATOR)
        assert play.incident.stage is IncidentStage.OPEN

    def test_that_is_sent_back_drops_the_draft_and_keeps_the_finding(self) -> None:
        play = drafted()

        play.do("send-back", trial.LEAD, note="when will it come?")

        assert play.incident.answer is None
        assert play.incident.finding is not None

    def test_found_anew_drops_the_draft(self) -> None:
        play = drafted()

        play.do("record-finding", **FINDING)

        assert play.incident.answer is None

    def test_names_an_amount_for_money(self) -> None:
        play = Play()
        play.do("record-finding", **FINDING)

        with pytest.raises(NotUnderstood, match="amount_fen above zero"):
            play.do("answer", text="You get it back.", remedies=[{"kind": "refund"}])


class TestWhoMay:
    @pytest.mark.parametrize("actor", [trial.AGENT, trial.CLERK, trial.FINANCE, trial.AUDITOR])
    def test_excludes_the_front_line(self, actor: Actor) -> None:
        with pytest.raises(NotAllowed, match="may not give"):
            Play().do("record-finding", actor, **FINDING)

    def test_excludes_other_departments_but_not_senior_management(self) -> None:
        play = Play()

        with pytest.raises(NotAllowed, match="belongs to front"):
            play.do("record-finding", trial.TECHNICAL_LEAD, **FINDING)
        play.do("record-finding", trial.MANAGER, **FINDING)

    def test_lets_leads_close_and_nobody_while_members_are_answered(self) -> None:
        play = drafted()
        with pytest.raises(NotAllowed):
            play.do("close", reason="enough")
        play.do("approve", trial.LEAD)

        with pytest.raises(NotNow, match="being answered"):
            play.do("close", trial.LEAD, reason="enough")

    def test_is_what_pages_offer(self) -> None:
        names = {command.name for command in offered(Play().incident, reader=trial.INVESTIGATOR)}

        assert names == set(INCIDENT_COMMANDS) - {"close"}
        assert offered(Play().incident, reader=trial.AGENT) == []

    def test_is_told_apart_for_whoever_was_given_a_task_from_another_department(self) -> None:
        play = Play()
        helper = Actor(role="investigator", id="tech-9", department="technical", rung="handler")
        assert not may_open(play.incident, helper)
        play.do("open-task", title="Since when?", assignee=helper.id)
        play.do("open-task", title="How many?", assignee=trial.INVESTIGATOR.id)

        play.do("complete-task", helper, task="T1", result="Since ten.")

        assert may_open(play.incident, helper)
        assert [command.name for command in offered(play.incident, reader=helper)] == ["complete-task"]
        with pytest.raises(NotAllowed, match="belongs to front"):
            play.do("complete-task", helper, task="T2", result="All of them.")
        with pytest.raises(NotAllowed, match="belongs to front"):
            play.do("record-finding", helper, **FINDING)
