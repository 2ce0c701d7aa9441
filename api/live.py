"""Streams of server-sent events (实时推送): what is new, as it comes, to whoever may still see it (G3).

A stream reads on from its place whenever its bell rings, so nothing is missed and nothing comes twice, whatever was
announced, lost or repeated. While there is nothing it says so, and looks whether its reader still has the right.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple

from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from api.failures import DOWN_FOR_A_MOMENT
from api.hub import Bell, Hub, SharedReads
from api.problems import TITLES, Problem
from api.seats import Seats

_TRY_AGAIN_AFTER: Final = 1.0
_NOT_JUST_NOW: Final = 503
# What a browser waits before it comes back, in milliseconds.
_RETRY: Final = "retry: 3000\n\n"
_BEAT: Final = ": still here\n\n"
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

Look = Callable[[], AsyncIterator[str]]
"""Reads what is new, as messages. Raises `Problem` where its reader has no right to it any more."""


class Ended(BaseModel):
    """Why a stream ends for good."""

    status: int
    title: str
    detail: str


class Live(NamedTuple):
    """What all streams of a process share."""

    hub: Hub
    reads: SharedReads
    seats: Seats


class EventStream(StreamingResponse):
    """A stream that gives its seat back when it is over, however that comes about."""

    media_type = "text/event-stream"

    def __init__(self, messages: AsyncIterator[str], *, leave: Callable[[], None]) -> None:
        super().__init__(messages, headers=_HEADERS)
        self._leave = leave

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the reader goes, loses the right, or the server stops."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._leave()


def message(data: str, *, place: str | None = None, name: str | None = None) -> str:
    """Give one message; `data` is JSON on one line, `place` what a browser sends back as `Last-Event-ID`."""
    head = (f"event: {name}\n" if name else "") + (f"id: {place}\n" if place else "")
    return f"{head}data: {data}\n\n"


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who follows a stream.

    `look` reads what is new when the bell rings, and is asked again after an outage; `check` raises `Problem` where the
    reader may not be here any more, and is asked with each heartbeat at least; `language` is that of the last words.
    """

    bell: Bell
    look: Look
    check: Callable[[], Awaitable[object]]
    language: str


async def stream(reader: Reader, *, hub: Hub, heartbeat: timedelta) -> AsyncIterator[str]:
    """Give what is new whenever the reader's bell rings, until the hub closes."""
    seconds, bell = heartbeat.total_seconds(), reader.bell
    with hub.hung(bell):
        yield _RETRY
        bell.rung.set()
        checked_at = time.monotonic()
        while not hub.is_closing:
            is_rung = await _rings(bell, within=seconds)
            try:
                if not is_rung or time.monotonic() - checked_at >= seconds:
                    await reader.check()
                    checked_at = time.monotonic()
                async for each in reader.look() if is_rung else _beat():
                    yield each
            except DOWN_FOR_A_MOMENT:
                await _pause(bell)
            except Problem as problem:
                if problem.status != _NOT_JUST_NOW:
                    yield _farewell(problem, reader.language)
                    return
                await _pause(bell)


async def _beat() -> AsyncIterator[str]:
    yield _BEAT


async def _rings(bell: Bell, *, within: float) -> bool:
    """Wait until the bell rings, or it is time to say that there is nothing."""
    try:
        async with asyncio.timeout(within):
            await bell.rung.wait()
    except TimeoutError:
        return False
    bell.rung.clear()
    return True


async def _pause(bell: Bell) -> None:
    await asyncio.sleep(_TRY_AGAIN_AFTER)
    bell.rung.set()


def _farewell(problem: Problem, language: str) -> str:
    title = TITLES.get(problem.status, TITLES[400])[1].in_(language)
    ended = Ended(status=problem.status, title=title, detail=problem.words.in_(language))
    return message(ended.model_dump_json(), name="ended")
