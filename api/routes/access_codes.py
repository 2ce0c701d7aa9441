"""Asking for a new access code (A4)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api.answers import Accepted, as_json, refusals
from api.body import body_of, takes
from api.forms import AccessCodeForm
from api.guard import IdempotencyKey
from api.services import House

router = APIRouter(prefix="/api/v1/access-codes", tags=["complaints"])


@router.post(
    "",
    status_code=202,
    response_model=Accepted,
    responses=refusals(413, 422, 429, 503),
    openapi_extra=takes(AccessCodeForm, example={"tracking_number": "RD-7K2M-9QXD-04TB", "phone": "138 0013 8000"}),
)
async def ask_for_code(
    house: House, key: IdempotencyKey, form: Annotated[AccessCodeForm, Depends(body_of(AccessCodeForm))]
) -> Response:
    """Have a code sent to the contact that the case knows; the answer is the same whether there is a case or not."""
    attempt = await house.guard.admit(scope="access-codes", key=key, body=form.model_dump_json().encode())
    if not attempt.is_done:
        # Sent after the answer and beside it, so that its time tells nothing either.
        house.code_sender.send_soon(form)
        await house.guard.note_done(attempt)
    return as_json(Accepted(), status=202)
