"""Deadlines (时限): when a milestone is due and when to warn, from its allowance and the pauses so far.

Rules are those of the life of a complaint, by number: 1 allowances, 3 pauses, 5 warnings.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.allowance import Allowance
from domain.case import Pause
from domain.working_time import WorkingTime

Stretch = tuple[datetime, datetime]


def credited(pauses: Sequence[Pause], *, since: datetime, until: datetime) -> list[Stretch]:
    """Cut `pauses` to what counts between `since` and `until` (rule 3: never before the clock starts)."""
    cut = [(max(p.began_at, since), min(p.ended_at or until, until)) for p in pauses]
    return [(began, ended) for began, ended in cut if began < ended]


def due_at(allowance: Allowance, *, start: datetime, paused: Sequence[Stretch], time: WorkingTime) -> datetime:
    """Give the due instant: clock start, allowance and paused time, all in one kind of time (rules 1 and 3)."""
    if allowance.elapsed is not None:
        return start + allowance.elapsed + _elapsed(paused)
    if allowance.working_days is not None:
        return time.add_days(start, allowance.working_days + sum(time.openings(*each) for each in paused))
    return time.add(start, _minutes(allowance) + _worked(paused, time))


def warnings(
    allowance: Allowance,
    *,
    fractions: Sequence[float],
    start: datetime,
    paused: Sequence[Stretch],
    time: WorkingTime,
) -> tuple[tuple[float, datetime], ...]:
    """Give each fraction with its instant; against working time it falls into working time (rule 5)."""
    if allowance.elapsed is not None:
        credit = _elapsed(paused)
        return tuple((each, start + allowance.elapsed * each + credit) for each in fractions)
    if not fractions:
        return ()
    # Counted back from the due moment: pauses within a working day do not move that one, so they move no warning.
    whole = time.between(start, due_at(allowance, start=start, paused=(), time=time))
    credit = time.between(start, due_at(allowance, start=start, paused=paused, time=time)) - whole
    return tuple((each, time.add(start, whole * each + credit)) for each in fractions)


def _minutes(allowance: Allowance) -> timedelta:
    return timedelta(minutes=allowance.working_minutes or 0)


def _elapsed(stretches: Sequence[Stretch]) -> timedelta:
    return sum((ended - began for began, ended in stretches), timedelta())


def _worked(stretches: Sequence[Stretch], time: WorkingTime) -> timedelta:
    return sum((time.between(*each) for each in stretches), timedelta())
