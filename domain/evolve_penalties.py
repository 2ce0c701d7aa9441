"""The part of the fold that concerns penalties."""

from collections.abc import Callable
from typing import Any, Final

from domain.case import Case
from domain.case_penalties import CasePenalty
from domain.events import Event
from domain.kinds import EventKind

Changes = dict[str, Any]


def _imposed(case: Case, event: Event) -> Changes:
    said = event.data | {name: event.private.get(name) for name in ("reason", "addressee")}
    own = {"id": event.data["penalty"], "cycle": case.cycle, "imposed_at": event.at, "imposed_by": event.actor}
    changes: Changes = {"penalties": (*case.penalties, CasePenalty.model_validate(said | own))}
    respondent, known_as = case.inquiry.respondent, event.private.get("against")
    if respondent and known_as:
        named = respondent.model_copy(update={"respondent_id": known_as})
        changes["inquiry"] = case.inquiry.model_copy(update={"respondent": named})
    return changes


PENALTY_FOLDS: Final[dict[EventKind, Callable[[Case, Event], Changes]]] = {EventKind.PENALTY_IMPOSED: _imposed}
