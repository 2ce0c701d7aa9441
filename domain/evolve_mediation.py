"""The part of the fold that concerns mediation."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from domain.case import Case
from domain.case_mediation import Mediation
from domain.events import Event
from domain.kinds import EventKind, Stage

Changes = dict[str, Any]


def _opened(case: Case, event: Event) -> Changes:
    mediation = Mediation(
        cycle=case.cycle, opened_at=event.at, until=datetime.fromisoformat(event.data["mediation_until"])
    )
    return {"stage": Stage.MEDIATING, "mediations": (*case.mediations, mediation)}


def _with(case: Case, **changes: Any) -> Changes:
    return {"mediations": (*case.mediations[:-1], case.mediations[-1].model_copy(update=changes))}


def _failed(case: Case, event: Event) -> Changes:
    until = event.data.get("ruling_until")
    return _with(case, failed_at=event.at, ruling_until=datetime.fromisoformat(until) if until else None)


def _ruling_asked(case: Case, event: Event) -> Changes:
    return _with(case, ruling_asked_at=event.at) | {"stage": Stage.ADJUDICATING}


MEDIATION_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.MEDIATION_OPENED: _opened,
    EventKind.MEDIATION_FAILED: _failed,
    EventKind.RULING_ASKED: _ruling_asked,
}
