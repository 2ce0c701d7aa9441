"""Due moments of a merged case: the surviving one keeps the earlier promise, whatever happens to it later (A6)."""

from datetime import timedelta
from typing import Any

import pytest

from domain.changes import Change
from domain.explanation import StepKind, explain_case
from domain.kinds import EventKind
from domain.milestones import handed_over
from tests import trial
from tests.domain import couple
from tests.domain.couple import SECOND, merge
from tests.domain.life import Life
from tests.domain.stages import policy_with, resolved, row

HOUR = timedelta(hours=1)


def paired(*rows: dict[str, Any], earlier: timedelta = HOUR, **pack: Any) -> tuple[Life, Life]:
    """A case in work, and an older duplicate of it, both with these milestones."""
    policy = policy_with(milestones=list(rows), **pack)
    duplicate = couple.case(SECOND, at=trial.MONDAY - earlier, policy=policy)
    duplicate.pass_time(seconds=earlier.total_seconds())
    return couple.case(policy=policy), duplicate


class TestDueMoments:
    def test_the_surviving_case_takes_over_the_earliest_due_moment(self) -> None:
        first, second = paired(row(), row("resolved", "P3D", "resolved"))
        merge(second, first)

        assert first.milestone("answered_in_time").due_at == trial.MONDAY + HOUR
        assert first.case.next_due_at() == trial.MONDAY + HOUR

    def test_that_are_later_change_nothing(self) -> None:
        first, second = paired(row())
        before = second.case.milestones
        merge(first, second)

        assert second.case.milestones == before

    def test_stay_through_a_grading(self) -> None:
        first, second = paired(row(), row("slow", "P9D", "resolved", when="level == 1"))
        merge(second, first)
        first.do("grade", trial.LEAD, level=2, reason="harder")
        first.do("grade", trial.LEAD, level=1, reason="after all not")

        assert first.milestone("answered_in_time").due_at == trial.MONDAY + HOUR
        assert first.milestone("slow").due_at == trial.MONDAY + timedelta(days=9) - HOUR

    def test_move_with_a_pause_that_comes_afterwards(self) -> None:
        first, second = paired(row(pauses=True))
        merge(second, first)
        first.do("ask", of="complainant", text="Which one?")
        first.pass_time(minutes=20)
        first.say("reply", text="This one.")
        first.do("grade", trial.LEAD, level=2, reason="harder")

        assert first.milestone("answered_in_time").due_at == trial.MONDAY + HOUR + timedelta(minutes=20)

    def test_count_of_a_pause_under_way_what_comes_after_the_merging(self) -> None:
        first, second = paired(row(pauses=True))
        first.do("ask", of="complainant", text="Which one?")
        for life in (first, second):
            life.pass_time(minutes=30)
        merge(second, first)
        first.pass_time(minutes=10)
        first.say("reply", text="This one.")

        assert first.milestone("answered_in_time").due_at == trial.MONDAY + HOUR + timedelta(minutes=10)

    def test_are_handed_over_with_the_pause_that_the_duplicate_is_in(self) -> None:
        _, second = paired(row(pauses=True))
        second.do("ask", of="complainant", text="Which one?")
        second.pass_time(minutes=30)
        second.hear(lambda step: None)

        handed: list[Any] = []
        second.hear(lambda step: handed.append(handed_over(step)))

        assert handed[0].due == {"answered_in_time": trial.MONDAY + HOUR + timedelta(minutes=30)}

    def test_in_working_time_move_by_working_days(self) -> None:
        first, second = paired(row("answered_in_time", {"working_days": 3}, pauses=True), earlier=timedelta(days=4))
        merge(second, first)
        assert first.milestone("answered_in_time").due_at == second.milestone("answered_in_time").due_at
        kept = first.milestone("answered_in_time").due_at
        first.do("ask", of="complainant", text="Which one?")
        first.pass_time(days=1)
        first.say("reply", text="This one.")

        assert first.milestone("answered_in_time").due_at == kept + timedelta(days=1)

    def test_that_nobody_has_a_name_for_go_to_the_next_milestone(self) -> None:
        policy = policy_with(
            milestones=[row("alone", "PT1H", when="level == 2"), row("resolved", "P3D", "resolved"), row("late", "P4D")]
        )
        first = couple.case(policy=policy)
        second = couple.case(SECOND, policy=policy)
        second.do("grade", trial.LEAD, level=2, reason="harder")
        merge(second, first)

        assert first.milestone("resolved").due_at == trial.MONDAY + HOUR
        assert first.milestone("late").due_at == trial.MONDAY + timedelta(days=4)

    def test_of_what_the_surviving_case_has_done_already_are_kept(self) -> None:
        first, second = paired(row("contacted", "PT90M", "responded"), row("resolved", "P3D", "resolved"))
        first.do("respond", text="We are looking.", final=False)
        merge(second, first)

        assert first.milestone("contacted").met_at is not None
        assert first.milestone("resolved").due_at == trial.MONDAY + timedelta(days=3) - HOUR

    def test_missed_in_the_duplicate_are_missed_at_once_with_the_merging_as_reason(self) -> None:
        first, second = paired(row("answered_in_time", "PT2H"), earlier=3 * HOUR)
        assert second.milestone("answered_in_time").breached_at is not None

        merge(second, first)

        [breached] = first.of(EventKind.BREACHED)
        assert breached.data["because"] == "merged"
        assert breached.data["due_at"] == (trial.MONDAY - HOUR).isoformat()
        first.pass_time(days=2)
        assert len(first.of(EventKind.BREACHED)) == 1

    def test_missed_under_another_name_stay_on_record_in_the_duplicate(self) -> None:
        policy = policy_with(milestones=[row("alone", "PT1H", when="level == 2"), row("resolved", "P3D", "resolved")])
        first, second = couple.case(policy=policy), couple.case(SECOND, policy=policy, at=trial.MONDAY - 2 * HOUR)
        second.do("grade", trial.LEAD, level=2, reason="harder")
        second.pass_time(hours=2)
        merge(second, first)

        assert first.of(EventKind.BREACHED) == []
        assert second.case.is_breached

    @pytest.mark.parametrize("allowance", ["PT2H", {"working_days": 1}])
    def test_missed_in_the_duplicate_are_missed_in_a_case_that_is_paused_too(self, allowance: Any) -> None:
        first, second = paired(row("done", allowance, "resolved", pauses=True), earlier=96 * HOUR)
        first.do("ask", of="complainant", text="Which one?")
        merge(second, first)
        [missed] = second.of(EventKind.BREACHED)

        [breached] = first.of(EventKind.BREACHED)
        assert (breached.data["because"], breached.data["due_at"]) == ("merged", missed.data["due_at"])
        first.pass_time(days=1)
        first.say("reply", text="This one.")
        first.pass_time(days=2)
        assert len(first.of(EventKind.BREACHED)) == 1

    def test_missed_in_the_duplicate_wait_for_the_end_of_the_pause_in_histories_from_before(self) -> None:
        first, second = paired(row("done", "PT2H", "resolved", pauses=True), earlier=96 * HOUR)
        first.follows = set(Change) - {Change.WHAT_A_DUPLICATE_MISSED_IS_MISSED_IN_A_PAUSE}
        first.do("ask", of="complainant", text="Which one?")
        merge(second, first)

        assert first.of(EventKind.BREACHED) == []
        first.say("reply", text="This one.")
        assert len(first.of(EventKind.BREACHED)) == 1

    def test_bring_their_warnings_forward(self) -> None:
        first, second = paired(row("answered_in_time", "PT4H", warn_at=[0.5]), earlier=2 * HOUR)
        merge(second, first)

        assert first.milestone("answered_in_time").warnings == ((0.5, trial.MONDAY + HOUR),)

    @pytest.mark.parametrize("reopen", ["restart", "resume"])
    def test_belong_to_their_cycle_unless_it_goes_on(self, reopen: str) -> None:
        first, second = paired(row("done", "PT9H", "resolved"), reopen=reopen)
        merge(second, first)
        resolved(first)
        first.say("appeal", reason="unheard")

        later = {"restart": HOUR, "resume": timedelta()}[reopen]
        assert first.milestone("done").due_at == trial.MONDAY + 8 * HOUR + later

    def test_are_explained(self) -> None:
        first, second = paired(row(pauses=True))
        merge(second, first)
        first.do("ask", of="complainant", text="Which one?")
        first.pass_time(minutes=20)
        first.say("reply", text="This one.")

        [explained] = explain_case(first.case, policy=first.policy)

        steps = {step.step: step for step in explained.steps}
        assert steps[StepKind.TAKEN_OVER].merged_from == SECOND
        assert steps[StepKind.TAKEN_OVER].rule == 10
        assert steps[StepKind.TAKEN_OVER].at == steps[StepKind.DUE].at == first.milestone("answered_in_time").due_at
        assert StepKind.AS_RECORDED not in steps

    def test_of_a_third_case_come_on_top(self) -> None:
        first, second = paired(row("answered_in_time", "PT9H"))
        third = couple.case("RD-THIRD", at=trial.MONDAY - 2 * HOUR, policy=first.policy)
        third.pass_time(hours=2)
        merge(second, first)
        merge(third, first)

        assert first.milestone("answered_in_time").due_at == trial.MONDAY + 7 * HOUR
