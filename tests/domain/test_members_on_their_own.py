"""Members of an incident that are decided on by themselves: nobody waits for an answer that does not come (H5)."""

from typing import Any

import pytest

from domain import incident_answer, incident_membership
from domain.case import Handler
from domain.case_incident import KnownIncident, Standing
from domain.incident import CommonFinding
from domain.incident_answer import CommonAnswer
from domain.incident_membership import standing
from domain.kinds import EventKind, Responsible, Stage
from domain.policy import Policy
from domain.refusals import NotNow
from tests import trial
from tests.domain.force import RULE, ForceLife
from tests.domain.inquiries import AGAINST, put_in
from tests.domain.life import Life
from tests.domain.stages import policy_with, row

X, Y = "incident-00000000000000aa", "incident-00000000000000bb"
LEVEL = [
    {"give": 3, "when": "incident_size >= 3", "because": {"zh": "群体性事件", "en": "mass incident"}},
    {"give": 1, "when": "true", "because": {"zh": "一般", "en": "ordinary"}},
]
FINDING = CommonFinding(
    facts="The refund channel was down.",
    cause="system_error",
    responsible=Responsible.PLATFORM,
    facts_clear=True,
    confidence=95,
    overcharged_fen=600,
)


def crowded(**changes: Any) -> Policy:
    """The trial pack, in which a crowd makes each of its cases grave, and a grave case gets a task force."""
    grading = {**trial.policy().pack.model_dump(mode="json")["grading"], "level": LEVEL}
    keys = {"incident": {"kind_count": 3, "within": "PT2H"}, "grading": grading, "task_force": RULE}
    return policy_with(**(keys | changes))


def member(incident: str = X, **changes: Any) -> ForceLife:
    """A case that was found to be one of many."""
    life = ForceLife(policy=crowded(**changes), flags=())
    life.hear(lambda step: incident_membership.gathered(step, incident=incident, size=5))
    return life


def answer(life: Life, incident: str = X, **changes: Any) -> None:
    """Let the common answer reach a case."""
    usual: dict[str, Any] = {
        "incident": incident,
        "finding": FINDING,
        "text": "You get it back.",
        "found_by": trial.INVESTIGATOR,
        "answered_by": trial.INVESTIGATOR,
        "approved_by": trial.LEAD,
    }
    common = CommonAnswer(**(usual | changes))
    life.hear(lambda step: incident_answer.answer(step, common))


def join(life: Life, incident: str = X) -> None:
    """Put a case into an incident by hand."""
    known = KnownIncident(id=incident, pack=life.policy.pack.pack, size=9)

    def act(step: Any) -> None:
        step.actor, step.incidents = trial.LEAD, {incident: known}
        incident_membership.JoinIncident(incident=incident).decide(step)

    life.hear(act)


def leave(life: Life) -> None:
    """Take it out."""
    life.do("leave-incident", trial.LEAD, reason="an injury")


class TestAnAnswerThatDidNotFit:
    def test_is_not_waited_for_again_by_joining_the_same_incident(self) -> None:
        life = member()
        life.do("propose", trial.INVESTIGATOR, remedies=[{"kind": "apology"}])
        answer(life)
        life.do("send-back", trial.LEAD)
        leave(life)

        with pytest.raises(NotNow, match="has come to this case"):
            join(life)

        assert standing(life.case) is Standing.LEFT

    def test_is_remembered_where_it_came_after_the_case_had_left(self) -> None:
        life = member()
        leave(life)
        answer(life)

        with pytest.raises(NotNow, match="has come to this case"):
            join(life)

    def test_is_remembered_after_another_incident(self) -> None:
        life = member()
        leave(life)
        answer(life)
        join(life, Y)
        leave(life)

        with pytest.raises(NotNow, match="has come to this case"):
            join(life)

    def test_does_not_keep_a_case_out_of_another_incident(self) -> None:
        life = member()
        leave(life)
        answer(life)

        join(life, Y)
        answer(life, Y, remedies=())

        assert life.case.incident == Y

    def test_is_kept_as_told_by_a_rebuild(self) -> None:
        life = member()
        leave(life)
        answer(life)

        assert life.rebuilt() == life.case


class TestAFindingOfItsOwn:
    def test_is_not_replaced_by_the_common_one(self) -> None:
        life = member(hearing=None)
        put_in(life, "photo-1")
        life.do("record-finding", trial.HEAD, **(AGAINST | {"evidence": ["photo-1"]}))
        assert life.case.stage is Stage.INVESTIGATING

        answer(life)

        assert standing(life.case) is Standing.APART
        assert life.case.established.responsible == "respondent"
        assert len(life.of(EventKind.FINDING_RECORDED)) == 1


