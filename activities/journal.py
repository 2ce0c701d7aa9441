"""Writing down what happened: the one path from a workflow to the database."""

from pydantic import BaseModel, ConfigDict
from temporalio import activity

from domain.events import Event
from domain.ports import Journal


class RecordInput(BaseModel):
    """A step's events of one case, in order and without a gap."""

    model_config = ConfigDict(frozen=True)

    tracking_number: str
    events: tuple[Event, ...]


class JournalActivities:
    """The journal as the workflow sees it."""

    def __init__(self, *, journal: Journal) -> None:
        self._journal = journal

    @activity.defn(name="record")
    async def record(self, request: RecordInput) -> None:
        """Write a step down; safe to run any number of times, since (case, sequence) is the key."""
        await self._journal.record(tracking_number=request.tracking_number, events=request.events)
