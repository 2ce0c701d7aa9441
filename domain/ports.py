"""What the core and the shell need of the outside world; adapters stand in storage, gateways and language."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from domain.case import Case
from domain.contacts import Contacts
from domain.duty import Person
from domain.events import Event
from domain.handover import Handover
from domain.media import MediaLook
from domain.notices import Addressed
from domain.outgoing import Message, NoticeState, Settled
from domain.words import Words


class NeighbourUnavailable(Exception):
    """Another system cannot be reached or gave no usable answer; trying again may help."""


class NeighbourUnreachable(NeighbourUnavailable):
    """Another system was not even reached: it has surely done nothing."""


class Unreadable(Exception):
    """What is kept cannot be read: its key is not here, or it was altered."""


class NeighbourRefused(Exception):
    """Another system understood and said no; trying again as it is will not help."""


class DeliveryUnclear(Exception):
    """It cannot be told whether another system took a message; it is never sent again, a person is told."""


class CaseSilent(Exception):
    """Another case has not answered yet; asking again does nothing twice."""


class RecordFacts(BaseModel):
    """What an operator's records say of an order; amounts in fen, confidence 0 to 100."""

    model_config = ConfigDict(frozen=True)

    cause: str = ""
    responsible: str = ""
    overcharged_fen: int = 0
    delayed_minutes: int = 0
    paid_fen: int = 0
    confidence: int = 0
    facts_clear: bool = False


class OrderRecord(BaseModel):
    """An order as a records system gave it, with where and when it was read."""

    model_config = ConfigDict(frozen=True)

    order_number: str
    facts: RecordFacts
    source: str
    fetched_at: datetime


class PaymentAnswer(BaseModel):
    """What the gateway said of a payment; `unclear` means that only asking again can tell."""

    model_config = ConfigDict(frozen=True)

    status: Literal["settled", "pending", "refused", "unknown", "unclear"]
    reason: str = ""
    settled_at: datetime | None = None
    amount_fen: int | None = None
    currency: str | None = None


class WorkOrderAsked(BaseModel):
    """A repair to be made: `key` names the order for ever, `reference` is the tracking number."""

    model_config = ConfigDict(frozen=True)

    key: str
    reference: str
    what: str
    device: str = ""
    place: str = ""
    until: datetime | None = None


class WorkOrderAnswer(BaseModel):
    """What the repair system said of a work order; `unclear` means that only asking again can tell.

    A repair that was to be cancelled and goes on is `kept`. `reason` (of a refusal, and of this) and `outcome` (of a
    repair that is finished) are words for machines.
    """

    model_config = ConfigDict(frozen=True)

    status: Literal["accepted", "finished", "refused", "cancelled", "kept", "unknown", "unclear"]
    reason: str = ""
    outcome: str = ""
    parts: tuple[str, ...] = ()


class Journal(Protocol):
    """The event log and the read model, written together."""

    async def record(
        self, *, tracking_number: str, events: Sequence[Event], notices: Sequence[Addressed] = ()
    ) -> Sequence[Event]:
        """Write a step's events, what they change and who is to be told, in one transaction; give them as written.

        A repeat changes nothing, and gives what was written the first time.
        """
        ...


class Duties(Protocol):
    """Who of the staff is there."""

    async def people(self, *, at: datetime) -> Sequence[Person]:
        """Give everybody who is not disabled, the first to be asked first, with their absences of an instant."""
        ...


class Cases(Protocol):
    """The other cases, as one of them may speak to them."""

    async def take_over(self, *, number: str, key: str, handover: Handover) -> Words | None:
        """Ask case `number` to take a duplicate over, once per key; gives why it will not, or none when it has.

        Raises `CaseSilent` when there is no answer yet.
        """
        ...


class BusinessRecords(Protocol):
    """An operator's orders, bills and telemetry."""

    async def fetch(self, *, order_number: str) -> OrderRecord | None:
        """Read an order; none when there is no such order. Raises `NeighbourUnavailable`."""
        ...


class RepairSystem(Protocol):
    """Takes work orders, once per key."""

    async def order(self, asked: WorkOrderAsked) -> WorkOrderAnswer:
        """Order a repair; an answer that did not arrive is `unclear`, never an exception."""

    async def inquire(self, *, key: str) -> WorkOrderAnswer:
        """Ask what became of an order; `unknown` means that it never reached the system."""

    async def cancel(self, *, key: str) -> WorkOrderAnswer:
        """Take an order back, for good: one that arrives afterwards is `cancelled`, too; `finished` wins."""