class TestATaskForce:
    def test_does_not_form_while_a_member_is_looked_into_together(self) -> None:
        assert member().case.task_force is None

    def test_forms_where_the_answer_did_not_fit(self) -> None:
        life = member()
        life.do("propose", trial.INVESTIGATOR, remedies=[{"kind": "apology"}])
        answer(life)

        life.do("send-back", trial.LEAD)

        assert life.case.task_force

    def test_forms_in_the_cycle_that_is_opened_after_the_common_answer(self) -> None:
        life = member()
        answer(life, finding=FINDING.model_copy(update={"cause": "weather"}))
        assert life.case.stage is Stage.RESOLVED

        life.say("rate", score=1, solved=False)

        assert (life.case.cycle, life.case.level) == (2, 3)
        assert life.case.task_force

    def test_forms_when_a_grave_member_leaves(self) -> None:
        life = member()

        leave(life)

        assert life.case.task_force

    def test_keeps_a_case_that_joins_apart(self) -> None:
        life = ForceLife(policy=crowded(), flags=())
        life.do("grade", trial.LEAD, level=3, reason="an injury")
        assert life.case.task_force

        life.hear(lambda step: incident_membership.gathered(step, incident=X, size=5))
        answer(life)

        assert standing(life.case) is Standing.APART
        assert not life.has(EventKind.FINDING_RECORDED)


class TestAnIncidentThatIsClosed:
    def test_lets_go_who_waits_for_its_answer_and_a_grave_one_gets_its_task_force(self) -> None:
        life = member()

        life.hear(lambda step: incident_membership.released(step, incident=X))

        assert standing(life.case) is Standing.LEFT
        assert life.of(EventKind.INCIDENT_LEFT)[0].data == {"incident": X, "because": "closed"}
        assert life.case.task_force

    def test_changes_nothing_for_whoever_was_answered_or_belongs_to_another(self) -> None:
        answered, other = member(), member(Y)
        answer(answered)
        before = answered.case, other.case

        for life in (answered, other):
            life.hear(lambda step: incident_membership.released(step, incident=X))

        assert (answered.case, other.case) == before


class TestGradedForIt:
    def test_a_member_misses_at_once_and_once_what_its_new_grade_would_have_had_done_by_then(self) -> None:
        rows = [
            row("answered_in_time", "PT1H", "answered", when="level == 3"),
            row("answered_in_time", "P3D", "answered"),
        ]
        life = ForceLife(policy=crowded(milestones=rows), flags=())
        life.pass_time(hours=2)

        life.hear(lambda step: incident_membership.gathered(step, incident=X, size=5))
        life.pass_time(hours=1)

        [breached] = life.of(EventKind.BREACHED)
        assert breached.data["because"] == "regraded"
        answer(life, finding=FINDING.model_copy(update={"cause": "weather"}))
        assert life.milestone("answered_in_time").met_at


class TestTheAnswerMeets:
    def test_a_case_that_waits_for_its_complainant(self) -> None:
        life = member()
        life.do("ask", trial.INVESTIGATOR, of="complainant", text="Which one?")

        answer(life)

        assert life.case.stage is Stage.AWAITING_COMPLAINANT
        assert len([pause for pause in life.case.pauses if pause.ended_at is None]) == 1

    def test_an_open_repair_and_an_open_hearing_which_go_on(self) -> None:
        life = member(hearing={"window": "PT72H"})
        life.do("order-repair", trial.INVESTIGATOR, what="the lock")
        life.do("notify-respondent", trial.INVESTIGATOR, respondent="Li", allegation="A ring.", told="spoken")

        answer(life)

        assert life.case.stage is Stage.AWAITING_COMPLAINANT
        assert life.case.work_orders[0].is_open
        assert life.case.inquiry.window

    def test_a_standing_red_alert(self) -> None:
        life = member()
        life.do("raise-alert", trial.INVESTIGATOR, reason="smoke")

        answer(life)

        assert life.case.standing_alert
        assert life.case.stage is Stage.AWAITING_COMPLAINANT

    def test_a_case_whose_handler_approved_it(self) -> None:
        life = member()
        life.do("assign", trial.LEAD, handler="lead-1", people=(Handler(id="lead-1", department="front"),))

        answer(life)

        assert life.case.stage is Stage.AWAITING_COMPLAINANT

    def test_a_case_that_was_closed_meanwhile(self) -> None:
        life = member()
        life.do("decline", trial.LEAD, reason="not ours", referral="the city")
        before = life.case.stage

        answer(life)

        assert (life.case.stage, standing(life.case)) == (before, Standing.APART)

    def test_a_case_twice(self) -> None:
        life = member()

        answer(life)
        answer(life)

        assert len(life.of(EventKind.FINDING_RECORDED)) == len(life.of(EventKind.REMEDY_PROPOSED)) == 1
        assert standing(life.case) is Standing.ANSWERED
