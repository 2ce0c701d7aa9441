"""The cookie of one case (案件会话): what a browser shows for the code, which it cannot send with a stream (A4).

It says which party may open which cases, and until when, signed with the identity key: no table, no code in it. It goes
to the addresses of its case alone, never to another site's request, and no script reads it.
"""

import base64
import binascii
import time
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from api.problems import Problem, not_allowed
from domain.identity import Identity

COOKIE: Final = "redress_case"
LASTS: Final = 12 * 60 * 60
"""Seconds, from the code on."""

_PATHS: Final = ("/api/v1/complaints/{number}", "/complaints/{number}")
_SAFE: Final = frozenset({"GET", "HEAD"})
_LONGEST: Final = 2_048


class CaseSession(BaseModel):
    """A right to cases; `number` comes first in `opens`, `notice` is the event that told a respondent of their code."""

    model_config = ConfigDict(frozen=True)

    opens: tuple[str, ...]
    until: int
    notice: int | None = None


def show(response: Response, session: CaseSession, *, identity: Identity, is_secure: bool) -> None:
    """Set the cookie; `is_secure` where the browser came by https."""
    text = session.model_dump_json(exclude_none=True)
    value = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    _set(response, session.opens[0], f"{value}.{identity.seal('case session', text)}", LASTS, is_secure)


def forget(response: Response, number: str, *, is_secure: bool) -> None:
    """Take the cookie back."""
    _set(response, number, "", 0, is_secure)


def read(request: Request, number: str, *, identity: Identity) -> CaseSession | None:
    """Give the right that a request's cookie gives to this case; none where there is none, or it is over.

    Raises:
        Problem: 403, the request would change something and may come from another site.
    """
    session = _opened(request.cookies.get(COOKIE, ""), identity)
    if session is None or session.opens[:1] != (number,) or session.until < time.time():
        return None
    if request.method not in _SAFE and not is_from_here(request):
        raise foreign()
    return session


def is_from_here(request: Request) -> bool:
    """Tell whether a page of ours has made a request: by what the browser says, which no page can write itself."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")


def foreign() -> Problem:
    """Give the problem of a request by cookie that does not come from a page of ours."""
    return not_allowed(
        zh="此请求并非来自本站页面，未执行。请在本站页面重新提交。",
        en="This did not come from a page of this site, so nothing was done. Send it again from the page here.",
    )


def _opened(value: str, identity: Identity) -> CaseSession | None:
    encoded, _, seal = value.partition(".")
    if not (0 < len(value) <= _LONGEST and value.isascii()):
        return None
    try:
        text = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    if not identity.is_seal("case session", text, seal):
        return None
    try:
        return CaseSession.model_validate_json(text)
    except ValidationError:
        return None


def _set(response: Response, number: str, value: str, lasts: int, is_secure: bool) -> None:
    for path in _PATHS:
        response.set_cookie(
            COOKIE,
            value,
            max_age=lasts,
            path=path.format(number=number),
            httponly=True,
            samesite="strict",
            secure=is_secure,
        )
