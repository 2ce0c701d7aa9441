"""Escalation (升级): the rung of the ladder that a missed milestone has reached (rules 6 and 9)."""

from datetime import datetime, timedelta

from pydantic import BaseModel

from domain import deadlines
from domain.case import Case, Milestone


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
    if not milestone.pauses:
        return timedelta()
    stretches = deadlines.credited(case.pauses, since=milestone.due_at, until=at)
    return sum((ended - began for began, ended in stretches), timedelta())
