"""The part of the fold that concerns matters: opened, and what came of them."""

from collections.abc import Callable
from typing import Any

from domain.case import Case
from domain.case_matters import CaseMatter
from domain.events import Event
from domain.kinds import EventKind
from domain.matter_events import MatterStart

Changes = dict[str, Any]
FRAME = frozenset({"matter", "matter_kind", "department", "owner", "owner_rung", "due_at", "warn_at", "climb_every"})
"""What of an opening every matter has; the rest of its data are the terms of its kind."""


def opened(case: Case, event: Event) -> Changes:
    """Give what the opening of a matter changes; from here on its workflow is to be started."""
    data = event.data
    start = MatterStart(
        id=data["matter"],
        kind=data["matter_kind"],
        tracking_number=case.tracking_number,
        pack=case.pack,
        pack_version=case.pack_version,
        region=case.complaint.region,
        opened_at=event.at,
        terms={name: value for name, value in data.items() if name not in FRAME},
        private=event.private,
        **{name: data[name] for name in FRAME - {"matter", "matter_kind"} if name in data},
    )
    return {"matters": (*case.matters, CaseMatter(start=start))}


def closed(case: Case, event: Event) -> Changes:
    """Give what the end of a matter changes."""
    end = {"closed_at": event.at, "outcome": event.data}
    return {"matters": tuple(m.model_copy(update=end) if m.id == event.data["matter"] else m for m in case.matters)}


MATTER_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.RECOURSE_OPENED: opened,
    EventKind.RECOURSE_CLOSED: closed,
    EventKind.PROMISE_OPENED: opened,
    EventKind.PROMISE_KEPT: closed,
    EventKind.PROMISE_BROKEN: closed,
    EventKind.ADVANCE_PAID: lambda case, event: {"advances": (*case.advances, event.data["remedy"])},
}
