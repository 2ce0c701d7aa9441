"""The part of the fold that concerns appointments, exchanges, letters of apology and payments by hand."""

from collections.abc import Callable
from typing import Any

from domain.case import Case
from domain.case_remedies import Appointment, ByHand, Remedy
from domain.events import Event
from domain.kinds import EventKind

Changes = dict[str, Any]


def _appointed(remedy: Remedy, event: Event) -> Changes:
    data = event.data
    appointment = Appointment.model_validate({**data, "at": data["visit_at"], **event.private})
    return {"appointment": appointment, "visits": tuple(dict.fromkeys((*remedy.visits, data["milestone"])))}


def _step_confirmed(remedy: Remedy, event: Event) -> Changes:
    return {"steps": (*remedy.steps, event.data["step"]), "parcel": event.private.get("parcel", remedy.parcel)}


def _reported(_remedy: Remedy, event: Event) -> Changes:
    by = event.actor.removeprefix("staff:")
    return {"reported": ByHand(by=by, at=event.at, reference=event.private.get("reference", ""))}


def _on_the_remedy(changed: Callable[[Remedy, Event], Changes]) -> Callable[[Case, Event], Changes]:
    def fold(case: Case, event: Event) -> Changes:
        remedies = [
            each.model_copy(update=changed(each, event)) if each.id == event.data["remedy"] else each
            for each in case.remedies
        ]
        return {"remedies": tuple(remedies)}

    return fold


CARRYING_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.APPOINTMENT_MADE: _on_the_remedy(_appointed),
    EventKind.REMEDY_STEP_CONFIRMED: _on_the_remedy(_step_confirmed),
    EventKind.APOLOGY_WRITTEN: _on_the_remedy(lambda remedy, event: {"written_at": event.at}),
    EventKind.PAYMENT_REPORTED: _on_the_remedy(_reported),
    EventKind.PAYMENT_TAKEN_BACK: _on_the_remedy(lambda remedy, event: {"reported": None}),
}
