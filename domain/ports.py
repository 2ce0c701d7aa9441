"""What the core and the shell need of the outside world; adapters stand in storage, gateways and language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from domain.duty import OnDuty
from domain.events import Event
from domain.handover import Handover
from domain.words import Words


class NeighbourUnavailable(Exception):
    """Another system cannot be reached or gave no usable answer; trying again may help."""


class NeighbourRefused(Exception):
    """Another system understood and said no; trying again as it is will not help."""


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


class Journal(Protocol):
    """The event log and the read model, written together."""

    async def record(self, *, tracking_number: str, events: Sequence[Event]) -> Sequence[Event]:
        """Write a step's events and what they change, in one transaction, and give them as they are written.

        A repeat changes nothing, and gives what was written the first time.
        """
        ...


class Duties(Protocol):
    """Who of the staff is there."""

    async def find(self, *, rungs: Sequence[str], department: str, at: datetime) -> OnDuty | None:
        """Find who answers on the first of these rungs, from below, that has somebody at an instant."""
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


class PaymentGateway(Protocol):
    """Moves money and issues vouchers, once per key."""

    async def pay(self, *, key: str, kind: str, amount_fen: int, reference: str) -> PaymentAnswer:
        """Pay or issue; an answer that did not arrive is `unclear`, never an exception."""
        ...

    async def inquire(self, *, key: str, kind: str) -> PaymentAnswer:
        """Ask what became of a payment; `unknown` means that it never reached the gateway."""
        ...


class SmsCarrier(Protocol):
    """Takes short messages."""

    async def send(self, *, key: str, to: str, text: str) -> None:
        """Send once per key. Raises `NeighbourUnavailable` or `NeighbourRefused`."""
        ...


class BlobStore(Protocol):
    """Keeps bytes by their SHA-256, and sealed: nobody reads them without the keys of the house (J2)."""

    async def put(self, data: bytes) -> str:
        """Store and give the lower-case hexadecimal SHA-256 of the bytes as given."""
        ...

    async def get(self, sha256: str) -> bytes:
        """Read back; raises `KeyError` when there is none."""
        ...
