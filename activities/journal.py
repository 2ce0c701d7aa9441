"""Writing down what happened: the one path from a workflow to the database."""

import secrets
from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict
from temporalio import activity

from domain import duty, mediators, panel_seating, seating
from domain.addressing import addressed, asks_for_people
from domain.duty import Person
from domain.events import Event
from domain.evolve import fold
from domain.likeness import Likeness
from domain.notices import Owed
from domain.panel_seating import Ground
from domain.ports import Duties, Journal
from domain.ports_panel import PanelGrounds
from domain.repeats import RepeatLook, Repeats

_SEED_BYTES: Final = 32


class RecordInput(BaseModel):
    """A step's events of one case, in order and without a gap, and what is to be told of them.

    `department` is whose case it is after them. `look` is what to look for once they are written.
    """

    model_config = ConfigDict(frozen=True)

    tracking_number: str
    events: tuple[Event, ...]
    department: str = ""
    notices: tuple[Owed, ...] = ()
    look: RepeatLook | None = None


class Recorded(BaseModel):
    """What was found out while writing: the data of the events that asked, by their numbers, and what it repeats."""

    model_config = ConfigDict(frozen=True)

    data: dict[int, dict[str, Any]]
    repeated: tuple[Likeness, ...] = ()

    def completed(self, events: tuple[Event, ...]) -> list[Event]:
        """Give the events as they are written."""
        return [event.model_copy(update={"data": self.data.get(event.sequence, event.data)}) for event in events]


class JournalActivities:
    """The journal as the workflow sees it."""

    def __init__(
        self,
        *,
        journal: Journal,
        duties: Duties,
        repeats: Repeats | None = None,
        panels: PanelGrounds | None = None,
    ) -> None:
        self._journal = journal
        self._duties = duties
        self._repeats = repeats
        self._panels = panels

    @activity.defn(name="record")
    async def record(self, request: RecordInput) -> Recorded | None:
        """Write a step down; safe to run any number of times, since (case, sequence) is the key.

        Who answers on a rung, and who stands in for somebody away, is looked up here and written with the step, so that
        a deadline costs no other; tried again, a step says what it said the first time.
        """
        asking = {event.sequence for event in request.events if duty.is_asked(event)}
        people = await self._people(request)
        ground = await self._ground(request)
        events: list[Event] = []
        for event in request.events:
            if panel_seating.is_asked(event):
                # Nobody of the house chooses the seed, and nobody knows it beforehand.
                seed = secrets.token_hex(_SEED_BYTES)
                events.append(panel_seating.drawn(event, people, ground.after(events), seed=seed))
            else:
                events.append(_answered(event, people, request.department))
        notices = [
            each
            for owed in request.notices
            for each in addressed(owed, events=events, people=people, department=request.department)
        ]
        written = await self._journal.record(tracking_number=request.tracking_number, events=events, notices=notices)
        repeated = await self._repeated(request)
        if not asking and not repeated:
            return None
        return Recorded(data={e.sequence: e.data for e in written if e.sequence in asking}, repeated=tuple(repeated))

    async def _repeated(self, request: RecordInput) -> Sequence[Likeness]:
        """Look for what came in meanwhile: of two complaints, whichever is written second finds the other."""
        if request.look is None or self._repeats is None:
            return ()
        complaint = fold(None, request.events).complaint
        found = await self._repeats.repeated(complaint, number=request.tracking_number, look=request.look)
        return found if len(found) > request.look.known else ()

    async def _ground(self, request: RecordInput) -> Ground:
        """Look up what keeps people from a panel, where one is drawn."""
        if not any(map(panel_seating.is_asked, request.events)):
            return Ground()
        if self._panels is None:
            msg = "a panel is to be drawn, and this worker cannot tell who has a conflict of interest"
            raise RuntimeError(msg)
        return await self._panels.of(request.tracking_number)

    async def _people(self, request: RecordInput) -> Sequence[Person]:
        """Look up who is there, where anything of the step depends on it."""
        depends = any(map(duty.is_asked, request.events)) or any(map(asks_for_people, request.notices))
        return await self._duties.people(at=request.events[-1].at) if depends else ()


def _answered(event: Event, people: Sequence[Person], department: str) -> Event:
    if not duty.is_asked(event):
        return event
    if seating.is_asked(event):
        return seating.seated(event, people)
    if mediators.is_asked(event):
        return mediators.named(event, people, department=department)
    return duty.answered(event, duty.find(people, rungs=event.data["rungs"], department=department, at=event.at))
