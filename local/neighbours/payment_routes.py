"""The payment system's calls, the same for payments and for vouchers."""

import asyncio
from typing import Annotated, Any
from zlib import crc32

from fastapi import APIRouter, Depends, Request, Response, status
from starlette.concurrency import run_in_threadpool

from local.neighbours.access import from_here_or_with_token, with_token
from local.neighbours.connections import close_without_answer
from local.neighbours.escrow import INSUFFICIENT_FUNDS, After, Limit
from local.neighbours.faults import Book
from local.neighbours.payment_forms import Asked, Key, Movements, PaymentAsked, PaymentState, VoucherAsked
from local.neighbours.payments import REFUSAL, Outcome, PaymentBook
from local.neighbours.problems import Refusal, documented

# What comes out of a gateway behind a broken proxy: none of it is an answer.
NONSENSE = (
    b"<html><body>It works!</body></html>",
    b'{"key": ',
    b'{"key": "somebody-else", "status": "settled", "amount_fen": 1, "at": "2026-01-01T00:00:00Z"}',
    b'{"status": "perhaps", "amount_fen": -1}',
    b"\x00\xff\xfe",
)
_DETAILS = {
    REFUSAL: "the account that the money should go to is closed",
    INSUFFICIENT_FUNDS: "the supervised account does not hold that much",
}
_TAKEN = {"model": PaymentState, "description": "Taken; its end comes by callback"}


def ledger_router(*, book: Book, form: type[Asked]) -> APIRouter:
    """Give the routes of one book, which takes what `form` describes."""
    router = APIRouter(prefix=f"/{book}", tags=[book])
    state_options: dict[str, Any] = {"response_model": PaymentState, "response_model_exclude_defaults": True}

    def this_book(request: Request) -> PaymentBook:
        found: PaymentBook = request.app.state.books[book]
        return found

    ThisBook = Annotated[PaymentBook, Depends(this_book)]  # noqa: N806  a type

    @router.post(
        "",
        dependencies=[Depends(with_token)],
        responses={**documented(401, 402, 409, 422), 202: _TAKEN},
        **state_options,
    )
    async def pay(asked: form, ledger: ThisBook, request: Request, response: Response) -> Any:  # type: ignore[valid-type]
        """Move money once per key: a repeat gets the first one's answer, with another amount 409."""
        outcome = await run_in_threadpool(ledger.pay, asked)
        if outcome.fault is not None:
            request.app.state.wake_chores()
        return await _answer(outcome, request, response)

    @router.get("/{key:path}", dependencies=[Depends(with_token)], responses=documented(401, 404, 422), **state_options)
    def inquire(key: Key, ledger: ThisBook) -> Any:
        """Tell what became of a key; 404 with reason `unknown_key` when it was never heard of."""
        return ledger.find(key=key)

    @router.get("", dependencies=[Depends(from_here_or_with_token)], response_model_exclude_defaults=True)
    def list_movements(ledger: ThisBook, after: After = 0, limit: Limit = None) -> Movements:
        """Show each time money moved, oldest first."""
        return ledger.movements(after=after, limit=limit)

    return router


async def _answer(outcome: Outcome, request: Request, response: Response) -> Any:
    if outcome.fault == "delay":
        await asyncio.sleep(request.app.state.timings.delay)
    if outcome.fault == "drop_answer":
        await close_without_answer(request)
    if outcome.fault == "nonsense":
        return Response(NONSENSE[crc32(outcome.payment.key.encode()) % len(NONSENSE)], media_type="application/json")
    if outcome.payment.status == "refused":
        reason = outcome.payment.reason or REFUSAL
        raise Refusal(status=402, reason=reason, detail=_DETAILS.get(reason, reason))
    if outcome.payment.status == "pending":
        response.status_code = status.HTTP_202_ACCEPTED
    return outcome.payment


payments = ledger_router(book="payments", form=PaymentAsked)
vouchers = ledger_router(book="vouchers", form=VoucherAsked)
