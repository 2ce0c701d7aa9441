"""Explanations: every step of a due moment, as the engine counted it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.explanation import Explanation, ExplanationStep, StepKind, explain_case
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_with, resolved, row

HOUR = timedelta(hours=1)
LATE_ON_TUESDAY = datetime(2026, 3, 3, 10, tzinfo=UTC)


def explained(life: Life, name: str) -> Explanation:
    """The explanation of the newest milestone of that name."""
    return [each for each in explain_case(life.case, policy=life.policy) if each.milestone.name == name][-1]


def kinds(explanation: Explanation) -> list[StepKind]:
    return [step.step for step in explanation.steps]


def step(explanation: Explanation, kind: StepKind) -> ExplanationStep:
    [found] = [each for each in explanation.steps if each.step is kind]
    return found


def asked(life: Life, **length: float) -> None:
    """The complainant is asked, and answers after that time."""
    life.do("ask", of="complainant", text="Which one?")
    life.pass_time(**length)
    life.say("reply", text="That one.")


class TestExplainCase:
    def test_goes_from_the_start_of_the_clock_by_the_allowance_to_the_due_moment(self) -> None:
        life = life_with(row("a", "PT2H"))

        explanation = explained(life, "a")

        assert kinds(explanation) == [StepKind.CLOCK_START, StepKind.ALLOWANCE, StepKind.DUE]
        assert [each.at for each in explanation.steps] == [
            trial.MONDAY,
            trial.MONDAY + 2 * HOUR,
            trial.MONDAY + 2 * HOUR,
        ]

    @pytest.mark.parametrize(
        ("allowance", "credit"),
        [
            ("PT48H", {"credited": 24 * HOUR}),
            ({"working_hours": 16}, {"credited": 8 * HOUR}),
            ({"working_days": 3}, {"credited_days": 1}),
        ],
    )
    def test_credits_each_pause_in_the_kind_of_the_allowance(self, allowance: Any, credit: dict[str, Any]) -> None:
        life = life_with(row("a", allowance, pauses=True))
        before = life.milestone("a").due_at
        asked(life, hours=24)

        explanation = explained(life, "a")

        pause = step(explanation, StepKind.PAUSE)
        assert step(explanation, StepKind.ALLOWANCE).at == before
        assert {name: pause.fields()[name] for name in credit} == credit
        assert (pause.began_at, pause.ended_at) == (trial.MONDAY, trial.MONDAY + 24 * HOUR)
        assert pause.at == explanation.steps[-1].at == life.milestone("a").due_at

    def test_says_that_a_milestone_runs_on_while_the_case_waits(self) -> None:
        life = life_with(row("a", "PT48H", statutory=True))
        asked(life, hours=24)

        assert kinds(explained(life, "a")) == [
            StepKind.CLOCK_START,
            StepKind.ALLOWANCE,
            StepKind.RUNS_ON,
            StepKind.DUE,
        ]

    def test_says_since_when_the_clock_stands_still(self) -> None:
        life = life_with(row("a", "PT48H", pauses=True))
        life.pass_time(hours=1)
        life.do("ask", of="complainant", text="Which one?")
        life.pass_time(hours=5)

        explanation = explained(life, "a")

        assert step(explanation, StepKind.STANDS_STILL).began_at == trial.MONDAY + HOUR
        assert explanation.steps[-1].at == life.milestone("a").due_at

    def test_names_each_day_that_is_not_worked_with_its_reason(self) -> None:
        life = life_with(row("a", {"working_days": 5}))

        days = step(explained(life, "a"), StepKind.SKIPPED).days or ()

        assert [(f"{day.on}", day.reason.en) for day in days] == [
            ("2026-03-07", "weekend"),
            ("2026-03-08", "weekend"),
        ]

    def test_names_no_days_to_an_elapsed_allowance(self) -> None:
        life = life_with(row("a", "P10D"))

        assert StepKind.SKIPPED not in kinds(explained(life, "a"))

    def test_names_the_years_that_make_a_due_moment_provisional(self) -> None:
        life = life_with(row("far", {"working_days": 3_000}), row("near", {"working_days": 3}))

        years = step(explained(life, "far"), StepKind.PROVISIONAL).years or ()
        assert set(years).isdisjoint(life.policy.calendar.years)
        assert years[-1] == life.milestone("far").due_at.year
        assert StepKind.PROVISIONAL not in kinds(explained(life, "near"))

    def test_credits_no_pause_that_came_after_the_breach(self) -> None:
        life = life_with(row("a", "PT2H", pauses=True))
        life.pass_time(hours=3)
        asked(life, hours=24)

        assert kinds(explained(life, "a")) == [StepKind.CLOCK_START, StepKind.ALLOWANCE, StepKind.DUE]

    def test_says_so_where_the_record_was_counted_otherwise(self) -> None:
        life = life_with(row("a", "PT2H"))
        as_planned_then = life.milestone("a").model_copy(update={"due_at": LATE_ON_TUESDAY})
        life.case = life.case.model_copy(update={"milestones": (as_planned_then,)})

        explanation = explained(life, "a")

        assert step(explanation, StepKind.AS_RECORDED).at == explanation.steps[-1].at == LATE_ON_TUESDAY

    def test_explains_a_milestone_of_the_last_cycle_that_goes_on(self) -> None:
        life = life_with(row("a", {"working_days": 5}, "closed", pauses=True), pack={"reopen": "resume"})
        resolved(life)
        life.pass_time(hours=48)
        life.say("rate", score=1, solved=False, comment="Not at all.")

        explanation = explained(life, "a")

        assert explanation.milestone.cycle == 2
        assert StepKind.AS_RECORDED not in kinds(explanation)
        assert step(explanation, StepKind.PAUSE).at == life.milestone("a").due_at

    def test_leaves_out_what_was_cancelled(self) -> None:
        life = life_with(row("a", "PT4H", when="level == 1"), row("b", "PT9H"))
        life.do("grade", trial.LEAD, level=2, reason="harder")

        assert [each.milestone.name for each in explain_case(life.case, policy=life.policy)] == ["b"]

    def test_is_what_the_engine_counted_after_re_grading_in_a_pause(self) -> None:
        life = life_with(row("a", {"working_hours": 9}, when="level == 1", pauses=True), row("a", "PT30H", pauses=True))
        asked(life, hours=5)
        life.do("ask", of="complainant", text="And when?")
        life.pass_time(hours=20)
        life.do("grade", trial.LEAD, level=2, reason="harder")
        life.pass_time(hours=4)
        life.say("reply", text="Then.")

        explanation = explained(life, "a")

        assert StepKind.AS_RECORDED not in kinds(explanation)
        assert [each.at for each in explanation.steps][-2:] == [life.milestone("a").due_at] * 2
