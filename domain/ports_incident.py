"""What mass incidents need of the outside world."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from domain.incident import IncidentEvent, IncidentStart
from domain.incident_answer import CommonAnswer
from domain.pack_sections import Incident as IncidentRule

JOIN: Final = "join"
ANSWER: Final = "answer"
RELEASE: Final = "release"
"""What a case can be told by an incident."""


class IncidentJournal(Protocol):
    """Where what happens on incidents is written down."""

    async def record(self, incident: str, events: Sequence[IncidentEvent]) -> bool:
        """Write a step, once; tells whether the incident is there: another of its kind may be open."""
        ...


class IncidentMembers(Protocol):
    """Which cases belong to an incident, or should."""

    async def size(self, start: IncidentStart) -> int:
        """Count its members, and the like cases that are in no incident yet."""
        ...

    async def to_join(self, start: IncidentStart, *, after: str, most: int) -> Sequence[str]:
        """Give like cases that nobody has told to join, by number."""
        ...

    async def to_answer(self, incident: str, *, after: str, most: int) -> Sequence[str]:
        """Give members that wait for an answer and have not been given it, by number."""
        ...

    async def to_release(self, incident: str, *, after: str, most: int) -> Sequence[str]:
        """Give members that still wait for an answer, by number."""
        ...

    async def note_called(self, incident: str, *, what: str, numbers: Sequence[str]) -> None:
        """Keep that these cases were told."""
        ...


class MemberCalls(Protocol):
    """How an incident speaks to a case."""

    async def join(self, number: str, *, incident: str, size: int) -> None:
        """Tell a case that it belongs to an incident. Raises `NeighbourUnavailable`."""
        ...

    async def answer(self, number: str, common: CommonAnswer) -> None:
        """Give a case the common answer. Raises `NeighbourUnavailable`."""
        ...

    async def release(self, number: str, *, incident: str) -> None:
        """Tell a case that its incident is closed without an answer to it. Raises `NeighbourUnavailable`."""
        ...


class IncidentFinder(Protocol):
    """Where incidents are seen coming."""

    async def windows(self, *, pack: str, rule: IncidentRule, now: datetime) -> Sequence[IncidentStart]:
        """Give the incidents that are to be opened under a pack."""
        ...

    async def with_work(self) -> Sequence[str]:
        """Give the open incidents that have cases to gather or to answer."""
        ...


class IncidentDoor(Protocol):
    """How incidents are opened and called."""

    async def open(self, start: IncidentStart) -> bool:
        """Open one, once; tells whether this call did it. Raises `NeighbourUnavailable`."""
        ...

    async def gather(self, incident: str) -> None:
        """Let one look again for its members. Raises `NeighbourUnavailable`."""
        ...
