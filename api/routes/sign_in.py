"""Signing in and out (登录), and who one is (I1)."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from api.access import Staff
from api.answers import as_json, refusals
from api.body import body_of, takes
from api.services import House
from api.sign_in import SignInForm
from api.windows import asker_of
from storage.sessions import Session
from storage.staff import StaffMember

router = APIRouter(prefix="/api/v1", tags=["staff"])


class Me(BaseModel):
    """Who is signed in; `csrf_token` goes as `X-CSRF-Token` with every change, and is none with a bearer token."""

    id: str
    name: str
    role: str
    department: str | None
    rung: str
    csrf_token: str | None = None
    session_expires_at: datetime | None = Field(default=None, description="At the latest; sooner when it lies idle.")


@router.post(
    "/sign-in",
    response_model=Me,
    responses=refusals(401, 403, 413, 422, 429, 503),
    openapi_extra=takes(SignInForm, example={"login": "wang.fang", "password": "correct horse battery"}),
)
async def sign_in(
    request: Request, house: House, form: Annotated[SignInForm, Depends(body_of(SignInForm))]
) -> Response:
    """Begin a session, in a cookie. A wrong name and a wrong password are the same answer, after the same time."""
    cookies = house.sign_in.cookies
    cookies.check_ours(request.headers, scheme=request.url.scheme)
    address = asker_of(request.client.host) if request.client else ""
    before = cookies.token_of(request.headers)
    opened = await house.sign_in.open(form, address=address, user_agent=request.headers.get("user-agent", ""))
    if before:
        await house.sign_in.close(before)
    answer = as_json(_me(opened.session.staff, opened.session))
    cookies.set(answer, opened.token)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/sign-out", status_code=204, responses=refusals(403, 503))
async def sign_out(request: Request, house: House) -> Response:
    """End the session of this browser; once more is the same."""
    answer = Response(status_code=204)
    if request.state.session is not None:
        await house.sign_in.close(house.sign_in.cookies.token_of(request.headers) or "")
    house.sign_in.cookies.clear(answer)
    return answer


@router.post("/sign-out-everywhere", status_code=204, responses=refusals(401, 403, 503))
async def sign_out_everywhere(house: House, staff: Staff) -> Response:
    """End one's sessions on every machine; bearer tokens stay."""
    await house.sign_in.close_all(staff.id)
    answer = Response(status_code=204)
    house.sign_in.cookies.clear(answer)
    return answer


@router.get("/me", response_model=Me, responses=refusals(401, 503))
async def me(request: Request, staff: Staff) -> Response:
    """Tell who is signed in."""
    answer = as_json(_me(staff, request.state.session))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _me(staff: StaffMember, session: Session | None) -> Me:
    return Me(
        id=staff.id,
        name=staff.name,
        role=staff.role,
        department=staff.department,
        rung=staff.rung,
        csrf_token=session.csrf_token if session else None,
        session_expires_at=session.expires_at if session else None,
    )
