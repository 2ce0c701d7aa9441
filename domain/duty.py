"""Who is on duty (值班): the people of a rung who are there at an instant, their deputies, or the next rung (C6, H13).

Staff, shifts and leave are looked up when they are needed (time rule 14), so nothing of this stands in a policy pack.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict

from domain.calendar import WEEKDAYS, Spans, Weekday
from domain.events import Event
from domain.matter_events import MatterEvent
from domain.zones import load_zone

Asking = TypeVar("Asking", Event, MatterEvent)

ON_NO_RUNG: Final = frozenset({"mediator", "panel_member"})
"""Roles whose people are told of their own cases and of no other."""


class Absence(BaseModel):
    """A stretch in which somebody is away, from its beginning up to, but not including, its end."""

    model_config = ConfigDict(frozen=True)

    begins_at: datetime
    ends_at: datetime
    deputy: str | None = None


class Shift(BaseModel):
    """Weekly hours in somebody's own zone; a day without a key is free."""

    model_config = ConfigDict(frozen=True)

    zone: str
    weekly: dict[Weekday, Spans]

    def covers(self, at: datetime) -> bool:
        """Tell whether an instant falls into the hours. Raises `UnknownZone`."""
        local = at.astimezone(load_zone(self.zone))
        clock = f"{local:%H:%M}"
        return any(span.opens <= clock < span.closes for span in self.weekly.get(WEEKDAYS[local.weekday()], ()))


class Person(BaseModel):
    """A member of staff as the ladder sees them; without a `shift` they are always there unless absent.

    `role` says what they may do; `mediates_as` is whose mediator one is, for those who mediate.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    rung: str
    department: str | None = None
    role: str = ""
    mediates_as: str = ""
    shift: Shift | None = None
    absences: tuple[Absence, ...] = ()

    def absence(self, at: datetime) -> Absence | None:
        """Give the absence that an instant falls into."""
        return next((each for each in self.absences if each.begins_at <= at < each.ends_at), None)

    def is_there(self, at: datetime) -> bool:
        """Tell whether they work at an instant."""
        return self.absence(at) is None and (self.shift is None or self.shift.covers(at))


class OnDuty(BaseModel):
    """Who answers on which rung; `passed_over` are the rungs below on which nobody was there."""

    model_config = ConfigDict(frozen=True)

    rung: str
    staff: str
    deputy_of: str | None = None
    passed_over: tuple[str, ...] = ()


def find(people: Sequence[Person], *, rungs: Sequence[str], department: str, at: datetime) -> OnDuty | None:
    """Find who answers: somebody of the first rung who is there, else a deputy, else the next rung; none at all: none.

    Args:
        people: in the order in which they are asked.
        rungs: from the one that is wanted, upwards.
        department: of the case; people of no department belong to all.
        at: the instant.
    """
    for place, rung in enumerate(rungs):
        here = _of(people, [rung], department)
        if found := next((each for each in here if each.is_there(at)), None):
            return OnDuty(rung=rung, staff=found.id, passed_over=tuple(rungs[:place]))
        for away in here:
            if deputy := _deputy(away, people, at):
                return OnDuty(rung=rung, staff=deputy.id, deputy_of=away.id, passed_over=tuple(rungs[:place]))
    return None


def to_alarm(people: Sequence[Person], *, rungs: Sequence[str], department: str, at: datetime) -> tuple[str, ...]:
    """Give who is told of a red alert: everybody of the first rung that has anybody, off duty or not (B4).

    For who is away their deputy is told. Where all are away and nobody stands in for them, they are told all the same.
    """
    for rung in rungs:
        here = _of(people, [rung], department)
        reached = [each if each.absence(at) is None else _deputy(each, people, at) for each in here]
        if told := tuple(dict.fromkeys(each.id for each in reached if each)):
            return told
    return tuple(each.id for each in _of(people, rungs, department))


def reached(people: Sequence[Person], *, staff: str, rungs: Sequence[str], department: str, at: datetime) -> str:
    """Give who is told what is for somebody: they themselves, unless they are absent or not on the register (any more).

    Then their deputy is, else who is on duty on the first of these rungs that has somebody, on shift or not, and where
    none has they are told all the same. Whoever is off shift reads it when they are back.
    """
    present = {each.id for each in people if each.absence(at) is None}
    if staff in present:
        return staff
    leave = [absence for each in people if each.id == staff and (absence := each.absence(at))]
    if deputy := next((each.deputy for each in leave if each.deputy in present), None):
        return deputy
    off_shift_too = [each.model_copy(update={"shift": None}) for each in people]
    for rung in rungs:
        for those in (people, off_shift_too):
            if found := find(those, rungs=[rung], department=department, at=at):
                return found.staff
    return staff


def of_role(people: Sequence[Person], *, role: str, at: datetime) -> tuple[str, ...]:
    """Give who of a role is told what is theirs to do: who is there, else who stands in, else whoever has the role."""
    theirs = [each for each in people if each.role == role]
    present = next((each for each in theirs if each.is_there(at)), None)
    standing_in = next((deputy for each in theirs if (deputy := _deputy(each, people, at))), None)
    on_the_register = next(iter(theirs), None)
    told = present or standing_in or on_the_register
    return (told.id,) if told else ()


def _of(people: Sequence[Person], rungs: Sequence[str], department: str) -> list[Person]:
    """Give who stands on these rungs for a department; who sees named cases alone answers on no rung."""
    return [
        each
        for each in people
        if each.rung in rungs and each.department in {department, None} and each.role not in ON_NO_RUNG
    ]


def _deputy(away: Person, people: Sequence[Person], at: datetime) -> Person | None:
    absence = away.absence(at)
    wanted = absence.deputy if absence else None
    return next((each for each in people if each.id == wanted and each.is_there(at)), None)


def is_asked(event: Event | MatterEvent) -> bool:
    """Tell whether an event leaves open who answers: its `rungs` are the ladder from the rung it came to."""
    return "rungs" in event.data


def answered(event: Asking, found: OnDuty | None) -> Asking:
    """Give the event with who answers. With nobody anywhere it stays on its rung, all of them passed over."""
    data: dict[str, Any] = {name: value for name, value in event.data.items() if name != "rungs"}
    if found is None:
        return event.model_copy(update={"data": {**data, "passed_over": event.data["rungs"]}})
    data |= {"rung": found.rung, "rung_index": data["rung_index"] + len(found.passed_over), "owner": found.staff}
    if found.deputy_of:
        data["deputy_of"] = found.deputy_of
    if found.passed_over:
        data["passed_over"] = list(found.passed_over)
    return event.model_copy(update={"data": data})
