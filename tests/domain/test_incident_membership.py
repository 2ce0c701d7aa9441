"""Members of an incident on the core: joining, being graded for it, being answered, leaving (H5)."""

from typing import Any

import pytest

from domain import incident_answer, incident_membership
from domain.case_incident import KnownIncident, Standing
from domain.events import kinds_of
from domain.incident import CommonFinding
from domain.incident_answer import CommonAnswer
from domain.incident_membership import standing
from domain.intake import open_case
from domain.kinds import EventKind, Responsible, Stage
from domain.refusals import NotNow, NotUnderstood
from domain.remedies import ProposedRemedy
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import policy_with

X = "incident-00000000000000aa"
FINDING = CommonFinding(
    facts="The refund channel was down.",
    cause="system_error",
    responsible=Responsible.PLATFORM,
    facts_clear=True,
    confidence=95,
)
LEVEL = [
    {"give": 3, "when": "incident_size >= 3", "because": {"zh": "群体性事件", "en": "mass incident"}},
    {"give": 1, "when": "true", "because": {"zh": "一般", "en": "ordinary"}},
]


def alone(**complaint: Any) -> Life:
    """A case in no incident, whose records said what they had to."""
    grading = {**trial.policy().pack.model_dump(mode="json")["grading"], "level": LEVEL}
    life = Life(policy=policy_with(incident={"kind_count": 3, "within": "PT2H"}, grading=grading), **complaint)
    life.records(trial.record(confidence=50))
    return life


def member(size: int = 5, **complaint: Any) -> Life:
    life = alone(**complaint)
    life.hear(lambda step: incident_membership.gathered(step, incident=X, size=size))
    return life


def answer(life: Life, **changes: Any) -> None:
    """Let the common answer reach a case."""
    usual: dict[str, Any] = {
        "incident": X,
        "finding": FINDING,
        "text": "You get it back.",
        "found_by": trial.INVESTIGATOR,
        "answered_by": trial.INVESTIGATOR,
        "approved_by": trial.LEAD,
    }
    common = CommonAnswer(**(usual | changes))
    life.hear(lambda step: incident_answer.answer(step, common))


def join(life: Life, incident: str = X, pack: str | None = None) -> None:
    known = KnownIncident(id=X, pack=pack or life.policy.pack.pack, size=9)

    def act(step: Any) -> None:
        step.actor, step.incidents = trial.LEAD, {X: known}
        incident_membership.JoinIncident(incident=incident).decide(step)

    life.hear(act)


class TestJoining:
    def test_is_graded_at_once(self) -> None:
        life = member(size=3)

        assert (life.case.incident, life.case.incident_size, life.case.level) == (X, 3, 3)
        assert kinds_of(life.events)[-1] is not EventKind.INCIDENT_JOINED
        assert life.milestone("plan_ready").is_open

    def test_changes_no_grade_where_the_pack_asks_nothing_of_it(self) -> None:
        life = member(size=2)

        assert life.case.level == 1
        assert len(life.of(EventKind.GRADED)) == 1

    def test_happens_once_however_often_it_is_said(self) -> None:
        life = member()

        life.hear(lambda step: incident_membership.gathered(step, incident="incident-other", size=8))

        assert life.case.incident == X
        assert len(life.of(EventKind.INCIDENT_JOINED)) == 1

    @pytest.mark.parametrize("settled", ["decline", "withdraw"])
    def test_is_not_for_a_settled_case(self, settled: str) -> None:
        life = alone()
        if settled == "decline":
            life.do("decline", trial.LEAD, reason="not ours", referral="the city")
        else:
            life.say("withdraw")

        life.hear(lambda step: incident_membership.gathered(step, incident=X, size=5))

        assert life.case.incident is None

    def test_at_filing_stands_in_the_first_step_and_grades_it(self) -> None:
        policy = alone().policy
        start = trial.start(pack=policy.pack).model_copy(update={"incident": X, "incident_size": 4})

        step = open_case(start, policy=policy, at=trial.MONDAY)

        assert step.case.level == 3
        assert kinds_of(step.events)[1] is EventKind.INCIDENT_JOINED

    def test_by_hand_counts_the_case_itself(self) -> None:
        life = alone()

        join(life)

        assert (life.case.incident, life.case.incident_size) == (X, 10)

    def test_by_hand_is_refused_where_no_such_incident_is_open(self) -> None:
        life = alone()

        with pytest.raises(NotUnderstood, match="no open incident"):
            join(life, incident="incident-unknown")
        with pytest.raises(NotUnderstood, match="under the pack"):
            join(life, pack="another")
        assert life.case.incident is None

    def test_by_hand_is_refused_in_an_incident(self) -> None:
        with pytest.raises(NotNow, match="has to leave that first"):
            join(member())

    def test_survives_a_rebuild(self) -> None:
        life = member()
        answer(life)

        assert life.rebuilt() == life.case


