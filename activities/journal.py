"""Writing down what happened: the one path from a workflow to the database."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from temporalio import activity

from domain import duty
from domain.events import Event
from domain.ports import Duties, Journal


class RecordInput(BaseModel):
    """A step's events of one case, in order and without a gap; `department` is whose case it is after them."""

    model_config = ConfigDict(frozen=True)

    tracking_number: str
    events: tuple[Event, ...]
    department: str = ""


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
        written = await self._journal.record(tracking_number=request.tracking_number, events=events)
        return Recorded(data={e.sequence: e.data for e in written if e.sequence in asking}) if asking else None

    async def _answered(self, event: Event, request: RecordInput) -> Event:
        if not duty.is_asked(event):
            return event
        found = await self._duties.find(rungs=event.data["rungs"], department=request.department, at=event.at)
        return duty.answered(event, found)
