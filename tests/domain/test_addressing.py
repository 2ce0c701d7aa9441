"""Whom a step's notices reach, by the staff register; for who is away somebody else, and it says for whom."""

from datetime import timedelta
from typing import Any

import pytest

from domain.addressing import addressed, asks_for_people
from domain.case import Handler
from domain.duty import Absence, Person
from domain.kinds import EventKind
from domain.notice_needs import is_needed
from domain.notices import Addressed, Owed
from tests import trial
from tests.domain.life import Life
from tests.domain.mediations import mediating, propose

AGENT_1, AGENT_2 = (Handler(id=f"agent-{number}", department="front") for number in (1, 2))
YEARS = timedelta(days=5_000)


def person(name: str, *, deputy: str = "", is_away: bool = False, **more: Any) -> Person:
    """An agent of the front desk."""
    leave = {"begins_at": trial.MONDAY - YEARS, "ends_at": trial.MONDAY + YEARS, "deputy": deputy or None}
    absences = (Absence.model_validate(leave),) if is_away else ()
    usual = {"id": name, "rung": "handler", "department": "front", "absences": absences}
    return Person.model_validate(usual | more)


def given(life: Life) -> Life:
    """A case of agent-1."""
    life.do("assign", trial.LEAD, people=(AGENT_1,), handler="agent-1")
    return life


def reached(life: Life, what: EventKind, *people: Person) -> list[Addressed]:
    """Who is told the last thing of that kind."""
    owed = [each for each in life.owed if each.notice.what is what]
    last = [each for each in owed if each.notice.sequence == owed[-1].notice.sequence]
    return [a for each in last for a in addressed(each, events=life.events, people=people, department="front")]


def whom(notices: list[Addressed]) -> list[tuple[str, str]]:
    return [(each.receiver, each.notice.instead_of) for each in notices]


class TestWhoIsThere:
    def test_is_told_what_is_theirs(self) -> None:
        life = given(Life(order_number=None))
        life.say("reply", text="I wait")

        assert whom(reached(life, EventKind.REPLIED, person("agent-1"), person("b"))) == [("staff:agent-1", "")]


class TestWhoIsAway:
    @pytest.mark.parametrize("what", [EventKind.ASSIGNED, EventKind.REPLIED, EventKind.WARNED])
    def test_as_the_handler_is_told_through_their_deputy(self, what: EventKind) -> None:
        life = given(Life(order_number=None))
        life.say("reply", text="I wait")
        life.pass_time(minutes=61)

        told = reached(life, what, person("agent-1", is_away=True, deputy="d"), person("b"), person("d"))

        assert whom(told) == [("staff:d", "agent-1")]
        assert told[0].key.endswith("/staff:d")

    def test_and_has_no_deputy_or_is_disabled_is_told_through_who_is_on_duty(self) -> None:
        life = given(Life(order_number=None))
        lead = person("lead", rung="team_lead")

        assert whom(reached(life, EventKind.ASSIGNED, person("agent-1", is_away=True), lead)) == [
            ("staff:lead", "agent-1")
        ]
        assert whom(reached(life, EventKind.ASSIGNED, lead, person("b"))) == [("staff:b", "agent-1")]

    def test_is_told_all_the_same_where_nobody_is_there(self) -> None:
        life = given(Life(order_number=None))

        assert whom(reached(life, EventKind.ASSIGNED)) == [("staff:agent-1", "")]

    def test_has_somebody_else_see_to_the_task_that_they_were_given(self) -> None:
        life = Life(order_number=None)
        due_at = (life.now + timedelta(hours=1)).isoformat()
        life.do("open-task", trial.LEAD, people=(AGENT_2,), title="Look", due_at=due_at, assignee="agent-2")
        opened = reached(life, EventKind.TASK_OPENED, person("agent-2", is_away=True, deputy="d"), person("d"))
        life.pass_time(hours=1, minutes=1)
        reminded = reached(life, EventKind.TASK_REMINDED, person("agent-2", is_away=True), person("b"))

        assert (whom(opened), whom(reminded)) == ([("staff:d", "agent-2")], [("staff:b", "agent-2")])
        assert is_needed(opened[0], life.case)
        assert not is_needed(opened[0].model_copy(update={"receiver": "staff:b", "notice": _own(opened[0])}), life.case)

    def test_was_handed_on_to_others_has_nobody_told_for_them_any_more(self) -> None:
        life = given(Life(order_number=None))
        life.say("reply", text="I wait")
        (told,) = reached(life, EventKind.REPLIED, person("agent-1", is_away=True, deputy="agent-2"), person("agent-2"))
        was_needed = is_needed(told, life.case)
        life.do("assign", trial.LEAD, people=(Handler(id="agent-3", department="front"),), handler="agent-3")

        assert (was_needed, is_needed(told, life.case)) == (True, False)


class TestRegister:
    def test_is_asked_for_staff_alone(self) -> None:
        life = given(Life(order_number=None))
        life.do("respond", text="We look into it", final=False)
        life.pass_time(hours=3)

        asking = {owed.notice.what for owed in life.owed if asks_for_people(owed)}

        assert EventKind.ASSIGNED in asking
        assert not asking & {EventKind.RESPONDED, EventKind.CLIMBED}

    def test_gives_what_was_owed_before_stand_ins_to_whom_it_was_for(self) -> None:
        life = given(Life(order_number=None))
        (owed,) = [each for each in life.owed if each.notice.what is EventKind.ASSIGNED]
        before = Owed.model_validate(
            owed.model_dump(exclude={"notice": {"instead_of"}}) | {"to": {"staff": "agent-1", "is_handler": True}}
        )

        told = addressed(before, events=life.events, people=[person("b")], department="front")

        assert whom(list(told)) == [("staff:agent-1", "")]


def _own(addressed_: Addressed) -> Any:
    return addressed_.notice.model_copy(update={"instead_of": ""})


class TestWhoMayNotDecide:
    def test_on_what_they_found_is_asked_only_where_nobody_else_is(self) -> None:
        life = Life(order_number=None)
        life.do("record-finding", trial.INVESTIGATOR, **trial.FINDING)
        finder, lead = person("inv-1"), person("lead", rung="team_lead")

        asked = [whom(reached(life, EventKind.REMEDY_PROPOSED, *those)) for those in ([finder, lead], [finder])]

        assert asked == [[("staff:lead", "")], [("staff:inv-1", "")]]

    def test_on_a_settlement_is_not_asked_to_sign_it(self) -> None:
        life = mediating()
        propose(life)
        author, *_ = [deed.staff for deed in life.case.deeds if deed.what is EventKind.FINDING_RECORDED]

        *_, signer = whom(reached(life, EventKind.PROPOSAL_MADE, person(author), person("b")))
        assert signer == ("staff:b", "")
