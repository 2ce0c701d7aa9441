"""Why each milestone of a case is due when it is due, as staff read it (C2, C5)."""

from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from api.case_view import NUMBER_EXAMPLE, MilestoneView, milestone_view
from api.speaker import Speaker
from domain.allowance import Allowance
from domain.case import Case
from domain.explanation import Explanation, ExplanationStep, StepKind, explain_case
from domain.explanation_words import tell
from domain.policy import Policy
from domain.zones import load_zone

_RESOLVED: Final[dict[str, Any]] = {
    "name": "resolved",
    "title": "resolution",
    "clock_start": "2026-03-02T03:00:00Z",
    "due_at": "2026-03-12T10:00:00Z",
    "paused": False,
    "cycle": 1,
    "statutory": False,
    "provisional": False,
    "warnings": [],
    "steps": [
        {
            "step": "clock_start",
            "rule": 3,
            "at": "2026-03-02T03:00:00Z",
            "text": "the clock starts at Mon 2026-03-02 11:00",
        },
        {
            "step": "allowance",
            "rule": 1,
            "at": "2026-03-11T10:00:00Z",
            "text": "7 working days from then is Wed 2026-03-11 18:00",
            "allowance": {"working_days": 7},
        },
        {
            "step": "pause",
            "rule": 3,
            "at": "2026-03-12T10:00:00Z",
            "text": "paused from Mon 2026-03-02 17:00 to Tue 2026-03-03 10:00: 1 working day credited, "
            "which makes Thu 2026-03-12 18:00",
            "began_at": "2026-03-02T09:00:00Z",
            "ended_at": "2026-03-03T02:00:00Z",
            "credited_days": 1,
        },
        {
            "step": "skipped",
            "rule": 1,
            "at": "2026-03-12T10:00:00Z",
            "text": "not worked: 2026-03-07 – 2026-03-08 (weekend)",
            "days": [{"on": "2026-03-07", "reason": "weekend"}, {"on": "2026-03-08", "reason": "weekend"}],
        },
        {"step": "due", "rule": 3, "at": "2026-03-12T10:00:00Z", "text": "due at Thu 2026-03-12 18:00"},
    ],
}


class ClosedDayView(BaseModel):
    """A local day on which no work is done, and why."""

    on: date
    reason: str


class WarningView(BaseModel):
    """A warning that lies ahead: its fraction of the allowance, and when."""

    fraction: float
    at: datetime


class StepView(BaseModel):
    """One step of an explanation: the due instant as it stands after it, and the time rule that it follows."""

    step: StepKind
    rule: int
    at: datetime
    text: str
    allowance: Allowance | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    credited: timedelta | None = Field(default=None, description="Elapsed or working time that a pause adds.")
    credited_days: int | None = Field(default=None, description="Working days that a pause adds.")
    days: list[ClosedDayView] | None = Field(default=None, description="Days that are not worked.")
    years: list[int] | None = Field(default=None, description="Years that the calendar does not know yet.")
    merged_from: str | None = Field(default=None, description="The merged case whose due moment was taken over.")


class DeadlineView(MilestoneView):
    """A milestone, and how its due moment comes about."""

    model_config = ConfigDict(json_schema_extra={"examples": [_RESOLVED]})

    clock_start: datetime
    warnings: list[WarningView]
    steps: list[StepView]


class DeadlinesView(BaseModel):
    """Every due moment of a case, explained; none before a worker has seen it."""

    tracking_number: str = Field(examples=[NUMBER_EXAMPLE])
    milestones: list[DeadlineView]


def deadlines_view(case: Case, *, policy: Policy | None, speaker: Speaker) -> DeadlinesView:
    """Explain the due moments of a case; without its policy, which is needed to count, there is nothing to say."""
    view = DeadlinesView(tracking_number=case.tracking_number, milestones=[])
    if policy:
        zone = load_zone(policy.pack.zone)
        view.milestones = [_deadline(each, case, speaker, zone) for each in explain_case(case, policy=policy)]
    return view


def _deadline(explanation: Explanation, case: Case, speaker: Speaker, zone: tzinfo) -> DeadlineView:
    milestone = explanation.milestone
    return DeadlineView(
        **milestone_view(milestone, case, speaker).model_dump(),
        clock_start=milestone.clock_start,
        warnings=[WarningView(fraction=fraction, at=at) for fraction, at in milestone.warnings],
        steps=[_step(step, speaker.language, zone) for step in explanation.steps],
    )


def _step(step: ExplanationStep, language: str, zone: tzinfo) -> StepView:
    days = [ClosedDayView(on=day.on, reason=day.reason.in_(language)) for day in step.days or ()]
    said = step.fields() | {"text": tell(step, zone=zone, language=language), "days": days or None}
    return StepView.model_validate(said)
