"""The session of one case: a code once, and from then on a cookie (A4)."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api import case_session
from api.access import Calling, Number
from api.answers import refusals
from api.case_session import LASTS, CaseSession, foreign, is_from_here
from api.merging import story_for
from api.problems import no_such_case
from api.services import House

router = APIRouter(prefix="/api/v1/complaints/{tracking_number}/session", tags=["complaints"])
_NO_STORE = {"Cache-Control": "no-store"}


async def _not_foreign(request: Request) -> None:
    # Another site must not put a browser into a case of its own choice.
    told = "sec-fetch-site" in request.headers or "origin" in request.headers
    if told and not is_from_here(request):
        raise foreign()


FromHere = Annotated[None, Depends(_not_foreign)]


@router.post("", status_code=204, responses=refusals(403, 404, 429, 503))
async def open_session(request: Request, house: House, caller: Calling, _: FromHere) -> Response:
    """Take the code and give a cookie for this one case, good for twelve hours; every call takes it for the code."""
    if not caller.code:
        raise no_such_case()
    opens: tuple[str, ...] = (caller.number,)
    notice = house.identity.respondent_notice(caller.number, caller.code) if caller.is_respondent else None
    if not caller.is_respondent and (case := await house.complaints.find(caller.number)):
        opens = tuple(each.tracking_number for each in await story_for(house, caller, case))
    session = CaseSession(opens=opens, until=int(time.time()) + LASTS, notice=notice)
    answer = Response(status_code=204, headers=_NO_STORE)
    case_session.show(answer, session, identity=house.identity, is_secure=request.url.scheme == "https")
    return answer


@router.delete("", status_code=204, responses=refusals(403, 404, 429))
async def close_session(request: Request, number: Number, _: FromHere) -> Response:
    """Take the cookie back, whether there is one or not."""
    answer = Response(status_code=204, headers=_NO_STORE)
    case_session.forget(answer, number, is_secure=request.url.scheme == "https")
    return answer
