"""The part of the fold that concerns penalties: each is a matter, and its end comes back to the case."""

from collections.abc import Callable
from typing import Any, Final

from domain.case import Case
from domain.events import Event
from domain.evolve_matters import closed, opened
from domain.kinds import EventKind

Changes = dict[str, Any]


def _imposed(case: Case, event: Event) -> Changes:
    """Open the matter, and keep what the operator calls the respondent."""
    respondent, told = case.inquiry.respondent, event.private.get("respondent", {})
    if respondent is None or respondent.respondent_id == told.get("respondent_id"):
        return opened(case, event)
    named = respondent.model_copy(update={"respondent_id": told.get("respondent_id")})
    return opened(case, event) | {"inquiry": case.inquiry.model_copy(update={"respondent": named})}


PENALTY_FOLDS: Final[dict[EventKind, Callable[[Case, Event], Changes]]] = {
    EventKind.PENALTY_IMPOSED: _imposed,
    EventKind.PENALTY_CLOSED: closed,
}
