"""Matters (事项): started once, and written down with what people are to be told (E4, F7)."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict
from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain import duty, matter_notices
from domain.duty import Person
from domain.matter_events import MatterEvent, MatterStart
from domain.matter_notices import MatterNotice
from domain.notices import Addressed
from domain.ports import Duties
from domain.ports_matter import MatterDoor, MatterJournal, PersonErased, ToldOf

PERSON_ERASED: Final = "PersonErased"


class MatterRecord(BaseModel):
    """A step's events of one matter, and what is to be told of them; `department` is whose it is after them.

    `without_words`: it is known that the person of its case was erased, and nothing can be sealed.
    """

    model_config = ConfigDict(frozen=True)

    matter: str
    tracking_number: str
    department: str
    events: tuple[MatterEvent, ...]
    notices: tuple[MatterNotice, ...] = ()
    without_words: bool = False


class MatterRecorded(BaseModel):
    """What was found out while writing: the data of the events that asked who answers, by their numbers."""

    model_config = ConfigDict(frozen=True)

    data: dict[int, dict[str, Any]] = {}

    def completed(self, events: Sequence[MatterEvent]) -> list[MatterEvent]:
        """Give the events as they are written."""
        return [event.model_copy(update={"data": self.data.get(event.sequence, event.data)}) for event in events]


class MatterActivities:
    """What matters do outside."""

    def __init__(self, *, journal: MatterJournal, duties: Duties, door: MatterDoor) -> None:
        self._journal = journal
        self._duties = duties
        self._door = door

    @activity.defn(name="start_matter")
    async def start(self, start: MatterStart) -> None:
        """See that a matter has begun; safe to run any number of times, also once it is over and forgotten."""
        if not await self._journal.is_there(start.id):
            await self._door.open(start)

    @activity.defn(name="tell_party")
    async def tell(self, addressed: Addressed) -> None:
        """Owe a party a notice that no case can owe any more; safe to run any number of times, by its key."""
        await self._journal.owe(addressed)

    @activity.defn(name="case_that_goes_on")
    async def case_that_goes_on(self, tracking_number: str) -> str:
        """Find the case that goes on for one that was merged; one that was not is its own."""
        return await self._journal.case_that_goes_on(tracking_number)

    @activity.defn(name="record_matter")
    async def record(self, request: MatterRecord) -> MatterRecorded:
        """Write a step down; safe to run any number of times, since (matter, sequence) is the key.

        Who answers on a rung is looked up here; tried again, a step says what it said the first time. Where the person
        of its case was erased it fails for good, by `PERSON_ERASED`.
        """
        asking = {event.sequence for event in request.events if duty.is_asked(event)}
        depends = asking or request.notices
        people = await self._duties.people(at=request.events[-1].at) if depends else ()
        events = [_answered(event, people, request.department) for event in request.events]
        try:
            written = await self._journal.record(
                request.matter,
                tracking_number=request.tracking_number,
                events=events,
                told=_told(request, events, people),
                without_words=request.without_words,
            )
        except PersonErased as error:
            raise ApplicationError(str(error), type=PERSON_ERASED, non_retryable=True) from error
        return MatterRecorded(data={event.sequence: event.data for event in written if event.sequence in asking})


def _answered(event: MatterEvent, people: Sequence[Person], department: str) -> MatterEvent:
    if not duty.is_asked(event):
        return event
    return duty.answered(event, duty.find(people, rungs=event.data["rungs"], department=department, at=event.at))


def _told(request: MatterRecord, events: Sequence[MatterEvent], people: Sequence[Person]) -> list[ToldOf]:
    told: list[ToldOf] = []
    for notice in request.notices:
        staff = matter_notices.receiver(notice, events=events, people=people, department=request.department)
        if staff:
            key = f"{request.matter}/{notice.what}/{notice.sequence}/staff:{staff}"
            told.append(ToldOf(key=key, staff=staff, what=notice.what, words=notice.words))
    return told
