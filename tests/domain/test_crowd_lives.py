"""What holds for whoever is in an incident, whatever people do and in whatever order (H5, D3, D6)."""

from collections import Counter
from datetime import datetime

from hypothesis import given

from domain import agenda
from domain.case import Case
from domain.case_incident import Standing
from domain.evolve import evolve
from domain.incident_membership import is_looked_into_together, standing
from domain.kinds import EventKind, Stage
from domain.task_force import is_owed
from tests.domain.crowd_acts import crowds
from tests.domain.force import ForceLife


def nothing_stands_open(life: ForceLife) -> None:
    """Ask after each act: a force that is owed is there, and nobody waits for an answer that has come."""
    rule = life.policy.pack.task_force
    assert not (rule and is_owed(life.case, rule))
    membership = life.case.membership
    if membership and standing(life.case) in {Standing.PREPARING, Standing.WAITING}:
        told = {e.data.get("incident") for e in life.of(EventKind.NOT_APPLICABLE)}
        assert membership.incident not in told


class TestEveryMember:
    @given(life=crowds(nothing_stands_open))
    def test_has_its_task_force_and_waits_for_no_answer_that_came(self, life: ForceLife) -> None:
        assert not (life.case.task_force and is_looked_into_together(life.case))

    @given(life=crowds())
    def test_is_told_again_and_carried_over_as_it_was(self, life: ForceLife) -> None:
        assert life.rebuilt() == life.case
        assert Case.model_validate_json(life.case.model_dump_json()) == life.case

    @given(life=crowds())
    def test_is_answered_once_and_paid_once(self, life: ForceLife) -> None:
        common = [event for event in life.of(EventKind.FINDING_RECORDED) if event.data.get("incident")]
        paid = Counter(event.data["remedy"] for event in life.of(EventKind.PAID))

        assert len(common) <= 1
        assert max(paid.values(), default=0) <= 1

    @given(life=crowds())
    def test_keeps_what_was_found_in_it_and_is_held_back_by_its_plan(self, life: ForceLife) -> None:
        case = None
        for event in life.events:
            if case and event.kind is EventKind.FINDING_RECORDED and event.data.get("incident"):
                assert EventKind.FINDING_RECORDED not in case.happened
            if case and event.kind in {EventKind.REMEDY_PROPOSED, EventKind.ANSWERED}:
                assert case.task_force is None or not case.task_force.holds_back
            case = evolve(case, event)

    @given(life=crowds())
    def test_has_nothing_found_against_somebody_who_may_still_answer(self, life: ForceLife) -> None:
        until: datetime | None = None
        for event in life.events:
            if event.kind is EventKind.RESPONDENT_NOTIFIED:
                until = datetime.fromisoformat(event.data["until"])
            elif event.kind in {EventKind.RESPONDENT_HEARD, EventKind.REOPENED, EventKind.HEARING_ELAPSED}:
                until = None
            elif event.kind is EventKind.FINDING_RECORDED and event.data["responsible"] == "respondent":
                assert until is None

    @given(life=crowds())
    def test_misses_a_milestone_once_and_leaves_nothing_undone_that_is_due(self, life: ForceLife) -> None:
        missed, cycle = Counter[tuple[str, int]](), 1
        for event in life.events:
            cycle = event.data["cycle"] if event.kind is EventKind.REOPENED else cycle
            if event.kind is EventKind.BREACHED:
                missed[event.data["milestone"], cycle] += 1
        assert max(missed.values(), default=0) <= 1

        life.sleep()
        ahead = agenda.next_at(life.case, life.policy)
        assert ahead is None or ahead > life.now or life.case.stage is Stage.MERGED
