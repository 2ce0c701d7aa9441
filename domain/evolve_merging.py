"""The part of the fold that concerns merging."""

from collections.abc import Callable
from typing import Any

from domain.case import Case
from domain.events import Event
from domain.handover import Handover, Merging
from domain.kinds import EventKind, Stage

Changes = dict[str, Any]


def _merging(case: Case, event: Event) -> Changes:
    data = event.data
    handover = Handover(
        tracking_number=case.tracking_number, due=data["due"], missed=data["missed"], red_alert=data["red_alert"]
    )
    return {"merging": Merging(into=data["into"], sequence=event.sequence, handover=handover)}


def _merged(case: Case, event: Event) -> Changes:
    # An alert that stands goes on in the surviving case; here nobody could acknowledge it any more.
    alert = None if case.standing_alert else case.alert
    return {"stage": Stage.MERGED, "merging": None, "merged_into": event.data["into"], "alert": alert}


MERGING_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.MERGING: _merging,
    EventKind.NOT_MERGED: lambda case, event: {"merging": None},
    EventKind.MERGED: _merged,
    EventKind.ABSORBED: lambda case, event: {"merged_from": (*case.merged_from, event.data["from"])},
}
