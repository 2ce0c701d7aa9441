"""What other systems post when something of theirs is done (D2, E5): signed, and harmless however often it comes."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictInt

from api.answers import Accepted, as_json, refusals
from api.body import read_form, takes
from api.engine import CaseEnded, CaseUnknown
from api.problems import FieldFault, Problem, no_such_case, not_now, not_understood
from api.services import House, Services
from domain import payments
from domain.complaint import Name
from domain.identity import normalise_number
from domain.money import Currency
from domain.ports import PaymentAnswer, WorkOrderAnswer
from domain.words import Words
from gateways.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, TOLERANCE, SignatureRefused, verify
from workflows.messages import PAYMENT_SIGNAL, REPAIR_SIGNAL, Message, PaymentNews, RepairNews

router = APIRouter(prefix="/api/v1/hooks", tags=["other systems"])

log = logging.getLogger(__name__)

_Word = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,63}$", description="A word for machines.")]

_REMEDY: Final = re.compile(r"(.+)-R[1-9][0-9]{0,5}", re.ASCII)
_ORDER: Final = re.compile(r"(.+)-W[1-9][0-9]{0,5}", re.ASCII)
_NO_REMEDY: Final = Words(zh="不是本系统的补偿编号", en="this is no remedy of ours")
_NOT_THE_REMEDYS: Final = Words(zh="与补偿编号不属于同一案件", en="this is not the case of the remedy")
_NO_ORDER: Final = Words(zh="不是本系统的维修工单编号", en="this is no work order of ours")
_ANOTHER_CASE: Final = Words(zh="与工单编号不属于同一案件", en="this is not the case of the work order")
_UNSIGNED: Final = (
    f"签名无效：请核对请求头 {TIMESTAMP_HEADER} 和 {SIGNATURE_HEADER}、约定的密钥以及签名时间"
    f"（与当前时间相差不得超过 {TOLERANCE.seconds // 60} 分钟）。"
)


class Callback(BaseModel):
    """What every callback bears. Other systems may say more than is read here."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[str, Field(pattern=r"^[!-~]{1,200}$", description="Of the message: a repeat bears the same.")]


class PaymentCallback(Callback):
    """What became of a payment."""

    key: Annotated[str, Field(max_length=200, description="The remedy's id.", examples=["RD-7K2M-9QXD-04TB-R1"])]
    status: Literal["settled", "refused"]
    at: AwareDatetime
    reason: Annotated[str, Field(max_length=200)] | None = None
    reference: Annotated[str, Field(max_length=200, description="The tracking number.")] | None = None
    amount_fen: Annotated[StrictInt, Field(ge=0, description="What was paid, in the smallest unit.")] | None = None
    currency: Annotated[Currency, Field(description="ISO 4217; CNY unless told.")] | None = None


class RepairCallback(Callback):
    """What became of a work order."""

    key: Annotated[str, Field(max_length=200, description="The order's id.", examples=["RD-7K2M-9QXD-04TB-W1"])]
    reference: Annotated[str, Field(max_length=200, description="The tracking number.")]
    status: Literal["finished", "refused"]
    at: AwareDatetime
    outcome: _Word = "repaired"
    parts: Annotated[list[Name], Field(max_length=50)] = []
    reason: _Word | None = None


async def _signed(
    request: Request,
    house: House,
    timestamp: Annotated[str | None, Header(alias=TIMESTAMP_HEADER)] = None,
    signature: Annotated[str | None, Header(alias=SIGNATURE_HEADER)] = None,
) -> bytes:
    """Give the body of a request that its sender has signed just now. Raises `Problem` (401)."""
    body = await request.body()
    try:
        verify(
            secret=house.options.hooks_secret,
            timestamp=timestamp,
            signature=signature,
            body=body,
            now=datetime.now(UTC),
        )
    except SignatureRefused as refused:
        raise Problem(status=401, words=Words(zh=_UNSIGNED, en=str(refused))) from None
    return body


