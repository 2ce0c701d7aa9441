"""What the neighbours post to Redress: described here for the contracts, sent by `callbacks.py`."""

from typing import Annotated

from fastapi import APIRouter, Header, status

from gateways.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER
from local.neighbours.payment_forms import PaymentNews
from local.neighbours.problems import documented
from local.neighbours.repair_forms import WorkOrderNews

SignedAt = Annotated[str, Header(alias=TIMESTAMP_HEADER, description="Whole seconds since 1970, at sending.")]
Signature = Annotated[
    str,
    Header(
        alias=SIGNATURE_HEADER,
        description="`sha256=` and the hexadecimal HMAC-SHA256, by the shared secret, of timestamp, full stop, body.",
    ),
]

payment_news = APIRouter()
work_order_news = APIRouter()


@payment_news.post("payments", status_code=status.HTTP_202_ACCEPTED, responses=documented(401, 422))
def payment_settled(_news: PaymentNews, _signed_at: SignedAt, _signature: Signature) -> None:
    """Posted to `/api/v1/hooks/payments` of Redress until answered 2xx; a repeat bears the same id."""


@work_order_news.post("work-orders", status_code=status.HTTP_202_ACCEPTED, responses=documented(401, 422))
def repair_finished(_news: WorkOrderNews, _signed_at: SignedAt, _signature: Signature) -> None:
    """Posted to `/api/v1/hooks/work-orders` of Redress until answered 2xx; a repeat bears the same id."""
