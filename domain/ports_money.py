"""What moving money needs of the outside world (E5, E9)."""

from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from domain.money import CNY, PayingAccount
from domain.ports import PaymentAnswer

Book = Literal["payments", "vouchers", "escrow"]
"""A neighbour's list: money paid, vouchers and extensions issued, money put into the supervised account."""


class PaymentGateway(Protocol):
    """Moves money and issues vouchers, once per key."""

    async def pay(
        self,
        *,
        key: str,
        kind: str,
        amount_fen: int,
        reference: str,
        account: PayingAccount = "",
        currency: str = CNY,
        days: int = 0,
    ) -> PaymentAnswer:
        """Pay or issue; an answer that did not arrive is `unclear`, never an exception."""
        ...

    async def inquire(self, *, key: str, kind: str) -> PaymentAnswer:
        """Ask what became of a payment; `unknown` means that it never reached the gateway."""
        ...


class Movement(BaseModel):
    """One time money moved at a neighbour; `account` is the supervised one, or none for the house's own."""

    model_config = ConfigDict(frozen=True)

    key: str
    amount_fen: int
    currency: str = CNY
    account: str = ""


class MovementPage(BaseModel):
    """Some movements, the oldest first, and where the next ones begin."""

    model_config = ConfigDict(frozen=True)

    items: tuple[Movement, ...]
    next: int | None = None


class NeighbourBooks(Protocol):
    """The lists of what a neighbour has moved."""

    async def page(self, book: Book, *, after: int) -> MovementPage:
        """Give the movements of a list after a place. Raises `NeighbourUnavailable`."""
        ...
