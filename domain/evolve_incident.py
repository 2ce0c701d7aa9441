"""The part of the fold that concerns a case's part in a mass incident."""

from collections.abc import Callable
from typing import Any, Final

from domain.case import Case
from domain.case_incident import Membership
from domain.events import Event
from domain.kinds import EventKind

Changes = dict[str, Any]
INCIDENT_ANSWER: Final = "incident-answer"
"""What a common answer is called where it does not fit a case."""


def answered(case: Case, event: Event) -> Changes:
    """Keep that a finding is that of the incident."""
    return _changed(case, is_answered=True) if event.data.get("incident") else {}


def _joined(case: Case, event: Event) -> Changes:
    data, unfit = event.data, case.membership.unfit if case.membership else ()
    membership = Membership(incident=data["incident"], size=data["size"], cycle=case.cycle, unfit=unfit)
    return {"membership": membership}


def _passed_over(case: Case, event: Event) -> Changes:
    if event.data["what"] != INCIDENT_ANSWER or case.membership is None:
        return {}
    return _changed(case, unfit=(*case.membership.unfit, event.data["incident"]))


def _changed(case: Case, **changes: Any) -> Changes:
    return {"membership": case.membership.model_copy(update=changes)} if case.membership else {}


INCIDENT_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.INCIDENT_JOINED: _joined,
    EventKind.INCIDENT_LEFT: lambda case, event: _changed(case, has_left=True),
    EventKind.NOT_APPLICABLE: _passed_over,
}
