"""Writing down what happened: the one path from a workflow to the database."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from temporalio import activity

from domain import duty
from domain.events import Event
from domain.notices import COMPLAINANT, Addressed, Owed
from domain.ports import Duties, Journal


class RecordInput(BaseModel):
    """A step's events of one case, in order and without a gap, and what is to be told of them.

    `department` is whose case it is after them.
    """

    model_config = ConfigDict(frozen=True)

    tracking_number: str
    events: tuple[Event, ...]
    department: str = ""
    notices: tuple[Owed, ...] = ()


class Recorded(BaseModel):
    """What was found out while writing: the data of the events that asked, by their numbers."""

    model_config = ConfigDict(frozen=True)

    data: dict[int, dict[str, Any]]

    def completed(self, events: tuple[Event, ...]) -> list[Event]:
        """Give the events as they are written."""
        return [event.model_copy(update={"data": self.data.get(event.sequence, event.data)}) for event in events]


class JournalActivities:
    """The journal as the workflow sees it."""

    def __init__(self, *, journal: Journal, duties: Duties) -> None:
        self._journal = journal
        self._duties = duties

    @activity.defn(name="record")
    async def record(self, request: RecordInput) -> Recorded | None:
        """Write a step down; safe to run any number of times, since (case, sequence) is the key.

        Who answers on a rung is looked up here and written with the event, so that a deadline costs one step; tried
        again, a step says what it said the first time.
        """
        asking = {event.sequence for event in request.events if duty.is_asked(event)}
        events = [await self._answered(event, request) for event in request.events]
        notices = [each for owed in request.notices for each in await self._addressed(owed, request, events)]
        written = await self._journal.record(tracking_number=request.tracking_number, events=events, notices=notices)
        return Recorded(data={e.sequence: e.data for e in written if e.sequence in asking}) if asking else None

    async def _answered(self, event: Event, request: RecordInput) -> Event:
        if not duty.is_asked(event):
            return event
        found = await self._duties.find(rungs=event.data["rungs"], department=request.department, at=event.at)
        return duty.answered(event, found)

    async def _addressed(self, owed: Owed, request: RecordInput, events: Sequence[Event]) -> list[Addressed]:
        to, notice = owed.to, owed.notice
        if to.is_complainant:
            return [Addressed(notice=notice, receiver=COMPLAINANT)]
        told = next((event.data for event in events if event.sequence == notice.sequence), {})
        if notice.rung and told.get("rung"):
            # The rung that the event came to, now that it is known who is there.
            notice = notice.model_copy(update={"rung": told["rung"]})
        if to.owner_of:
            people: Sequence[str] = [told["owner"]] if told.get("owner") else []
        elif to.staff:
            people = [to.staff]
        else:
            people = await self._on_duty(owed, request, events)
        return [Addressed(notice=notice, receiver=f"staff:{person}") for person in people]

    async def _on_duty(self, owed: Owed, request: RecordInput, events: Sequence[Event]) -> Sequence[str]:
        rungs, at = owed.to.rungs, events[-1].at
        if owed.to.everybody:
            return await self._duties.alarm(rungs=rungs, department=request.department, at=at)
        found = await self._duties.find(rungs=rungs, department=request.department, at=at)
        return [found.staff] if found else []