@router.post(
    "/payments",
    status_code=202,
    response_model=Accepted,
    responses=refusals(401, 404, 409, 413, 422, 503),
    openapi_extra=takes(PaymentCallback),
)
async def payment_settled(house: House, body: Annotated[bytes, Depends(_signed)]) -> Response:
    """Take in that a payment was settled or refused; the same message again changes nothing.

    One of another amount, or in another currency, than the remedy is kept on the case's timeline, books nothing, and is
    answered 409 with what does not fit.
    """
    news = read_form(PaymentCallback, body)
    number = _number_of(news.key, form=_REMEDY, otherwise=_NO_REMEDY)
    if news.reference not in {None, number}:
        raise not_understood(FieldFault(path="reference", words=_NOT_THE_REMEDYS))
    answer = PaymentAnswer(
        status=news.status,
        reason=news.reason or "",
        settled_at=news.at if news.status == "settled" else None,
        amount_fen=news.amount_fen,
        currency=news.currency,
    )

    def message(request_id: str) -> PaymentNews:
        return PaymentNews(request_id=request_id, remedy=news.key, answer=answer)

    taken = await _pass_on(house, number, news, body, hook="payments", signal=PAYMENT_SIGNAL, message=message)
    await _check_fit(house, number, news.key, answer)
    return taken


async def _check_fit(house: Services, number: str, remedy_id: str, answer: PaymentAnswer) -> None:
    """Answer what the case will not book, in its own words. Raises `Problem` (409)."""
    case = await house.complaints.find(number)
    remedy = case.remedy(remedy_id) if case else None
    policy = house.policy_of(case.pack, case.pack_version) if case else None
    misfit = payments.misfit(remedy, answer, currency=policy.pack.currency) if remedy and policy else None
    if misfit:
        raise not_now(misfit.words)


@router.post(
    "/work-orders",
    status_code=202,
    response_model=Accepted,
    responses=refusals(401, 404, 413, 422, 503),
    openapi_extra=takes(RepairCallback),
)
async def repair_finished(house: House, body: Annotated[bytes, Depends(_signed)]) -> Response:
    """Take in that a repair is done, or will not be made; the same message again changes nothing."""
    news = read_form(RepairCallback, body)
    number = _number_of(news.key, form=_ORDER, otherwise=_NO_ORDER)
    if news.reference != number:
        raise not_understood(FieldFault(path="reference", words=_ANOTHER_CASE))
    is_refused = news.status == "refused"
    answer = WorkOrderAnswer(
        status=news.status,
        reason=(news.reason or "no_reason_given") if is_refused else "",
        outcome="" if is_refused else news.outcome,
        parts=tuple(news.parts),
    )

    def message(request_id: str) -> RepairNews:
        return RepairNews(request_id=request_id, order=news.key, answer=answer)

    return await _pass_on(house, number, news, body, hook="work-orders", signal=REPAIR_SIGNAL, message=message)


async def _pass_on(
    house: Services,
    number: str,
    news: Callback,
    body: bytes,
    *,
    hook: str,
    signal: str,
    message: Callable[[str], Message],
) -> Response:
    """Tell the case once, however often the message comes. Raises `Problem`."""
    attempt = await house.guard.admit(scope=f"hook {hook}", key=news.id, body=body)
    if not attempt.is_done:
        await _tell(house, number, signal, message(attempt.request_id))
        await house.guard.note_done(attempt)
    return as_json(Accepted(), status=202)


async def _tell(house: Services, number: str, signal: str, news: Message) -> None:
    try:
        await house.engine.tell(number, signal, news)
    except CaseEnded:
        # Nothing can be changed any more.
        log.warning("%s came after the end of %s", signal, number)
    except CaseUnknown:
        if not await house.complaints.head(number):
            raise no_such_case() from None
        log.warning("%s came long after the end of %s", signal, number)


def _number_of(key: str, *, form: re.Pattern[str], otherwise: Words) -> str:
    found = form.fullmatch(key)
    number = normalise_number(found[1]) if found else None
    if number is None or found is None or number != found[1]:
        raise not_understood(FieldFault(path="key", words=otherwise))
    return number
