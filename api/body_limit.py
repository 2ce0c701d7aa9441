"""Bodies of at most 1 MiB: what is longer is read on for a while, so that the 413 arrives, and then refused.

Files come by another way (`api.upload`), which has a limit of its own.
"""

import asyncio
import re
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages.failures import answer_to
from api.problems import too_large

LIMIT: Final = 2**20
READ_BEFORE_REFUSING: Final = 8 * 2**20
_PATIENCE_SECONDS: Final = 10.0
_UPLOAD: Final = re.compile(r"/api/v1/complaints/[^/]+/evidence", re.DOTALL)


class BodyLimit:
    """Middleware that hands on each body whole, or refuses it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not _has_body(scope) or _is_upload(scope):
            await self._app(scope, receive, send)
            return
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > LIMIT:
                if message.get("more_body", False):
                    await read_on(receive, already=len(body))
                await answer_to(scope, too_large(limit=LIMIT))(scope, receive, send)
                return
            if not message.get("more_body", False):
                break
        await self._app(scope, _once(bytes(body), receive), send)


def _has_body(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _is_upload(scope: Scope) -> bool:
    return scope["method"] == "POST" and _UPLOAD.fullmatch(scope["path"]) is not None


async def read_on(receive: Receive, *, already: int = 0) -> None:
    """Read what somebody is still sending, for a while, before they are refused."""
    # A caller who is still sending does not read; closing on them would lose the answer.
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while already < READ_BEFORE_REFUSING:
                message = await receive()
                already += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


def _once(body: bytes, receive: Receive) -> Receive:
    """Give the body as one message; after it, what the connection says."""
    is_given = False

    async def give() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give
