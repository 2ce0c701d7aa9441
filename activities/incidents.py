"""Incidents (群体性事件): written down, and their members told in batches, each once whatever breaks off (H5)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from pydantic import BaseModel, ConfigDict
from temporalio import activity

from domain.incident import IncidentEvent, IncidentStart
from domain.incident_answer import CommonAnswer
from domain.ports import NeighbourUnavailable
from domain.ports_incident import ANSWER, JOIN, RELEASE, IncidentJournal, IncidentMembers, MemberCalls

AT_ONCE: Final = 20


class IncidentRecord(BaseModel):
    """A step's events of one incident."""

    model_config = ConfigDict(frozen=True)

    incident: str
    events: tuple[IncidentEvent, ...]


class IncidentRecorded(BaseModel):
    """Whether the incident is there: it is not where another of its kind is open."""

    model_config = ConfigDict(frozen=True)

    is_there: bool


class GatherInput(BaseModel):
    """Whom to tell to join: `most` like cases after the number `after`; a `size` of 0 is still to be counted."""

    model_config = ConfigDict(frozen=True)

    start: IncidentStart
    after: str
    most: int
    size: int


class AnswerInput(BaseModel):
    """Whom to give the common answer: `most` members after the number `after`."""

    model_config = ConfigDict(frozen=True)

    common: CommonAnswer
    after: str
    most: int


class ReleaseInput(BaseModel):
    """Whom to tell that the incident is closed: `most` members after the number `after`."""

    model_config = ConfigDict(frozen=True)

    incident: str
    after: str
    most: int


class BatchResult(BaseModel):
    """How many were told, after which number to go on (none: all were), and how many members there are."""

    model_config = ConfigDict(frozen=True)

    told: int
    after: str | None
    size: int = 0


class IncidentActivities:
    """What an incident does outside."""

    def __init__(self, *, journal: IncidentJournal, members: IncidentMembers, calls: MemberCalls) -> None:
        self._journal = journal
        self._members = members
        self._calls = calls

    @activity.defn(name="record_incident")
    async def record(self, request: IncidentRecord) -> IncidentRecorded:
        """Write a step down; safe to run any number of times."""
        return IncidentRecorded(is_there=await self._journal.record(request.incident, request.events))

    @activity.defn(name="gather")
    async def gather(self, request: GatherInput) -> BatchResult:
        """Tell some like cases that they belong to the incident; whoever was told is not told again."""
        start = request.start
        size = request.size or await self._members.size(start)
        numbers = await self._members.to_join(start, after=request.after, most=request.most)

        async def join(number: str) -> None:
            await self._calls.join(number, incident=start.incident, size=size)

        await self._tell(numbers, join, incident=start.incident, what=JOIN)
        return _batch(numbers, most=request.most, size=size)

    @activity.defn(name="answer_members")
    async def answer(self, request: AnswerInput) -> BatchResult:
        """Give some members the common answer; whoever was given it is not given it again."""
        common = request.common
        numbers = await self._members.to_answer(common.incident, after=request.after, most=request.most)

        async def answer(number: str) -> None:
            await self._calls.answer(number, common)

        await self._tell(numbers, answer, incident=common.incident, what=ANSWER)
        return _batch(numbers, most=request.most)

    @activity.defn(name="release_members")
    async def release(self, request: ReleaseInput) -> BatchResult:
        """Tell some members that wait for an answer that there will be none; whoever was told is not told again."""
        numbers = await self._members.to_release(request.incident, after=request.after, most=request.most)

        async def release(number: str) -> None:
            await self._calls.release(number, incident=request.incident)

        await self._tell(numbers, release, incident=request.incident, what=RELEASE)
        return _batch(numbers, most=request.most)

    async def _tell(
        self, numbers: Sequence[str], call: Callable[[str], Awaitable[None]], *, incident: str, what: str
    ) -> None:
        """Tell each, some at a time, and keep whom it reached. Raises `NeighbourUnavailable` where somebody is left."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def reach(number: str) -> bool:
            async with gate:
                try:
                    await call(number)
                except NeighbourUnavailable:
                    return False
            return True

        reached = await asyncio.gather(*map(reach, numbers))
        if told := [number for number, is_told in zip(numbers, reached, strict=True) if is_told]:
            await self._members.note_called(incident, what=what, numbers=told)
        if not all(reached):
            raise NeighbourUnavailable(f"{len(numbers) - len(told)} members cannot be told yet")


def _batch(numbers: Sequence[str], *, most: int, size: int = 0) -> BatchResult:
    return BatchResult(told=len(numbers), after=numbers[-1] if len(numbers) == most else None, size=size)
