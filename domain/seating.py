"""Who sits in a task force (小组成员): one of each department, looked up as the step is written (D3, H13).

Staff, shifts and leave stand in no pack and in no case; see `domain.duty`.
"""

from collections.abc import Sequence
from typing import Any

from domain import duty
from domain.case_force import Seat
from domain.duty import Person
from domain.events import Event
from domain.kinds import EventKind
from domain.permissions import HANDLERS


def is_asked(event: Event) -> bool:
    """Tell whether an event leaves open who sits where."""
    return event.kind is EventKind.TASK_FORCE_FORMED and "rungs" in event.data


def seated(event: Event, people: Sequence[Person]) -> Event:
    """Give the event with who sits where: for each department somebody of the lowest rung that has somebody there.

    Who took part in the last cycle's decision is left out, and so is whoever could be no case's handler. A department
    without anybody has its place open.
    """
    able = [each for each in people if each.role in HANDLERS and each.id not in event.data["excluded"]]
    seats = [_seat(each["department"], able, event) for each in event.data["seats"]]
    data = {name: value for name, value in event.data.items() if name not in {"rungs", "excluded"}}
    return event.model_copy(update={"data": {**data, "seats": seats}})


def to_tell(event: Event, *, people: Sequence[Person], rungs: Sequence[str], department: str) -> tuple[str, ...]:
    """Give who is told of a task force: its members, and for an open place the first of `rungs` that has anybody."""
    staff = [seat["staff"] for seat in event.data["seats"]]
    above = duty.to_alarm(people, rungs=rungs, department=department, at=event.at) if "" in staff else ()
    return tuple(dict.fromkeys([*filter(None, staff), *above]))


def _seat(department: str, people: Sequence[Person], event: Event) -> dict[str, Any]:
    found = duty.find(people, rungs=event.data["rungs"], department=department, at=event.at)
    seat = Seat(department=department, passed_over=tuple(event.data["rungs"]))
    if found:
        seat = Seat(
            department=department,
            staff=found.staff,
            rung=found.rung,
            deputy_of=found.deputy_of or "",
            passed_over=found.passed_over,
        )
    return seat.model_dump(mode="json")
