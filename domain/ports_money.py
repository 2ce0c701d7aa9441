"""What moving money needs of the outside world (E5, E9)."""

from typing import Protocol

from domain.money import CNY, PayingAccount
from domain.ports import PaymentAnswer


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
    ) -> PaymentAnswer:
        """Pay or issue; an answer that did not arrive is `unclear`, never an exception."""
        ...

    async def inquire(self, *, key: str, kind: str) -> PaymentAnswer:
        """Ask what became of a payment; `unknown` means that it never reached the gateway."""
        ...
