"""How events change what a complainant has been told, and what is held for the morning."""

from collections.abc import Callable
from typing import Any

from domain.case import Case
from domain.case_notices import Held
from domain.events import Event
from domain.evolve_inquiry import unreached
from domain.kinds import EventKind


def _held(case: Case, event: Event) -> dict[str, Any]:
    return {"held": (*case.held, Held.model_validate(event.data))}


def _released(case: Case, event: Event) -> dict[str, Any]:
    let_go = set(event.data["notices"])
    return {"held": tuple(held for held in case.held if held.sequence not in let_go)}


def _told(case: Case, event: Event) -> dict[str, Any]:
    return {"progress": event.data["occurrence"], "progress_at": event.at}


def _failed(case: Case, event: Event) -> dict[str, Any]:
    return {"acknowledgement": "failed"} if event.data.get("what") == "acknowledged" else unreached(case, event)


NOTICE_FOLDS: dict[EventKind, Callable[[Case, Event], dict[str, Any]]] = {
    EventKind.ACKNOWLEDGED: lambda case, event: {"acknowledgement": "done"},
    EventKind.NOTICE_HELD: _held,
    EventKind.NOTICES_RELEASED: _released,
    EventKind.PROGRESS_TOLD: _told,
    EventKind.NOTICE_FAILED: _failed,
}