class TestLeaving:
    def test_is_on_record_and_keeps_the_grades(self) -> None:
        life = member()

        life.do("leave-incident", trial.LEAD, reason="an injury")

        assert (life.case.incident, life.case.incident_size, life.case.level) == (None, 0, 3)
        assert standing(life.case) is Standing.LEFT
        assert life.of(EventKind.INCIDENT_LEFT)[0].private == {"reason": "an injury"}

    def test_is_for_good_where_nobody_joins_it_by_hand(self) -> None:
        life = member()
        life.do("leave-incident", trial.LEAD, reason="an injury")

        life.hear(lambda step: incident_membership.gathered(step, incident=X, size=5))
        assert life.case.incident is None

        join(life)
        assert standing(life.case) is Standing.WAITING

    def test_is_refused_once_it_is_answered(self) -> None:
        life = member()
        answer(life)

        with pytest.raises(NotNow, match="cannot leave any more"):
            life.do("leave-incident", trial.LEAD, reason="an injury")

    def test_is_refused_outside_of_an_incident(self) -> None:
        with pytest.raises(NotNow, match="belongs to no incident"):
            alone().do("leave-incident", trial.LEAD, reason="an injury")


class TestAnswer:
    def test_proposes_by_the_members_own_records_and_is_approved_in_one_step(self) -> None:
        life = member()
        before = len(life.events)

        answer(life)

        assert life.case.stage is Stage.AWAITING_COMPLAINANT
        assert [remedy.amount_fen for remedy in life.case.remedies] == [1_200]
        assert kinds_of(tuple(life.events[before:]))[:2] == (EventKind.FINDING_RECORDED, EventKind.RESPONDED)
        [finding] = life.of(EventKind.FINDING_RECORDED)
        assert (finding.actor, finding.data["incident"]) == ("staff:inv-1", X)
        assert life.of(EventKind.REMEDY_APPROVED)[0].actor == "staff:lead-1"
        assert standing(life.case) is Standing.ANSWERED

    def test_gives_all_the_same_where_it_names_remedies(self) -> None:
        life = member()

        answer(life, remedies=(ProposedRemedy.model_validate({"kind": "refund", "amount_fen": 19_900}),))

        assert [remedy.amount_fen for remedy in life.case.remedies] == [19_900]

    def test_resolves_where_nothing_is_to_be_given(self) -> None:
        life = member()

        answer(life, finding=FINDING.model_copy(update={"cause": "weather"}))

        assert life.case.stage is Stage.RESOLVED
        assert life.case.answer == "You get it back."

    def test_waits_for_somebody_else_above_the_approvers_authority(self) -> None:
        life = member()

        answer(life, remedies=(ProposedRemedy.model_validate({"kind": "refund", "amount_fen": 60_000}),))

        assert life.case.stage is Stage.DECIDING

        life.do("approve", trial.HEAD)

        assert life.of(EventKind.REMEDY_APPROVED)[0].actor == "staff:head-1"

    def test_waits_for_the_members_own_records(self) -> None:
        life = Life(policy=alone().policy)
        life.hear(lambda step: incident_membership.gathered(step, incident=X, size=5))

        assert standing(life.case) is Standing.PREPARING
        life.records(None)
        assert standing(life.case) is Standing.WAITING

    def test_passes_over_who_has_left(self) -> None:
        life = member()
        life.do("leave-incident", trial.LEAD, reason="an injury")

        self._is_kept(life)

    def test_passes_over_who_has_withdrawn_from_a_case_that_goes_on(self) -> None:
        life = member()
        life.do("raise-alert", trial.INVESTIGATOR, reason="smoke")
        life.say("withdraw")

        assert standing(life.case) is Standing.APART
        self._is_kept(life)

    def test_passes_over_what_is_decided_on_by_itself(self) -> None:
        life = member()
        life.do("record-finding", trial.INVESTIGATOR, **trial.FINDING)

        assert standing(life.case) is Standing.APART
        self._is_kept(life)

    def test_passes_over_a_member_whom_the_same_people_decided_on_before(self) -> None:
        life = alone()
        life.do("record-finding", trial.INVESTIGATOR, **trial.FINDING)
        life.do("approve", trial.HEAD)
        life.say("accept")
        life.paid()
        life.say("rate", score=1, solved=False)
        life.hear(lambda step: incident_membership.gathered(step, incident=X, size=5))

        self._is_kept(life)
        assert standing(life.case) is Standing.APART

    def test_passes_over_a_member_that_was_opened_again(self) -> None:
        life = member()
        answer(life, finding=FINDING.model_copy(update={"cause": "weather"}))
        life.say("rate", score=1, solved=False)
        assert life.case.cycle == 2

        self._is_kept(life)

    def test_passes_over_a_member_for_which_the_approver_had_proposed_something(self) -> None:
        life = member()
        life.do("propose", trial.LEAD, remedies=[{"kind": "apology"}])
        life.do("send-back", trial.HEAD)
        assert standing(life.case) is Standing.WAITING

        self._is_kept(life)

    def _is_kept(self, life: Life) -> None:
        stage, remedies, count = life.case.stage, life.case.remedies, len(life.events)

        answer(life)

        [event] = life.events[count:]
        assert (event.kind, event.actor) == (EventKind.NOT_APPLICABLE, "system")
        assert (event.data["what"], event.data["receiver"]) == ("incident-answer", "staff")
        assert (life.case.stage, life.case.remedies) == (stage, remedies)
