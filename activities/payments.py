"""Payments (付款): money that moves once, whatever answer comes back (E5)."""

from datetime import timedelta

from pydantic import BaseModel, ConfigDict
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.beating import beating
from domain.money import CNY, PayingAccount
from domain.ports import PaymentAnswer
from domain.ports_money import PaymentGateway

ASK_AGAIN_AFTER = timedelta(seconds=2)


class PayInput(BaseModel):
    """An accepted remedy: `key` is its id, `kind` its kind, `reference` the tracking number.

    `account` is the supervised one, or none for the house's own. `ask_first` where it was sent before and refused.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    kind: str
    amount_fen: int
    reference: str
    account: PayingAccount = ""
    currency: str = CNY
    ask_first: bool = False
    days: int = 0


class PaymentActivities:
    """Carrying out what a gateway can carry out."""

    def __init__(self, *, payments: PaymentGateway) -> None:
        self._payments = payments

    @activity.defn(name="pay")
    async def pay(self, request: PayInput) -> PaymentAnswer:
        """Pay an accepted remedy and give the gateway's last word: `settled` or `refused`.

        Safe to run any number of times: the remedy's id, not the attempt, is the key. On a later attempt, and after
        an unclear answer, the gateway is asked what became of the payment; it is sent again only if it never arrived.
        """
        async with beating():
            return await self._paid(request)

    async def _paid(self, request: PayInput) -> PaymentAnswer:
        if request.ask_first or activity.info().attempt > 1:
            answer = await self._inquire(request)
            # What it refused before, it may be sent again: no money moved.
            if answer.status not in ({"unknown", "refused"} if request.ask_first else {"unknown"}):
                return self._last_word(request, answer)
        answer = await self._payments.pay(
            key=request.key,
            kind=request.kind,
            amount_fen=request.amount_fen,
            reference=request.reference,
            account=request.account,
            currency=request.currency,
            days=request.days,
        )
        if answer.status == "unclear":
            answer = await self._inquire(request)
        return self._last_word(request, answer)

    async def _inquire(self, request: PayInput) -> PaymentAnswer:
        return await self._payments.inquire(key=request.key, kind=request.kind)

    @staticmethod
    def _last_word(request: PayInput, answer: PaymentAnswer) -> PaymentAnswer:
        if answer.status == "settled" and not _fits(request, answer):
            # Whatever the gateway has moved under this key is not what was asked for: a person looks into it.
            return PaymentAnswer(status="refused", reason="settled_for_something_else")
        if answer.status in {"settled", "refused"}:
            return answer
        # Not settled yet, or nobody knows: the next attempt asks before it does anything else.
        raise ApplicationError(f"the payment is {answer.status}", type="PaymentOpen", next_retry_delay=ASK_AGAIN_AFTER)


def _fits(request: PayInput, answer: PaymentAnswer) -> bool:
    # By the contract, money that is settled in no currency named is settled in the usual one.
    return answer.amount_fen in {None, request.amount_fen} and (answer.currency or CNY) == request.currency
