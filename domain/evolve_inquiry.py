"""The part of the fold that concerns evidence, what a finding rests on, and the hearing of the respondent."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from domain.case import Case
from domain.case_inquiry import CODES_TOLD, Respondent
from domain.events import Event
from domain.kinds import EventKind, Party, WaitingOn

Changes = dict[str, Any]
# Of what staff put in, only people can say whose it is.
_BY_ACTOR: Final = {"complainant": Party.COMPLAINANT, "respondent": Party.RESPONDENT}


def sourced(case: Case, event: Event) -> Changes:
    """Keep from which party a new piece of evidence came, as far as its uploader tells."""
    party = _BY_ACTOR.get(event.data.get("on_behalf_of", event.actor))
    return _inquiry(case, sources={**case.inquiry.sources, event.data["id"]: party}) if party else {}


def supported(case: Case, event: Event) -> Changes:
    """Keep what a finding rests on; those from before do not say it."""
    named = event.data.get("support", {})
    support = {Party(party): tuple(ids) for party, ids in named.items()}
    marks = {name: bool(event.data.get(name)) for name in ("one_party", "without_records")}
    return _inquiry(case, support=support, **marks)


def found_anew(case: Case, event: Event) -> Changes:
    """Let a new cycle begin without a finding, and without a hearing where the respondent is to be heard again."""
    unheard = {"answer_until": None, "heard_at": None, "elapsed": False, "unreached": False}
    anew = unheard if event.data.get("hearing") else {}
    return _inquiry(case, support={}, one_party=False, without_records=False, **anew)


def unreached(case: Case, event: Event) -> Changes:
    """Keep that the respondent could not be told, where nobody has told them anew since."""
    is_latest = str(event.data.get("key", "")).endswith(f".{case.inquiry.notice}/respondent")
    is_notice = event.data.get("what") in CODES_TOLD
    return _inquiry(case, unreached=True) if is_notice and is_latest else {}


def _code(event: Event) -> Changes:
    """Give who is told of which code; every earlier one is dead."""
    respondent = Respondent.model_validate(event.private) if event.private else None
    return {"respondent": respondent, "notice": event.sequence}


def _notified(case: Case, event: Event) -> Changes:
    waiting = {} if case.waiting_on else {"waiting_on": WaitingOn.RESPONDENT, "waiting_until": None}
    return waiting | _inquiry(
        case,
        **_code(event),
        notified_at=event.at,
        answer_until=datetime.fromisoformat(event.data["until"]),
        elapsed=False,
        unreached=False,
    )


def _heard(case: Case, event: Event) -> Changes:
    # Between a new cycle's opening and its notice, words are kept, and are no answer to what nobody has told them yet.
    return _inquiry(case, heard_at=case.inquiry.heard_at or event.at) if case.inquiry.answer_until else {}


def _inquiry(case: Case, **changes: Any) -> Changes:
    return {"inquiry": case.inquiry.model_copy(update=changes)}


INQUIRY_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.RESPONDENT_NOTIFIED: _notified,
    EventKind.RESPONDENT_HEARD: _heard,
    EventKind.RESPONDENT_CODE_RENEWED: lambda case, event: _inquiry(case, **_code(event)),
    EventKind.HEARING_ELAPSED: lambda case, event: _inquiry(case, elapsed=True),
}
