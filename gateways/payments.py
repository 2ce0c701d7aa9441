"""The payment system (支付网关): pays and issues once per key, and is asked when an answer is unclear (E5)."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from domain.money import CNY, Currency, PayingAccount
from domain.ports import NeighbourUnavailable, PaymentAnswer
from gateways.neighbour import Answer, Neighbour, Reply

_BOOKS = {"refund": "payments", "compensation": "payments", "voucher": "vouchers", "extension": "vouchers"}
# Only these say for certain that no money moved for this call.
_REFUSALS = frozenset({402, 409, 422})


class _State(Answer):
    key: str
    status: Literal["settled", "pending", "refused"]
    amount_fen: Annotated[int, Field(ge=0)]
    at: AwareDatetime
    currency: Currency | None = None
    reason: Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,63}$")] = "no_reason_given"


class HttpPaymentGateway:
    """`PaymentGateway` over HTTP, by the contract in docs/neighbours/payments.openapi.json."""

    def __init__(self, *, neighbour: Neighbour) -> None:
        self._neighbour = neighbour

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
        """Pay or issue, once per key.

        Args:
            key: the remedy's id, never the attempt's.
            kind: `refund` and `compensation` move money, `voucher` and `extension` its worth.
            amount_fen: integer fen.
            reference: the tracking number.
            account: the supervised account, where it comes out of that.
            currency: by its three letters; a gateway that is told of none pays CNY.
            days: how long an extension is, or a voucher good; none where nobody has said.

        Returns:
            `settled`, `pending` (its end comes by callback), `refused` with a word for machines, or `unclear`: then
            money may have moved, and only `inquire` can tell. Reasons hold no personal data.
        """
        body: dict[str, Any] = {"key": key, "kind": kind, "amount_fen": amount_fen, "reference": reference}
        # Said only where it is not the usual one: gateways that know neither serve as before.
        body |= ({"account": account} if account else {}) | ({"currency": currency} if currency != CNY else {})
        body |= {"days": days} if days else {}
        try:
            reply = await self._neighbour.post(_book(kind), body=body)
            if reply.status in _REFUSALS:
                return PaymentAnswer(status="refused", reason=reply.reason())
            return _read(reply, key=key, amount_fen=amount_fen)
        except NeighbourUnavailable as error:
            return PaymentAnswer(status="unclear", reason=str(error))

    async def inquire(self, *, key: str, kind: str) -> PaymentAnswer:
        """Ask what became of a payment; `unknown` means that no money moved and that it may be sent (again)."""
        try:
            reply = await self._neighbour.get(_book(kind), key)
            if reply.status == 404 and reply.reason() == "unknown_key":
                return PaymentAnswer(status="unknown")
            return _read(reply, key=key)
        except NeighbourUnavailable as error:
            return PaymentAnswer(status="unclear", reason=str(error))


def _book(kind: str) -> str:
    if kind not in _BOOKS:
        raise ValueError(f"a remedy of kind {kind!r} is not paid; the kinds that are: {', '.join(_BOOKS)}")
    return _BOOKS[kind]


def _read(reply: Reply, *, key: str, amount_fen: int | None = None) -> PaymentAnswer:
    if reply.status not in {200, 202}:
        raise reply.not_the_contract()
    state = reply.read(_State)
    # An answer about another payment says nothing of this one.
    if state.key != key or (amount_fen is not None and state.amount_fen != amount_fen):
        raise reply.not_the_contract()
    if state.status == "settled":
        return PaymentAnswer(
            status="settled", settled_at=state.at, amount_fen=state.amount_fen, currency=state.currency
        )
    return PaymentAnswer(status=state.status, reason=state.reason if state.status == "refused" else "")
