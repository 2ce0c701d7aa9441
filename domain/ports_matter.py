"""What matters need of the outside world."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from domain.matter_events import MatterEvent, MatterStart
from domain.notices import Addressed
from domain.words import Words


class ToldOf(NamedTuple):
    """Words that a member of staff is to be told, by a key that no other notice has."""

    key: str
    staff: str
    what: str
    words: Words


class PersonErased(Exception):
    """The person of a case was erased: nothing can be sealed for it any more."""


class MatterJournal(Protocol):
    """Where what happens on matters is written down."""

    async def record(
        self,
        matter: str,
        *,
        tracking_number: str,
        events: Sequence[MatterEvent],
        told: Sequence[ToldOf],
        without_words: bool = False,
    ) -> Sequence[MatterEvent]:
        """Write a step and what is to be told of it, once; gives the events as they are written.

        Raises `PersonErased` where words cannot be sealed, and the step is not to be written without them.
        """
        ...

    async def case_that_goes_on(self, tracking_number: str) -> str:
        """Give the case into which this one was merged, and that one in turn; itself where it was not."""
        ...

    async def owe(self, addressed: Addressed) -> None:
        """Owe a party of the case a notice, once."""
        ...

    async def is_there(self, matter: str) -> bool:
        """Tell whether a matter has begun."""
        ...


class MatterDoor(Protocol):
    """How the workflow of a matter is started."""

    async def open(self, start: MatterStart) -> None:
        """Start it, once, whoever does it first. Raises `NeighbourUnavailable`."""
        ...
