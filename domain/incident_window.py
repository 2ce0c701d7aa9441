"""When like complaints become a mass incident: so many different people within so long (H5)."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from domain.incident import IncidentStart


class Arrival(NamedTuple):
    """A complaint that is in no incident; `person` is who filed it, as far as their contact tells."""

    category: str
    kind: str
    department: str
    received_at: datetime
    tracking_number: str
    person: str


def incidents_in(arrivals: Iterable[Arrival], *, pack: str, people: int, within: timedelta) -> list[IncidentStart]:
    """Give an incident for each kind of which `people` different people complained `within` of each other.

    `arrivals` are in the order of category, kind and time; the first window of each kind counts.
    """
    groups = groupby(arrivals, key=lambda each: (each.category, each.kind))
    found = (_opened(list(group), pack=pack, people=people, within=within) for _, group in groups)
    return [start for start in found if start]


def incident_id(*, pack: str, category: str, kind: str, first: str) -> str:
    """Name an incident by what is alike and by its first case, so that whoever finds it names it the same."""
    return f"incident-{hashlib.sha256(f'{pack}/{category}/{kind}/{first}'.encode()).hexdigest()[:16]}"


def _opened(arrivals: Sequence[Arrival], *, pack: str, people: int, within: timedelta) -> IncidentStart | None:
    begin = _first_window(arrivals, people=people, within=within)
    if begin is None:
        return None
    first = arrivals[begin]
    named = {"pack": pack, "category": first.category, "kind": first.kind}
    return IncidentStart(
        incident=incident_id(**named, first=first.tracking_number),
        **named,
        department=first.department,
        since=first.received_at,
        size=len(arrivals) - begin,
    )


def _first_window(arrivals: Sequence[Arrival], *, people: int, within: timedelta) -> int | None:
    """Give where the first window begins that has enough people in it; both of its ends belong to it."""
    begin, inside = 0, Counter[str]()
    for arrival in arrivals:
        inside[arrival.person] += 1
        while arrival.received_at - arrivals[begin].received_at > within:
            inside -= Counter([arrivals[begin].person])
            begin += 1
        if len(inside) >= people:
            return begin
    return None
