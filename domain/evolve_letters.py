"""The part of the fold that concerns letters."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from domain.case import Case
from domain.case_letters import Redraft
from domain.events import Event
from domain.kinds import EventKind

Changes = dict[str, Any]


def _approved(case: Case, event: Event) -> Changes:
    until = event.data.get("feedback_until")
    return {"feedback_until": datetime.fromisoformat(until)} if until else {}


def _redrafted(case: Case, event: Event) -> Changes:
    before = case.redraft or Redraft()
    said: dict[str, str] = {name: event.private[name] for name in ("found", "improvement") if name in event.private}
    return {"redraft": before.model_copy(update=said)}


LETTER_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.LETTER_APPROVED: _approved,
    EventKind.LETTER_REDRAFTED: _redrafted,
}
