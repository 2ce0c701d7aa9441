"""Deadlines (时限): when a milestone is due and when to warn, from its allowance and the pauses so far.

Rules are those of the life of a complaint, by number: 1 allowances, 3 pauses, 5 warnings, 10 due moments taken over.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from domain.allowance import Allowance
from domain.case_milestones import Milestone, Pause
from domain.handover import TakenOver
from domain.working_time import WorkingTime

Stretch = tuple[datetime, datetime]

FractionWarning = tuple[float, datetime]
"""A fraction of an allowance, and the instant at which to warn of it."""


def allowance_of(milestone: Milestone) -> Allowance:
    """Read the allowance of a milestone, which a case keeps as plain data."""
    return _read(tuple(milestone.allowance.items()))


@lru_cache(maxsize=1_024)
def _read(items: tuple[tuple[str, Any], ...]) -> Allowance:
    return Allowance.model_validate(dict(items))


def credited(pauses: Sequence[Pause], *, since: datetime, until: datetime) -> list[Stretch]:
    """Cut `pauses` to what counts between `since` and `until` (rule 3: never before the clock starts)."""
    return [
        (began, ended)
        for pause in pauses
        if (began := max(pause.began_at, since)) < (ended := min(pause.ended_at or until, until))
    ]


class Credit(NamedTuple):
    """What pauses add to an allowance, in its own kind: working days, or a length of elapsed or working time."""

    days: int = 0
    length: timedelta = timedelta()

    def plus(self, other: "Credit") -> "Credit":
        """Give both together."""
        return Credit(self.days + other.days, self.length + other.length)


def credit(allowance: Allowance, *paused: Stretch, time: WorkingTime) -> Credit:
    """Give what pauses add (rule 3)."""
    if allowance.elapsed is not None:
        return Credit(length=sum((ended - began for began, ended in paused), timedelta()))
    return _credit(time, allowance.working_days is not None, paused)


# The milestones of a case mostly have their pauses in common, and keep them however often they are planned.
@lru_cache(maxsize=1_024)
def _credit(time: WorkingTime, in_days: bool, paused: tuple[Stretch, ...]) -> Credit:
    if in_days:
        return Credit(days=sum(time.openings(*each) for each in paused))
    return Credit(length=sum((time.between(*each) for each in paused), timedelta()))


def due_at(allowance: Allowance, *, start: datetime, paused: Sequence[Stretch], time: WorkingTime) -> datetime:
    """Give the due instant: clock start, allowance and paused time, all in one kind of time (rules 1 and 3)."""
    return due_with(allowance, start=start, added=credit(allowance, *paused, time=time), time=time)


def due_with(allowance: Allowance, *, start: datetime, added: Credit, time: WorkingTime) -> datetime:
    """Give the due instant with what pauses have added."""
    if allowance.working_days is not None:
        return time.add_days(start, allowance.working_days + added.days)
    if allowance.elapsed is not None:
        return start + allowance.elapsed + added.length
    return time.add(start, timedelta(minutes=allowance.working_minutes or 0) + added.length)


def taken_over_at(taken: TakenOver, allowance: Allowance, *, paused: Sequence[Stretch], time: WorkingTime) -> datetime:
    """Give where a due moment taken over from a merged case stands, with what was `paused` since (rules 3 and 10)."""
    added = credit(allowance, *paused, time=time)
    if added.days:
        return time.add_days(taken.due_at, added.days)
    if allowance.elapsed is not None:
        return taken.due_at + added.length
    return time.add(taken.due_at, added.length) if added.length else taken.due_at


def warnings_before(
    due: datetime, allowance: Allowance, *, fractions: Sequence[float], start: datetime, time: WorkingTime
) -> tuple[FractionWarning, ...]:
    """Give each fraction of the time that there is up to a due moment taken over, with its instant."""
    if due <= start:
        return ()
    if allowance.elapsed is not None:
        return tuple((each, start + (due - start) * each) for each in fractions)
    whole = time.between(start, due)
    return tuple((each, time.add(start, whole * each)) for each in fractions)


def warnings(
    allowance: Allowance,
    *,
    fractions: Sequence[float],
    start: datetime,
    due: datetime,
    time: WorkingTime,
) -> tuple[FractionWarning, ...]:
    """Give each fraction with its instant before `due`; against working time it falls into working time (rule 5)."""
    if not fractions:
        return ()
    if allowance.elapsed is not None:
        credit = due - start - allowance.elapsed
        return tuple((each, start + allowance.elapsed * each + credit) for each in fractions)
    # Counted back from the due moment: pauses within a working day do not move that one, so they move no warning.
    whole = _whole(allowance, start=start, time=time)
    credit = time.between(start, due) - whole
    return tuple((each, time.add(start, whole * each + credit)) for each in fractions)


def _whole(allowance: Allowance, *, start: datetime, time: WorkingTime) -> timedelta:
    """Measure a working allowance in time worked: of working days, that depends on where they begin."""
    if allowance.working_minutes is not None:
        return timedelta(minutes=allowance.working_minutes)
    return time.between(start, due_with(allowance, start=start, added=Credit(), time=time))
