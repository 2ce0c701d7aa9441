"""Lives of complaints, written by hand: what the storage layer keeps needs no policy to be told."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from domain.events import Event
from domain.kinds import EventKind

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
_NUMBERS = count(1)

Happening = tuple[EventKind, str, dict[str, Any], dict[str, Any]]


def number() -> str:
    """Give a tracking number that no other test has."""
    return f"T{next(_NUMBERS):05d}"


def story(*happenings: Happening, start: datetime = NOON, first: int = 1) -> list[Event]:
    """Number what happened and let a minute pass between."""
    return [
        Event(
            sequence=first + place,
            at=start + timedelta(minutes=first + place, microseconds=123),
            kind=kind,
            actor=actor,
            data=data,
            private=private,
        )
        for place, (kind, actor, data, private) in enumerate(happenings)
    ]


def received(tracking_number: str, **complaint: Any) -> Happening:
    """A complaint comes in; `complaint` changes its personal part."""
    data = {
        "tracking_number": tracking_number,
        "pack": "shared-mobility",
        "pack_version": 1,
        "service_line": "bikes",
        "channel": "web",
        "region": "310115",
        "amount_fen": 1_250,
        "received_at": NOON.isoformat(),
    }
    personal = {
        "title": "押金未退",
        "description": {"text": "骑行两分钟就坏了，押金还没有退。Call +86 138-1234-5678 please 🚲"},
        "complainant": {"name": "王小明", "phone": "13812345678", "email": "Wang@Example.com", "language": "zh"},
        "order_number": "OD 20260302-77",
        "reading": {},
    }
    return EventKind.RECEIVED, "complainant", data, {"complaint": personal | complaint}


def assigned(*, department: str = "bikes", handler: str | None = None) -> Happening:
    return EventKind.ASSIGNED, "system", {"department": department, "handler": handler}, {}


def graded(*, level: int = 1, urgency: str = "normal") -> Happening:
    data = {
        "level": level,
        "urgency": urgency,
        "severity": "ordinary",
        "amount_band": "small",
        "reasons": [],
    }
    return EventKind.GRADED, "system", data, {}


def planned(*, due_at: datetime, name: str = "solve", cycle: int = 1) -> Happening:
    milestone = {
        "name": name,
        "cycle": cycle,
        "clock_start": NOON.isoformat(),
        "allowance": {"elapsed": "PT2H"},
        "due_at": due_at.isoformat(),
        "met_by": ["resolved"],
        "warn_at": [0.5],
        "warnings": [],
    }
    return EventKind.PLANNED, "system", {"plan": [milestone]}, {}


def note(text: str = "打过电话，没有人接") -> Happening:
    return EventKind.NOTE, "staff:7", {}, {"text": text}


def proposed(remedy: str, *, amount_fen: int = 2_500) -> Happening:
    one = {"id": remedy, "kind": "refund", "amount_fen": amount_fen, "rule": "double-the-overcharge"}
    return EventKind.REMEDY_PROPOSED, "system", {"remedies": [one]}, {"notes": {remedy: "两倍返还"}}


def straight_through() -> Happening:
    return EventKind.REMEDY_APPROVED, "system", {"straight_through": True}, {}


def payment_started(remedy: str, *, amount_fen: int = 2_500) -> Happening:
    return EventKind.PAYMENT_STARTED, "system", {"remedy": remedy, "amount_fen": amount_fen, "attempt": 1}, {}


def paid(remedy: str, *, amount_fen: int = 2_500) -> Happening:
    return EventKind.PAID, "neighbour", {"remedy": remedy, "amount_fen": amount_fen}, {}


def resolved() -> Happening:
    data = {"agreement": True, "feedback_until": (NOON + timedelta(days=7)).isoformat()}
    return EventKind.RESOLVED, "system", data, {}


def closed() -> Happening:
    return EventKind.CLOSED, "system", {"appeal_until": (NOON + timedelta(days=14)).isoformat()}, {}


def archived() -> Happening:
    return EventKind.ARCHIVED, "system", {}, {}


def whole_life(tracking_number: str, **complaint: Any) -> list[Event]:
    """A complaint that goes straight through: intake, triage, payment, archive."""
    remedy = f"{tracking_number}-R1"
    return story(
        received(tracking_number, **complaint),
        graded(),
        assigned(),
        planned(due_at=NOON + timedelta(hours=2)),
        proposed(remedy),
        straight_through(),
        payment_started(remedy),
        paid(remedy),
        resolved(),
        note(),
        closed(),
        archived(),
    )


def steps(events: list[Event], sizes: Iterable[int]) -> list[list[Event]]:
    """Cut a story into steps of these sizes."""
    ahead = iter(events)
    return [[next(ahead) for _ in range(size)] for size in sizes]


def responded_story(*, first: int) -> list[Event]:
    """A step in which somebody answers; its only event is number `first`."""
    return story((EventKind.RESPONDED, "staff:1", {"final": False}, {"text": "We look into it"}), first=first)
