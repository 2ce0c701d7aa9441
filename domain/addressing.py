"""Whom a step's notices reach (收件人): the people behind an owner, a rung or a name, as the staff register has them.

What is for somebody who is away goes to whoever stands in for them, and says for whom it is.
"""

from collections.abc import Iterator, Sequence

from domain import duty, mediators, panel_seating, seating
from domain.duty import Person
from domain.events import Event
from domain.notice_rules import Receiver
from domain.notices import COMPLAINANT, RESPONDENT, Addressed, Notice, Owed


def asks_for_people(owed: Owed) -> bool:
    """Tell whether only the staff register knows whom a notice reaches."""
    return bool(owed.to.staff or owed.to.rungs or owed.to.role)


def addressed(owed: Owed, *, events: Sequence[Event], people: Sequence[Person], department: str) -> Iterator[Addressed]:
    """Give a notice for each of its receivers; none where nobody is there at all.

    Args:
        owed: what is to be told.
        events: of its step, as they are written; the last one's instant is the notice's.
        people: on the register at that instant.
        department: whose case it is.
    """
    to = owed.to
    told = next((event for event in events if event.sequence == owed.notice.sequence), None)
    notice = _on_its_rung(owed.notice, told)
    if to.is_complainant:
        yield Addressed(notice=notice, receiver=COMPLAINANT)
    elif to.is_respondent:
        yield Addressed(notice=notice, receiver=RESPONDENT)
    elif to.owner_of:
        if told and told.data.get("owner"):
            yield _to(notice, told.data["owner"])
    elif to.seats:
        yield from (_to(notice, each) for each in (_seated(told, to, people, department) if told else ()))
    elif to.mediator:
        told_of = mediators.to_tell(told, people=people, rungs=to.rungs, department=department) if told else ()
        yield from (_to(notice, each) for each in told_of)
    elif to.staff:
        reached = duty.reached(people, staff=to.staff, rungs=to.rungs, department=department, at=events[-1].at)
        instead_of = "" if reached == to.staff else to.staff
        yield _to(notice.model_copy(update={"instead_of": instead_of}), reached)
    else:
        yield from (_to(notice, each) for each in _on_duty(to, events[-1], people, to.department or department))


def _seated(told: Event, to: Receiver, people: Sequence[Person], department: str) -> Sequence[str]:
    if told.kind in panel_seating.TOLD:
        # Where there is nobody to decide, those at the top are told.
        return panel_seating.to_tell(told) or duty.to_alarm(people, rungs=to.rungs, department=department, at=told.at)
    return seating.to_tell(told, people=people, rungs=to.rungs, department=department)


def _to(notice: Notice, staff: str) -> Addressed:
    return Addressed(notice=notice, receiver=f"staff:{staff}")


def _on_its_rung(notice: Notice, told: Event | None) -> Notice:
    """Name the rung that the event came to, now that it is known who is there."""
    rung = told.data.get("rung") if told and notice.rung else None
    return notice.model_copy(update={"rung": rung}) if rung else notice


def _on_duty(to: Receiver, last: Event, people: Sequence[Person], department: str) -> Sequence[str]:
    if to.role:
        return duty.of_role(people, role=to.role, at=last.at)
    if to.everybody:
        return duty.to_alarm(people, rungs=to.rungs, department=department, at=last.at)
    others = [each for each in people if each.id not in to.barred]
    for those in (others, people):
        if found := duty.find(those, rungs=to.rungs, department=department, at=last.at):
            return [found.staff]
    return []
