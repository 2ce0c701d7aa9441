"""Prospects (时限预演): which milestones a complaint would have by its facts, and when each would be due."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from domain import deadlines, milestones
from domain.case_milestones import Milestone, Pause
from domain.deadlines import Credit
from domain.explanation import Explanation, explain
from domain.facts import Facts
from domain.grading import department_of
from domain.instant import LATEST
from domain.pack import GradingTable, Pack, UnknownKind
from domain.policy import Policy
from domain.working_time import WorkingTime

_TABLES: Final[tuple[GradingTable, ...]] = ("level", "urgency", "severity")
_REMEMBERED: Final = 1_024


class PausesAmiss(ValueError):
    """A pause ends before it begins, or two of them overlap."""


def read_pauses(stretches: Sequence[tuple[datetime, datetime]]) -> tuple[Pause, ...]:
    """Put pauses in order; raises `PausesAmiss` in words."""
    for began_at, ended_at in stretches:
        if ended_at < began_at:
            raise PausesAmiss(f"the pause {_said(began_at, ended_at)} ends before it begins")
    ordered = sorted(stretches)
    for earlier, later in pairwise(ordered):
        if later[0] < earlier[1]:
            raise PausesAmiss(f"the pauses {_said(*earlier)} and {_said(*later)} overlap; write them as one")
    return tuple(Pause(began_at=began_at, ended_at=ended_at) for began_at, ended_at in ordered)


class Prospects:
    """Foresees complaints under one policy; for many, what their facts have in common is worked out once."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        grading = policy.pack.grading
        grades = [row.when for table in _TABLES for row in getattr(grading, table)]
        conditions = [*grades, *(row.when for row in policy.pack.milestones)]
        # Facts that no condition speaks of make no difference to which milestones there are.
        self._telling = frozenset(_TABLES).union(*(condition.facts for condition in conditions))
        self._planned = lru_cache(maxsize=_REMEMBERED)(self._plan)

    def foresee(self, *, facts: Facts, received_at: datetime, pauses: Sequence[Pause] = ()) -> tuple[Explanation, ...]:
        """Explain every milestone of a complaint with these facts, open throughout, that waits in these `pauses`.

        In the pack's order. Grades that are among the facts win over the pack's grading. A pause that begins after the
        due moment changes nothing: the milestone is breached by then. Raises `BeyondHorizon`.
        """
        time, known = self._policy.working_time_in(facts.region), _known(self._policy.pack, facts)
        planned = self._planned(tuple((name, value) for name, value in known if name in self._telling))
        return tuple(_foreseen(each.model_copy(update={"clock_start": received_at}), pauses, time) for each in planned)

    def _plan(self, known: tuple[tuple[str, Any], ...]) -> tuple[Milestone, ...]:
        rows = self._policy.pack.milestone_rows(_graded(self._policy.pack, Facts.model_validate(dict(known))))
        return tuple(milestones.undated(row, cycle=1, start=LATEST) for row in rows)


def _known(pack: Pack, facts: Facts) -> Iterator[tuple[str, Any]]:
    """Give the facts with what triage adds, where it is not given: department and amount band."""
    added = {
        "department": facts.department or _department(pack, facts),
        "amount_band": facts.amount_band or pack.band(facts.amount_fen),
    }
    return ((name, added.get(name, value)) for name, value in facts)


def _graded(pack: Pack, facts: Facts) -> Facts:
    """Give the grades that are not given, each seeing those before."""
    for table in _TABLES:
        if not getattr(facts, table):
            facts = facts.model_copy(update={table: pack.grade(table, facts)[0]})
    return facts


def _department(pack: Pack, facts: Facts) -> str:
    try:
        return department_of(pack, facts.category, facts.kind)
    except UnknownKind:
        return ""


def _foreseen(milestone: Milestone, pauses: Sequence[Pause], time: WorkingTime) -> Explanation:
    counted = _before_the_breach(milestone, pauses, time) if milestone.pauses else ()
    dated = milestones.dated(milestone, pauses=counted, until=LATEST, time=time)
    return explain(dated, pauses=counted, waited=pauses, time=time)


def _before_the_breach(milestone: Milestone, pauses: Sequence[Pause], time: WorkingTime) -> tuple[Pause, ...]:
    allowance, start = deadlines.allowance_of(milestone), milestone.clock_start
    counted, added = [], Credit()
    for pause in pauses:
        # The due moment itself is still in time, so a pause that begins then stops the clock.
        if pause.began_at > deadlines.due_with(allowance, start=start, added=added, time=time):
            break
        counted.append(pause)
        for stretch in deadlines.credited([pause], since=start, until=LATEST):
            added = added.plus(deadlines.credit(allowance, stretch, time=time))
    return tuple(counted)


def _said(began_at: datetime, ended_at: datetime) -> str:
    return f"{began_at.isoformat()}/{ended_at.isoformat()}"
