"""Explanations (时限说明): why a milestone is due when it is due, step by step (C2, C5).

The instants are counted by `domain.deadlines` and dated by `domain.milestones`, as the engine does it; nothing is
counted here. Steps name the rule of the life of a complaint that they follow.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from domain import deadlines
from domain.allowance import Allowance
from domain.case import Case
from domain.case_milestones import Milestone, Pause
from domain.deadlines import Credit, Stretch
from domain.escalation import pauses_of
from domain.instant import LATEST
from domain.milestones import taken_over_at
from domain.policy import Policy
from domain.working_time import SkippedDay, WorkingTime


class StepKind(StrEnum):
    """What a step of an explanation is about."""

    CLOCK_START = "clock_start"
    ALLOWANCE = "allowance"
    PAUSE = "pause"
    STANDS_STILL = "stands_still"
    RUNS_ON = "runs_on"
    TAKEN_OVER = "taken_over"
    AS_RECORDED = "as_recorded"
    SKIPPED = "skipped"
    PROVISIONAL = "provisional"
    DUE = "due"


RULES: Final = {
    StepKind.CLOCK_START: 3,
    StepKind.ALLOWANCE: 1,
    StepKind.PAUSE: 3,
    StepKind.STANDS_STILL: 4,
    StepKind.RUNS_ON: 4,
    StepKind.TAKEN_OVER: 10,
    StepKind.AS_RECORDED: 14,
    StepKind.SKIPPED: 1,
    StepKind.PROVISIONAL: 1,
    StepKind.DUE: 3,
}
"""The time rule by which each step is made."""


class ExplanationStep(NamedTuple):
    """One step: `at` is the due instant as it stands after it, of the first the start of the clock.

    A pause is what of it counts, from `began_at` to `ended_at`; what it adds is `credited_days` of working days or
    `credited` of elapsed or working time, in the kind of the allowance. `merged_from` is the case whose due moment was
    taken over. `days` are those not worked, `years` those that the calendar does not know.
    """

    step: StepKind
    rule: int
    at: datetime
    allowance: Allowance | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    credited: timedelta | None = None
    credited_days: int | None = None
    days: tuple[SkippedDay, ...] | None = None
    years: tuple[int, ...] | None = None
    merged_from: str | None = None

    def fields(self) -> dict[str, Any]:
        """Give what the step has to say, by name."""
        said = {name: value for name, value in zip(self._fields, self, strict=True) if value is not None}
        return said | {"days": [day._asdict() for day in self.days]} if self.days else said


class Explanation(NamedTuple):
    """How the due moment of a milestone comes about; its last step is the due moment."""

    milestone: Milestone
    steps: tuple[ExplanationStep, ...]


def explain_case(case: Case, *, policy: Policy) -> tuple[Explanation, ...]:
    """Explain every due moment of a case, by cycle and instant; of what was cancelled only what had been breached."""
    shown = [m for m in case.milestones if m.cancelled_at is None or m.breached_at]
    time = policy.working_time_in(case.complaint.region)
    return tuple(
        explain(m, pauses=pauses_that_count(m, case), waited=case.pauses, time=time)
        for m in sorted(shown, key=lambda m: (m.cycle, m.due_at))
    )


def pauses_that_count(milestone: Milestone, case: Case) -> tuple[Pause, ...]:
    """Give the stretches in which the clock of a milestone stood; nothing is credited once it is met or breached."""
    over_at = min((at for at in (milestone.met_at, milestone.breached_at, milestone.cancelled_at) if at), default=None)
    pauses = pauses_of(milestone, case)
    return pauses if over_at is None else tuple(p for p in pauses if p.ended_at and p.ended_at <= over_at)


def explain(
    milestone: Milestone, *, pauses: Sequence[Pause], waited: Sequence[Pause], time: WorkingTime
) -> Explanation:
    """Explain a dated milestone by the `pauses` that count; `waited` is when the case waited, whatever counts of it."""
    return Explanation(milestone=milestone, steps=tuple(_steps(milestone, pauses, waited, time)))


def _steps(
    milestone: Milestone, pauses: Sequence[Pause], waited: Sequence[Pause], time: WorkingTime
) -> Iterator[ExplanationStep]:
    start, due_at = milestone.clock_start, milestone.due_at
    allowance = deadlines.allowance_of(milestone)
    yield _step(StepKind.CLOCK_START, start)
    reached, added = deadlines.due_at(allowance, start=start, paused=(), time=time), Credit()
    yield _step(StepKind.ALLOWANCE, reached, allowance=allowance)
    for stretch in deadlines.credited([p for p in pauses if p.ended_at], since=start, until=LATEST):
        credit = deadlines.credit(allowance, stretch, time=time)
        added = added.plus(credit)
        reached = deadlines.due_with(allowance, start=start, added=added, time=time)
        yield _pause(stretch, credit, at=reached, in_days=allowance.working_days is not None)
    for taken in _taken_over(milestone, pauses, time):
        if taken.at < reached:
            reached = taken.at
            yield taken
    if not milestone.pauses and any(_falls_into(milestone, pause) for pause in waited):
        yield _step(StepKind.RUNS_ON, reached)
    if still := next((p for p in pauses if p.ended_at is None), None):
        yield _step(StepKind.STANDS_STILL, due_at, began_at=still.began_at)
    elif reached != due_at:
        yield _step(StepKind.AS_RECORDED, due_at)
    if allowance.is_working:
        yield from _calendar_steps(start, due_at, time)
    yield _step(StepKind.DUE, due_at)


def _taken_over(milestone: Milestone, pauses: Sequence[Pause], time: WorkingTime) -> Iterator[ExplanationStep]:
    ended = [p for p in pauses if p.ended_at]
    at = taken_over_at(milestone, pauses=ended, until=LATEST, time=time)
    if at and milestone.taken_over:
        yield _step(StepKind.TAKEN_OVER, at, merged_from=milestone.taken_over.tracking_number)


def _falls_into(milestone: Milestone, pause: Pause) -> bool:
    has_begun = pause.ended_at is None or pause.ended_at > milestone.clock_start
    return has_begun and pause.began_at < milestone.due_at


def _pause(stretch: Stretch, credit: Credit, *, at: datetime, in_days: bool) -> ExplanationStep:
    credited: dict[str, Any] = {"credited_days": credit.days} if in_days else {"credited": credit.length}
    return _step(StepKind.PAUSE, at, began_at=stretch[0], ended_at=stretch[1], **credited)


def _calendar_steps(start: datetime, due_at: datetime, time: WorkingTime) -> Iterator[ExplanationStep]:
    if days := time.skipped(start, due_at):
        yield _step(StepKind.SKIPPED, due_at, days=days)
    if years := time.unknown_years(start, due_at):
        yield _step(StepKind.PROVISIONAL, due_at, years=years)


def _step(kind: StepKind, at: datetime, **more: Any) -> ExplanationStep:
    return ExplanationStep(kind, RULES[kind], at, **more)
