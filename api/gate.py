"""The gate: who asks, and whether they may ask now. Nothing of path or body is looked at before it.

Staff are known by their bearer token, or by the cookie of their session, and not counted; everybody else is counted by
address. Behind the gate `request.state.staff` is a member of staff or none, `request.state.session` their session or
none; under `/api/v1/desk` the first is never none. A change asked for by cookie has proved that our own page asks.
"""

import logging
import re
import time
from functools import partial
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.cookies import SAFE, Cookies
from api.failures import DOWN_FOR_A_MOMENT
from api.pages.failures import answer_to
from api.ports import StaffStore
from api.ports_sign_in import SessionStore
from api.problems import Problem, not_just_now, not_signed_in, too_many
from api.scopes import check_scope
from api.windows import Windows, asker_of
from storage.sessions import Session
from storage.staff import StaffMember

MINUTE: Final = 60.0
DESK: Final = "/api/v1/desk"
INTAKE: Final = ("POST", "/api/v1/complaints")
# Elsewhere a bearer token is somebody else's business: that of a proxy, or of the Temporal Web UI.
_BY_TOKEN: Final = re.compile(r"/api/v1/.*|/codec/[^/]+/decode", re.DOTALL)
# Pages of the portal know nobody: there a member of staff is a customer like others.
_BY_COOKIE: Final = re.compile(r"/api/v1/.*|/desk(/.*)?|/codec/[^/]+/decode", re.DOTALL)
_SIGN_IN: Final = "/api/v1/sign-in"
_UNCOUNTED: Final = frozenset({"/healthz", "/readyz", "/metrics"})
# Other systems vouch for what they post by a signature, and post as much as there is; what pages load is in memory.
_OPEN: Final = ("/api/v1/hooks/", "/static/")
_LONGEST_TOKEN: Final = 512

log = logging.getLogger(__name__)


class Gate:
    """Middleware that lets in whoever may ask."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        staff: StaffStore,
        sessions: SessionStore,
        cookies: Cookies,
        requests_per_minute: int,
        intakes_per_minute: int,
    ) -> None:
        self._app = app
        self._staff = staff
        self._sessions = sessions
        self._cookies = cookies
        self._requests = Windows(limit=requests_per_minute, seconds=MINUTE, clock=time.monotonic)
        self._intakes = Windows(limit=intakes_per_minute, seconds=MINUTE, clock=time.monotonic)
        self._guesses = Windows(limit=requests_per_minute, seconds=MINUTE, clock=time.monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] in _UNCOUNTED or scope["path"].startswith(_OPEN):
            await self._app(scope, receive, send)
            return
        try:
            scope.setdefault("state", {})["session"] = None
            scope["state"]["staff"] = await self._who(scope)
            # A stream outlives what it was let in by, and looks again.
            scope["state"]["look_again"] = partial(self._who, scope)
        except Problem as problem:
            await answer_to(scope, problem)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _who(self, scope: Scope) -> StaffMember | None:
        """Tell who asks. Raises `Problem`."""
        asker = asker_of(scope["client"][0]) if scope.get("client") else ""
        token = _token(scope) if _BY_TOKEN.fullmatch(scope["path"]) else None
        if token is not None:
            staff = await self._by_token(token, asker)
            check_scope(staff, method=scope["method"], path=scope["path"])
            return staff
        session = await self._by_cookie(scope, asker)
        if session is not None:
            scope["state"]["session"] = session
            return session.staff
        self._count(self._requests, asker)
        if _is_desk(scope["path"]):
            raise not_signed_in()
        if (scope["method"], scope["path"]) == INTAKE:
            self._count(self._intakes, asker)
        return None

    async def _by_token(self, token: str, asker: str) -> StaffMember:
        # Whoever guesses at tokens is stopped before the database is asked.
        self._check(self._guesses, asker)
        staff = await self._look_up(token) if _may_be_a_token(token) else None
        if staff is None:
            self._guesses.count(asker)
            raise not_signed_in()
        return staff

    async def _by_cookie(self, scope: Scope, asker: str) -> Session | None:
        """Give whose session a cookie is; one that is over is as good as none. Raises `Problem`."""
        headers = Headers(scope=scope)
        cookie = self._cookies.token_of(headers) if _BY_COOKIE.fullmatch(scope["path"]) else None
        if cookie is None or scope["path"] == _SIGN_IN:
            return None
        self._check(self._guesses, asker)
        session = await self._look_up_session(cookie) if _may_be_a_token(cookie) else None
        if session is None:
            self._guesses.count(asker)
        elif scope["method"] not in SAFE:
            self._cookies.check_ours(headers, scheme=scope["scheme"])
            self._cookies.check_csrf(headers, session)
        return session

    async def _look_up_session(self, cookie: str) -> Session | None:
        try:
            return await self._sessions.find(cookie)
        except DOWN_FOR_A_MOMENT as error:
            log.warning("a session cannot be looked up: %s", type(error).__name__)
            raise not_just_now() from None

    async def _look_up(self, token: str) -> StaffMember | None:
        try:
            return await self._staff.by_token(token)
        except DOWN_FOR_A_MOMENT as error:
            log.warning("staff cannot be looked up: %s", type(error).__name__)
            raise not_just_now() from None

    def _count(self, windows: Windows, asker: str) -> None:
        self._check(windows, asker)
        windows.count(asker)

    def _check(self, windows: Windows, asker: str) -> None:
        if seconds := windows.wait_for(asker):
            raise too_many(seconds=seconds)


def _may_be_a_token(token: str) -> bool:
    return 0 < len(token) <= _LONGEST_TOKEN and token.isascii()


def _is_desk(path: str) -> bool:
    return path == DESK or path.startswith(f"{DESK}/")


def _token(scope: Scope) -> str | None:
    """Give the bearer token; none where there is none, or another kind of credentials."""
    scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
