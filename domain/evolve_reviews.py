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
    return {"reviews": tuple(r.model_copy(update=said) if r.id == data["review"] else r for r in case.reviews)}


REVIEW_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.REVIEW_OPENED: _opened,
    EventKind.REVIEW_RECORDED: _recorded,
}
