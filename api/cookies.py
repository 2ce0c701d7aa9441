"""The cookie of a session, and the proof that a change is asked for by our own page (I1).

It is `__Host-redress`, which no neighbouring site can set; on plain http of one's own machine alone `redress_session`.
"""

import hmac
import ipaddress
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response

from api.problems import not_allowed
from storage.sessions import Session

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

CSRF_HEADER: Final = "X-CSRF-Token"
_OURS: Final = frozenset({"same-origin", "none"})


class Cookies:
    """Reads, sets and clears the cookie of a house that browsers see at `public_url`."""

    def __init__(self, public_url: str) -> None:
        url = urlsplit(public_url)
        self._origin = f"{url.scheme}://{url.netloc}"
        self._is_secure = url.scheme == "https" or not _is_loopback(url.hostname or "")
        self.name: Final = "__Host-redress" if self._is_secure else "redress_session"

    def token_of(self, headers: Headers) -> str | None:
        """Give the token in a request's cookie, if there is one."""
        return cookie_parser(headers.get("cookie", "")).get(self.name) or None

    def set(self, response: Response, token: str) -> None:
        """Let the browser keep a session until it is closed; the server ends it sooner."""
        response.set_cookie(self.name, token, path="/", secure=self._is_secure, httponly=True, samesite="lax")

    def clear(self, response: Response) -> None:
        """Let the browser forget it."""
        response.delete_cookie(self.name, path="/", secure=self._is_secure, httponly=True, samesite="lax")

    def check_ours(self, headers: Headers, *, scheme: str) -> None:
        """Let pass what a page of ours asks for, or a program that is no browser. Raises `Problem` (403)."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        own = {self._origin, f"{scheme}://{headers.get('host', '')}"}
        if (site is not None and site not in _OURS) or (origin is not None and origin not in own):
            raise not_allowed(
                zh="请求来自其他网站，未执行。请在本系统页面操作。",
                en="Another site asked for this; nothing was done. Use a page of this house.",
            )

    def check_csrf(self, headers: Headers, session: Session) -> None:
        """Let pass a change that carries its session's own token. Raises `Problem` (403)."""
        given = headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(given.encode(), session.csrf_token.encode()):
            raise not_allowed(
                zh=f"页面已过期，未执行。请刷新页面后重试（{CSRF_HEADER} 见 /api/v1/me）。",
                en=f"The page is out of date; nothing was done. Reload it and try again ({CSRF_HEADER} of /api/v1/me).",
            )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
