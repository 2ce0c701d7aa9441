"""What other systems post when something of theirs is done (E5): signed, and harmless however often it comes."""

import logging
import re
from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Header, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.answers import Accepted, as_json, refusals
from api.body import read_form, takes
from api.engine import CaseEnded, CaseUnknown
from api.problems import FieldFault, Problem, no_such_case, not_understood
from api.services import House, Services
from domain.identity import normalise_number
from domain.ports import PaymentAnswer
from domain.words import Words
from gateways.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, TOLERANCE, SignatureRefused, verify
from workflows.messages import PAYMENT_SIGNAL, PaymentNews

router = APIRouter(prefix="/api/v1/hooks", tags=["other systems"])

log = logging.getLogger(__name__)

_REMEDY: Final = re.compile(r"(.+)-R[1-9][0-9]{0,5}", re.ASCII)
_UNSIGNED: Final = (
    f"签名无效：请核对请求头 {TIMESTAMP_HEADER} 和 {SIGNATURE_HEADER}、约定的密钥以及签名时间"
    f"（与当前时间相差不得超过 {TOLERANCE.seconds // 60} 分钟）。"
)


class PaymentCallback(BaseModel):
    """What became of a payment. Other systems may say more than is read here."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[str, Field(pattern=r"^[!-~]{1,200}$", description="Of the message: a repeat bears the same.")]
    key: Annotated[str, Field(max_length=200, description="The remedy's id.", examples=["RD-7K2M-9QXD-04TB-R1"])]
    status: Literal["settled", "refused"]
    at: AwareDatetime
    reason: Annotated[str, Field(max_length=200)] | None = None


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
    responses=refusals(401, 404, 413, 422, 503),
    openapi_extra=takes(PaymentCallback),
)
async def payment_settled(house: House, body: Annotated[bytes, Depends(_signed)]) -> Response:
    """Take in that a payment was settled or refused; the same message again changes nothing."""
    news = read_form(PaymentCallback, body)
    number = _number_of(news.key)
    attempt = await house.guard.admit(scope="hook payments", key=news.id, body=body)
    if not attempt.is_done:
        settled_at = news.at if news.status == "settled" else None
        answer = PaymentAnswer(status=news.status, reason=news.reason or "", settled_at=settled_at)
        await _tell(house, number, PaymentNews(request_id=attempt.request_id, remedy=news.key, answer=answer))
        await house.guard.note_done(attempt)
    return as_json(Accepted(), status=202)


async def _tell(house: Services, number: str, news: PaymentNews) -> None:
    try:
        await house.engine.tell(number, PAYMENT_SIGNAL, news)
    except CaseEnded:
        # Nothing can be changed any more.
        log.warning("news of payment %s came after the end of its case: %s", news.remedy, news.answer.status)
    except CaseUnknown:
        if not await house.complaints.head(number):
            raise no_such_case() from None
        log.warning("news of payment %s came long after the end of its case: %s", news.remedy, news.answer.status)


def _number_of(remedy: str) -> str:
    found = _REMEDY.fullmatch(remedy)
    number = normalise_number(found[1]) if found else None
    if number is None or found is None or number != found[1]:
        words = Words(zh="不是本系统的补偿编号", en="this is no remedy of ours")
        raise not_understood(FieldFault(path="key", words=words))
    return number
