"""The part of the fold that concerns milestones."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from domain.case import Case
from domain.case_milestones import Milestone
from domain.events import Event
from domain.kinds import EventKind

Changes = dict[str, Any]


def _planned(case: Case, event: Event) -> Changes:
    planned = [Milestone.model_validate(each) for each in event.data["plan"]]
    names = {(m.name, m.cycle) for m in planned}
    kept = tuple(m for m in case.milestones if (m.name, m.cycle) not in names)
    return {"milestones": (*kept, *planned)}


def _change_milestone(case: Case, name: str, **changes: Any) -> Changes:
    """Change the open milestone of that name."""
    milestones = tuple(m.model_copy(update=changes) if m.name == name and m.is_open else m for m in case.milestones)
    return {"milestones": milestones}


def _warned(case: Case, event: Event) -> Changes:
    name, fraction = event.data["milestone"], event.data["fraction"]
    left = next(m.warnings for m in case.open_milestones if m.name == name)
    ahead = tuple(warning for warning in left if warning[0] > fraction)
    return _change_milestone(case, name, warned=fraction, warnings=ahead)


def _breached(case: Case, event: Event) -> Changes:
    data = event.data
    return _change_milestone(
        case,
        data["milestone"],
        breached_at=event.at,
        rung=data["rung_index"],
        owner=data.get("owner", ""),
        periods=data["periods"],
        warnings=(),
    )


def _climbed(case: Case, event: Event) -> Changes:
    data = event.data
    owner = data.get("owner", "")
    return _change_milestone(case, data["milestone"], rung=data["rung_index"], owner=owner, periods=data["periods"])


def _met(case: Case, event: Event) -> Changes:
    # What had been done before the milestone applied was met then.
    met_at = event.data.get("met_at")
    return _change_milestone(
        case,
        event.data["milestone"],
        met_at=datetime.fromisoformat(met_at) if met_at else event.at,
        warnings=(),
    )


def _cancelled(case: Case, event: Event) -> Changes:
    return _change_milestone(case, event.data["milestone"], cancelled_at=event.at, warnings=())


def _reminded(case: Case, event: Event) -> Changes:
    name = event.data["milestone"]
    before = next(m.reminded for m in case.open_milestones if m.name == name)
    return _change_milestone(case, name, periods=event.data["periods"], reminded=before + 1)


MILESTONE_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.PLANNED: _planned,
    EventKind.RESUMED: _planned,
    EventKind.WARNED: _warned,
    EventKind.BREACHED: _breached,
    EventKind.CLIMBED: _climbed,
    EventKind.REMINDED: _reminded,
    EventKind.MILESTONE_MET: _met,
    EventKind.MILESTONE_CANCELLED: _cancelled,
}