class NoticeCarrier(Protocol):
    """Takes notices of one channel."""

    async def send(self, *, key: str, to: str, subject: str, text: str) -> None:
        """Send a message; the key is its own, and an address may hold its own secrets.

        Raises:
            NeighbourUnavailable: it was surely not taken; trying again is safe.
            NeighbourRefused: it will never be taken.
            DeliveryUnclear: it cannot be told whether it was taken.
        """
        ...


class Outbox(Protocol):
    """What people are to be told and have not been."""

    async def claim(self, *, urgent: bool, most: int, lease: timedelta) -> Sequence[Message]:
        """Take messages that are due, the oldest first; whoever falls silent loses them after `lease`."""
        ...

    async def trying(self, message: Message, *, channel: str, lease: timedelta) -> bool:
        """Keep by which channel a message is about to leave; false when somebody else has taken it since."""
        ...

    async def later(self, message: Message, *, wait: timedelta, failure: str, channel: str | None = None) -> None:
        """Put a message off; `channel` where only that carrier can tell whether it has the message."""
        ...

    async def settle(
        self, message: Message, *, state: NoticeState, channel: str | None = None, failure: str | None = None
    ) -> None:
        """Keep what became of a message for good, and by which channel."""
        ...

    async def drop(self, keys: Collection[str], *, failure: str) -> None:
        """Give up notices that nobody needs any more."""
        ...

    async def untold(self, *, most: int) -> Sequence[Settled]:
        """List what became of notices that their cases have to know and do not yet."""
        ...

    async def told(self, keys: Collection[str]) -> None:
        """Keep that their cases know what became of these."""
        ...

    async def tell_later(self, keys: Collection[str], *, wait: timedelta) -> None:
        """Leave these out of what is untold for so long, so that they hold up no others."""
        ...

    def listening(self, *, urgent: bool) -> AbstractAsyncContextManager["Bell"]:
        """Listen for new notices. Raises `ConnectionError` when the connection is lost."""
        ...


class Bell(Protocol):
    """Rings when somebody owes a notice."""

    async def wait(self, seconds: float) -> None:
        """Wait until it rings, or for so long."""
        ...


class CaseFiles(Protocol):
    """Cases as they stand."""

    async def find(self, tracking_number: str) -> Case | None:
        """Give a case by its number."""
        ...


class ContactBook(Protocol):
    """How staff are reached."""

    async def of(self, staff_ids: Collection[str]) -> Mapping[str, Contacts]:
        """Give the contacts of those who have any, by id."""
        ...


class CaseNews(Protocol):
    """Tells a case what became of its notices."""

    async def tell(self, settled: Settled) -> None:
        """Tell it; once more changes nothing, and a case that is over needs to know nothing.

        Raises:
            NeighbourUnavailable: it could not be told; trying again is safe.
        """
        ...


class BlobStore(Protocol):
    """Keeps bytes by their SHA-256, and sealed: nobody reads them without the keys of the house (J2)."""

    async def put(self, data: bytes) -> str:
        """Store and give the lower-case hexadecimal SHA-256 of the bytes as given."""
        ...

    async def get(self, sha256: str) -> bytes:
        """Read back; raises `KeyError` when there is none."""
        ...

    async def put_file(self, path: str, *, sha256: str) -> None:
        """Store a file of this SHA-256, of any size, in bounded memory; whole or not at all.

        Raises `ConnectionError` or `OSError` when it cannot be stored, `Unreadable` when it has another SHA-256.
        """
        ...

    def read(self, sha256: str) -> AsyncIterator[bytes]:
        """Read back in pieces, each verified before it is given.

        Raises `KeyError` when there is none, `Unreadable` when it is not what was stored.
        """
        ...


class MediaReader(Protocol):
    """Looks into files that strangers sent (A7)."""

    async def look(self, path: str) -> MediaLook:
        """Say what a file is by its content; whatever is wrong with it is said there, never raised.

        Raises:
            OSError: there is no such file, or it cannot be opened.
        """
        ...
