"""The part of the fold that concerns reviews."""

from collections.abc import Callable
from typing import Any

from domain.case import Case
from domain.case_reviews import CaseReview, ReviewCause
from domain.events import Event
from domain.kinds import EventKind

Changes = dict[str, Any]


def _opened(case: Case, event: Event) -> Changes:
    review = CaseReview.model_validate({**event.data, "id": event.data["review"], "opened_at": event.at})
    return {"reviews": (*case.reviews, review)}


def _changed(case: Case, event: Event, **changes: Any) -> Changes:
    name = event.data["review"]
    return {"reviews": tuple(r.model_copy(update=changes) if r.id == name else r for r in case.reviews)}


def _recorded(case: Case, event: Event) -> Changes:
    data = event.data
    said = {
        "recorded_at": event.at,
        "cause": ReviewCause(data["cause"]),
        "department": data["department"],
        "owner_rung": data["owner_rung"],
        "what": event.private.get("what", ""),
        "improvement": event.private.get("improvement", ""),
    }
    return _changed(case, event, **said)


REVIEW_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.REVIEW_OPENED: _opened,
    EventKind.REVIEW_RECORDED: _recorded,
    EventKind.REVIEW_REMINDED: lambda case, event: _changed(case, event, reminded=event.data["occurrence"]),
    EventKind.REVIEW_LEFT: lambda case, event: _changed(case, event, left_at=event.at),
}
