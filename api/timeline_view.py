"""The timeline as it is read: a sentence for each event, and of its data what the reader may see (G1).

A complainant's timeline owns up to breaches. It leaves out notes, warnings, the climbing of the ladder, what tasks say,
what staff could not be told, and who of the staff did something. A respondent's has what concerns
them, and of what others have said nothing. At the desk every event stands with all of its data.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, Field

from api.mediation_words import BOTH_HEAR, MEDIATION_TELLINGS
from api.panel_words import PANEL_TELLINGS, panel_words
from api.speaker import Speaker
from api.timeline_words import TELLINGS
from api.titles import TOLD_OF
from domain.arbitration_news import ARBITRATION
from domain.events import Event
from domain.inquiry_words import IN_STEAD, ONE_WORD, TASKS, WITHOUT_RECORDS
from domain.kinds import EventKind
from domain.mediation_words import FAILED_BECAUSE, SIDES
from domain.notices import COMPLAINANT, RESPONDENT
from domain.panel_veil import veiled_event
from domain.words import Words

PAGE: Final = 200
STAFF: Final = "staff"
_IN_TIME: Final = Words(zh="按时", en="in time")
_LATE: Final = Words(zh="超时后", en="late")
# The complaint as it was filed is in the case file; the timeline does not repeat it.
_LEFT_OUT: Final = frozenset({"complaint"})
# What bears another name in a sentence, since other kinds say something else by its own.
_BY_ANOTHER_NAME: Final[Mapping[EventKind, tuple[str, str]]] = {
    EventKind.CLOSED: ("ending", "reason"),
    EventKind.REMEDY_DONE: ("remedy_kind", "kind"),
    EventKind.REMEDY_CONFIRMED: ("remedy_kind", "kind"),
    EventKind.REVIEW_RECORDED: ("review_cause", "cause"),
    EventKind.REMEDY_CHANGED: ("remedy_kind", "kind"),
    EventKind.REMEDY_STEP_CONFIRMED: ("remedy_kind", "kind"),
    EventKind.APPOINTMENT_MADE: ("remedy_kind", "kind"),
}
_OF_A_PLAN: Final = ("name", "cycle", "due_at", "statutory", "provisional")


def _always(_event: Event) -> bool:
    return True


def _is_theirs(event: Event) -> bool:
    return RESPONDENT in {event.actor, event.data.get("of"), event.data.get("on_behalf_of")}


_TO_RESPONDENT: Final[Mapping[EventKind, Callable[[Event], bool]]] = {
    EventKind.RECEIVED: _always,
    EventKind.CLASSIFIED: _always,
    EventKind.RESPONDENT_NOTIFIED: _always,
    EventKind.RESPONDENT_HEARD: _always,
    EventKind.HEARING_ELAPSED: _always,
    EventKind.RESPONDENT_CODE_RENEWED: _always,
    EventKind.EVIDENCE_ADDED: _is_theirs,
    EventKind.ASKED: _is_theirs,
    EventKind.NOT_APPLICABLE: _is_theirs,
    EventKind.FINDING_RECORDED: _always,
    EventKind.DECLINED: _always,
    EventKind.RESOLVED: _always,
    EventKind.REOPENED: _always,
    EventKind.WITHDRAWN: _always,
    EventKind.PENALTY_IMPOSED: lambda event: not _is_only_proposed(event),
    **dict.fromkeys(MEDIATION_TELLINGS, _always),
    EventKind.RULING_ASKED: _always,
    EventKind.PANEL_FORMED: _always,
    EventKind.RULED: _always,
    **dict.fromkeys(ARBITRATION, _always),
}
# Both sides read why.
_TO_BOTH: Final = frozenset({EventKind.RULED})


# Where they live, what they claim, and what only they can do.
_OF_THE_COMPLAINANT: Final = frozenset(
    {"region", "channel", "amount_fen", "agreement", "feedback_until", "contest_until", "referral"}
)


class TimelineItem(BaseModel):
    """One entry of a timeline."""

    sequence: int
    at: datetime
    kind: EventKind
    actor: str = Field(examples=["system", "complainant", "staff"])
    text: str
    data: dict[str, Any]


class TimelinePage(BaseModel):
    """Some entries, oldest first, and the cursor of the next ones."""

    items: list[TimelineItem]
    next: str | None


def for_complainant(events: Iterable[Event], *, speaker: Speaker) -> list[TimelineItem]:
    """Tell events to the complainant."""
    return [_told(event, speaker) for event in events if not _is_internal(event)]


def for_respondent(events: Iterable[Event], *, speaker: Speaker) -> list[TimelineItem]:
    """Tell events to the respondent: those that concern them, in their own words and in those said to them only."""
    told = [event for event in events if event.kind in _TO_RESPONDENT and _TO_RESPONDENT[event.kind](event)]
    return [_told(event, speaker, reader=RESPONDENT) for event in told]


def for_staff(events: Iterable[Event], *, speaker: Speaker) -> list[TimelineItem]:
    """Tell events to staff."""
    return [_item(event, _said(event), actor=event.actor, speaker=speaker) for event in events]


def _is_only_proposed(event: Event) -> bool:
    """Tell whether it is a penalty that waits for a second person: neither party hears of what may never come."""
    return event.kind is EventKind.PENALTY_IMPOSED and bool(event.data.get("proposed"))


def _is_internal(event: Event) -> bool:
    if _is_only_proposed(event):
        return True
    return TELLINGS[event.kind].internal or event.data.get("receiver", COMPLAINANT) != COMPLAINANT


def _told(event: Event, speaker: Speaker, *, reader: str = COMPLAINANT) -> TimelineItem:
    telling = TELLINGS[event.kind]
    said = _said(event)
    tells = telling.tells if _may_hear(event, reader) else ()
    shows = (name for name in telling.shows if reader == COMPLAINANT or name not in _OF_THE_COMPLAINANT)
    seen = {name: said[name] for name in (*shows, *tells) if name in said}
    actor = STAFF if event.actor.startswith(STAFF) else event.actor
    return _item(event, seen, actor=actor, speaker=speaker)


def _may_hear(event: Event, reader: str) -> bool:
    """Tell whether words are for a party: what is put to both, else nothing that the other has said or was asked."""
    return event.kind in BOTH_HEAR | _TO_BOTH or _is_theirs(event) == (reader == RESPONDENT)


def _said(event: Event) -> dict[str, Any]:
    """Join what an event says in the open and what it says in private; of two of one name both are kept."""
    event = veiled_event(event)
    private = {
        name if name not in event.data else f"{name}_words": value
        for name, value in event.private.items()
        if name not in _LEFT_OUT
    }
    return {**event.data, **private}


def _item(event: Event, data: Mapping[str, Any], *, actor: str, speaker: Speaker) -> TimelineItem:
    text = speaker.tell(TELLINGS[event.kind].words, {**data, **_words_of(event, data, speaker)})
    shown = {name: _short(name, value) for name, value in data.items()}
    return TimelineItem(sequence=event.sequence, at=event.at, kind=event.kind, actor=actor, text=text, data=shown)


def _in_words(event: Event, data: Mapping[str, Any], speaker: Speaker) -> dict[str, Any]:
    """Give what a sentence needs and the data do not say as it stands."""
    match event.kind:
        case EventKind.CLASSIFIED:
            category, kind = str(data["category"]), str(data["kind"])
            return {"category": speaker.category(category), "kind": speaker.kind(category, kind)}
        case EventKind.MILESTONE_MET:
            return {"late": (_LATE if data["late"] else _IN_TIME).in_(speaker.language)}
        case EventKind.NOTICE_FAILED if "what" in data:
            return {"told_of": speaker.title(TOLD_OF, data["what"])}
        case _:
            name, field = _BY_ANOTHER_NAME.get(event.kind, ("", ""))
            return {name: data[field]} if field in data else _of_an_inquiry(event.kind, data, speaker)


def _words_of(event: Event, data: Mapping[str, Any], speaker: Speaker) -> dict[str, Any]:
    words = panel_words(event, data, speaker) if event.kind in PANEL_TELLINGS else {}
    return {**_in_words(event, data, speaker), **words}


def _of_an_inquiry(kind: EventKind, data: Mapping[str, Any], speaker: Speaker) -> dict[str, Any]:
    if kind is EventKind.FINDING_RECORDED:
        marks = {"one_word": ("one_party", ONE_WORD), "unread": ("without_records", WITHOUT_RECORDS)}
        return {name: words.in_(speaker.language) for name, (mark, words) in marks.items() if data.get(mark)}
    if "on_behalf_of" in data:
        return {"stead": IN_STEAD.in_(speaker.language)}
    if kind is EventKind.RESPONDENT_NOTIFIED and "told" in data:
        return {"by": data["told"]}
    if kind is EventKind.TASK_OPENED and "kind" in data:
        return {"task_kind": speaker.title(TASKS, data["kind"])}
    return _of_a_mediation(data, speaker) if kind in MEDIATION_TELLINGS else {}


def _of_a_mediation(data: Mapping[str, Any], speaker: Speaker) -> dict[str, Any]:
    titles = {"by": ("side", SIDES), "because": ("failed_because", FAILED_BECAUSE)}
    said: dict[str, Any] = {
        word: speaker.title(known, data[field]) for field, (word, known) in titles.items() if field in data
    }
    if "fraction" in data:
        said["percent"] = round(100 * data["fraction"])
    return said


def _short(name: str, value: Any) -> Any:
    if name != "plan":
        return value
    return [{field: each.get(field) for field in _OF_A_PLAN} for each in value]
