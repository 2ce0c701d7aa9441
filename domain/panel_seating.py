"""Who sits on a panel (裁决小组成员): drawn as the step is written, from those without a conflict (E7, H13).

Staff, leave and declared interests stand in no pack and in no case; neither does the seed, which nobody chooses.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel

from domain import draw
from domain.case_panel import Conflict
from domain.duty import Person
from domain.events import Event
from domain.kinds import EventKind
from domain.permissions import LEADS

KINDS: Final = frozenset({EventKind.PANEL_FORMED, EventKind.PANELIST_REPLACED, EventKind.RULING_OVERDUE})
TOLD: Final = KINDS | {EventKind.VOTE_REMINDED, EventKind.VOTES_COUNTED}
_STAFF: Final = "staff:"
# Where an event names staff who had part in the case without acting at that moment.
_NAMES: Final = ("handler", "assignee", "staff", "owner", "instead_of")


class Ground(BaseModel, frozen=True):
    """What tells who has a conflict: the case's events in the open, who is a party to it, who has an interest."""

    events: tuple[Event, ...] = ()
    parties: frozenset[str] = frozenset()
    interested: frozenset[str] = frozenset()

    def after(self, events: Sequence[Event]) -> "Ground":
        """Give it with events of the step that is just being written."""
        return self.model_copy(update={"events": (*self.events, *events)})


def is_asked(event: Event) -> bool:
    """Tell whether an event leaves open who sits on a panel, or decides in its stead."""
    return event.kind in KINDS and "rungs" in event.data


def drawn(event: Event, people: Sequence[Person], ground: Ground, *, seed: str) -> Event:
    """Give the event with who was drawn; with nobody left, those of the first rung that has anybody decide instead.

    Args:
        event: one that asks.
        people: who is on the register, without those who are disabled.
        ground: what tells of conflicts.
        seed: for a panel that is formed; a later draw goes on with the panel's own.
    """
    conflicts = _Conflicts(ground, at=event.at)
    match event.kind:
        case EventKind.PANEL_FORMED:
            data = _formed(event.data, people, conflicts, seed=seed)
        case EventKind.PANELIST_REPLACED:
            data = _replaced(event.data, people, conflicts, ground)
        case _:
            data = _instead(event.data["rungs"], people, conflicts)
    return event.model_copy(update={"data": {**_without(event.data, "rungs", "panel"), **data}})


def to_tell(event: Event) -> tuple[str, ...]:
    """Give who is told of an event of a panel: whom it calls to decide."""
    data = event.data
    named = [*data.get("members", ()), data.get("by"), *data.get("stand_ins", ())]
    return tuple(dict.fromkeys(each for each in named if each))


def _formed(data: Mapping[str, Any], people: Sequence[Person], conflicts: "_Conflicts", *, seed: str) -> dict[str, Any]:
    able = {each.id: conflicts.of(each) for each in people if each.role == data["role"]}
    pool = sorted(each for each, conflict in able.items() if conflict is None)
    found: dict[str, Any] = {
        "seed": seed,
        "pool": pool,
        "excluded": {each: conflict for each, conflict in sorted(able.items()) if conflict},
        "members": draw.members(seed, pool, size=data["size"]),
    }
    if len(pool) < data["size"]:
        found |= {"members": [], "because": "too_few"} | _instead(data["rungs"], people, conflicts)
    return found


def _replaced(
    data: Mapping[str, Any], people: Sequence[Person], conflicts: "_Conflicts", ground: Ground
) -> dict[str, Any]:
    panel, here = data["panel"], {each.id: each for each in people}
    before = {*panel["drawn"], *_drawn(ground.events)}
    rest = [each for each in panel["pool"] if each not in before]
    unable = {each: conflict for each in rest if (conflict := conflicts.by_now(each, here))}
    by = draw.follower(panel["seed"], panel["pool"], drawn=before, unable=unable)
    found: dict[str, Any] = {"by": by, "unable": unable}
    return found if by else found | _instead(data["rungs"], people, conflicts)


def _instead(rungs: Sequence[str], people: Sequence[Person], conflicts: "_Conflicts") -> dict[str, Any]:
    for place, rung in enumerate(rungs):
        able = [each.id for each in people if each.rung == rung and each.role in LEADS and not conflicts.of(each)]
        if able:
            return {"rung": rung, "stand_ins": able, "passed_over": list(rungs[:place])}
    return {"rung": "", "stand_ins": [], "passed_over": list(rungs)}


def _without(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in names}


class _Conflicts:
    """Tells what keeps somebody from deciding a case."""

    def __init__(self, ground: Ground, *, at: datetime) -> None:
        self._ground = ground
        self._at = at
        self._touched = frozenset(touched(ground.events))
        self._earlier = frozenset(_drawn(ground.events))
        self._departments = departments(ground.events)

    def of(self, person: Person) -> Conflict | None:
        """Give the gravest reason, if there is any."""
        return next((conflict for conflict, holds in self._all(person) if holds), None)

    def by_now(self, staff: str, here: Mapping[str, Person]) -> Conflict | None:
        """Give what keeps somebody of a pool from it by now, who may have left the register since."""
        return self.of(here[staff]) if staff in here else Conflict.GONE

    def _all(self, person: Person) -> Iterator[tuple[Conflict, bool]]:
        yield Conflict.PARTY, person.id in self._ground.parties
        yield Conflict.INTEREST, person.id in self._ground.interested
        # Sitting on a panel is an act, too, and said for what it is.
        yield Conflict.EARLIER_PANEL, person.id in self._earlier
        yield Conflict.TOUCHED, person.id in self._touched
        yield Conflict.DEPARTMENT, person.department in self._departments
        yield Conflict.AWAY, person.absence(self._at) is not None


def touched(events: Collection[Event]) -> Iterator[str]:
    """Give who of the staff had part in a case: who acted, had it, a task or a place in it, or answered for it."""
    for event in events:
        if event.actor.startswith(_STAFF):
            yield event.actor.removeprefix(_STAFF)
        if event.kind in TOLD:
            # That somebody was called to decide is no part in what is to be decided.
            continue
        yield from (str(event.data[name]) for name in _NAMES if event.data.get(name))
        yield from event.data.get("attended", ())
        yield from (seat["staff"] for seat in event.data.get("seats", ()) if seat.get("staff"))


def departments(events: Collection[Event]) -> frozenset[str]:
    """Give every department that had the case at any time."""
    return frozenset(event.data["department"] for event in events if event.kind is EventKind.ASSIGNED)


def _drawn(events: Collection[Event]) -> Iterator[str]:
    for event in events:
        if event.kind is EventKind.PANEL_FORMED:
            yield from event.data.get("members", ())
        if event.kind is EventKind.PANELIST_REPLACED and event.data.get("by"):
            yield event.data["by"]
