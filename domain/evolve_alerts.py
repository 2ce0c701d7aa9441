"""How events change the red alert of a case."""

from collections.abc import Callable
from typing import Any

from domain.case import Case
from domain.case_notices import Alert
from domain.duration import parse_duration
from domain.events import Event
from domain.kinds import EventKind


def _raised(case: Case, event: Event) -> dict[str, Any]:
    # Alerts from before they were repeated have no interval, and stay silent.
    every = event.data.get("remind_every")
    alert = Alert(raised_at=event.at, stage=case.stage, remind_every=parse_duration(every)) if every else case.alert
    return {"red_alert": True, "alert": alert}


def _repeated(case: Case, event: Event) -> dict[str, Any]:
    return _changed(case, occurrence=event.data["occurrence"])


def _acknowledged(case: Case, event: Event) -> dict[str, Any]:
    return _changed(case, acknowledged_at=event.at, acknowledged_by=event.actor)


def _changed(case: Case, **changes: Any) -> dict[str, Any]:
    return {"alert": case.alert.model_copy(update=changes)} if case.alert else {}


ALERT_FOLDS: dict[EventKind, Callable[[Case, Event], dict[str, Any]]] = {
    EventKind.RED_ALERT_RAISED: _raised,
    EventKind.ALERT_REPEATED: _repeated,
    EventKind.ALERT_ACKNOWLEDGED: _acknowledged,
}
