"""Escalation (升级): a missed milestone goes up the ladder, rung by rung (rules 6, 7 and 9)."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel

from domain import deadlines, reviews
from domain.case import Case
from domain.case_milestones import Milestone, Pause
from domain.case_reviews import ReviewReason
from domain.events import Event, kinds_of
from domain.kinds import EventKind
from domain.step import Step

_REASONS_TO_PLAN = frozenset({EventKind.GRADED, EventKind.ASSIGNED, EventKind.MIGRATED})


class Climb(BaseModel, frozen=True):
    """How far a missed milestone has climbed: whole `periods` after its due moment, and the place on the ladder."""

    periods: int
    rung: int


def reached(milestone: Milestone, *, case: Case, at: datetime, every: timedelta, top: int) -> Climb:
    """Give where the milestone stands at `at`: one rung up at the breach, one more each `every`, `top` at most."""
    late = at - milestone.due_at - _stood_still(milestone, case, at)
    periods = max(0, late // every)
    return Climb(periods=periods, rung=min(1 + periods, top))


def next_climb_at(milestone: Milestone, *, case: Case, every: timedelta) -> datetime:
    """Give when the missed milestone climbs, or reminds at the top, next."""
    stood = _stood_still(milestone, case, case.last_event_at)
    return milestone.due_at + (milestone.periods + 1) * every + stood


def _stood_still(milestone: Milestone, case: Case, at: datetime) -> timedelta:
    stretches = deadlines.credited(pauses_of(milestone, case), since=milestone.due_at, until=at)
    return sum((ended - began for began, ended in stretches), timedelta())


def pauses_of(milestone: Milestone, case: Case) -> tuple[Pause, ...]:
    """Give every stretch in which the clock of a milestone stood: between cycles, and where it pauses in this case."""
    return (*milestone.credits, *(case.pauses if milestone.pauses else ()))


def breach(step: Step, milestone: Milestone, *, done_at: datetime | None = None) -> None:
    """Record the missed milestone once, at the rung that it would have reached by now, or until it was done."""
    there = _reached(step, milestone, at=done_at or step.at)
    data = {"due_at": milestone.due_at.isoformat(), "detected_at": step.at.isoformat(), **there}
    step.add(EventKind.BREACHED, data | _because(step, milestone) | _rungs_from(step, there["rung_index"]))
    reviews.open_review(step, ReviewReason.BREACHED)


def climb(step: Step, milestone: Milestone) -> None:
    """Go up to the rung reached by now, or remind at the top (rule 6)."""
    there = _reached(step, milestone, at=step.at)
    if there["rung_index"] > milestone.rung:
        step.add(EventKind.CLIMBED, there | _rungs_from(step, there["rung_index"]))
    else:
        step.add(EventKind.REMINDED, there)


def _rungs_from(step: Step, rung: int) -> dict[str, Any]:
    # Whoever writes the event down finds out who answers there: see `domain.duty`.
    return {"rungs": list(step.policy.pack.ladder[rung:])}


def _reached(step: Step, milestone: Milestone, *, at: datetime) -> dict[str, Any]:
    pack = step.policy.pack
    there = reached(milestone, case=step.case, at=at, every=pack.climb_every, top=len(pack.ladder) - 1)
    return {
        "milestone": milestone.name,
        "rung": pack.ladder[there.rung],
        "rung_index": there.rung,
        "periods": there.periods,
    }


def _because(step: Step, milestone: Milestone) -> dict[str, str]:
    """Give the reason where this very step planned the milestone anew, and so made it overdue (rules 7 and 10)."""
    kinds = kinds_of(step.events)
    if EventKind.RECEIVED in kinds or not any(_plans(event, milestone) for event in step.events):
        return {}
    if _was_migrated(step, milestone):
        return {"because": "migrated"}
    if EventKind.ABSORBED in kinds:
        return {"because": "merged"}
    return {"because": "regraded" if EventKind.GRADED in kinds else "reassigned"}


def _was_migrated(step: Step, milestone: Milestone) -> bool:
    """Tell whether a migration, and no grading or assignment after it, planned the milestone last."""
    planned = max(index for index, event in enumerate(step.events) if _plans(event, milestone))
    reasons = [kind for kind in kinds_of(step.events[:planned]) if kind in _REASONS_TO_PLAN]
    return reasons[-1:] == [EventKind.MIGRATED]


def _plans(event: Event, milestone: Milestone) -> bool:
    return event.kind is EventKind.PLANNED and any(each["name"] == milestone.name for each in event.data["plan"])
