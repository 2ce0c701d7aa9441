"""Prospects: what a pack would do with a complaint is what the engine does with one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case_milestones import Pause
from domain.explanation import StepKind, explain_case
from domain.facts import Facts
from domain.policy import Policy
from domain.prospect import PausesAmiss, Prospects, read_pauses
from tests import trial
from tests.domain.stages import life_with, policy_with, row

HOUR = timedelta(hours=1)
ROWS = (
    row("statutory", "PT20H", statutory=True),
    row("elapsed", "PT48H", pauses=True),
    row("hours", {"working_hours": 20}, pauses=True),
    row("days", {"working_days": 4}, pauses=True),
)


def pause(begins: float, ends: float) -> Pause:
    """A pause, in hours from Monday at eleven."""
    return Pause(began_at=trial.MONDAY + begins * HOUR, ended_at=trial.MONDAY + ends * HOUR)


def dues(policy: Policy, *pauses: Pause, **facts: Any) -> dict[str, datetime]:
    foreseen = Prospects(policy).foresee(facts=Facts(**facts), received_at=trial.MONDAY, pauses=pauses)
    return {each.milestone.name: each.milestone.due_at for each in foreseen}


class TestProspects:
    def test_grades_by_the_pack(self) -> None:
        assert dues(trial.policy(), department="technical").keys() == {"first_contact", "fault_confirmed", "resolved"}

    def test_lets_grades_among_the_facts_win(self) -> None:
        named = dues(trial.policy(), department="technical", level=1, urgency="critical")

        assert named.keys() == {"first_contact", "responded", "solved"}

    def test_knows_the_department_of_a_kind(self) -> None:
        by_kind = dues(trial.policy(), category="fault", kind="lock")

        assert by_kind == dues(trial.policy(), department="technical")

    def test_tells_cases_apart_by_any_fact_that_a_condition_speaks_of(self) -> None:
        prospects = Prospects(policy_with(milestones=[row("a", "PT2H", when="delayed_minutes > 10"), row("b")]))

        names = [
            [each.milestone.name for each in prospects.foresee(facts=Facts(**facts), received_at=trial.MONDAY)]
            for facts in ({"delayed_minutes": 11}, {"delayed_minutes": 10}, {"paid_fen": 5}, {"delayed_minutes": 12})
        ]

        assert names == [["a", "b"], ["b"], ["b"], ["a", "b"]]

    def test_counts_a_pause_begun_before_the_clock_from_its_start(self) -> None:
        policy = policy_with(milestones=list(ROWS))

        assert dues(policy, pause(-30, 9)) == dues(policy, pause(0, 9))

    def test_changes_nothing_for_a_pause_after_the_due_moment(self) -> None:
        policy = policy_with(milestones=[row("a", "PT2H", pauses=True)])

        assert dues(policy, pause(2, 3), pause(4, 9)) == {"a": trial.MONDAY + 3 * HOUR}

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.integers(0, 90), min_size=2, max_size=6, unique=True))
    def test_is_what_the_engine_does(self, hours: list[int]) -> None:
        life = life_with(*ROWS)
        ends = sorted(hours)
        pauses = [pause(*each) for each in zip(ends[::2], ends[1::2], strict=False)]

        for each in pauses:
            life.pass_time(seconds=(each.began_at - life.now).total_seconds())
            life.do("ask", of="complainant", text="Which one?")
            assert each.ended_at is not None
            life.pass_time(seconds=(each.ended_at - life.now).total_seconds())
            life.say("reply", text="That one.")

        lived = {milestone.name: milestone.due_at for milestone in life.case.milestones}
        told = {step.step for each in explain_case(life.case, policy=life.policy) for step in each.steps}
        assert dues(life.policy, *pauses) == lived
        assert StepKind.AS_RECORDED not in told


class TestReadPauses:
    def test_puts_them_in_order(self) -> None:
        noon = datetime(2026, 3, 2, 12, tzinfo=UTC)

        pauses = read_pauses([(noon + 2 * HOUR, noon + 3 * HOUR), (noon, noon + 2 * HOUR)])

        assert [each.began_at for each in pauses] == [noon, noon + 2 * HOUR]

    def test_refuses_one_that_ends_before_it_begins(self) -> None:
        with pytest.raises(PausesAmiss, match="ends before it begins"):
            read_pauses([(trial.MONDAY, trial.MONDAY - HOUR)])

    def test_refuses_two_that_overlap(self) -> None:
        with pytest.raises(PausesAmiss, match="overlap"):
            read_pauses([(trial.MONDAY, trial.MONDAY + 2 * HOUR), (trial.MONDAY + HOUR, trial.MONDAY + 3 * HOUR)])
