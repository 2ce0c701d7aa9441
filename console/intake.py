"""Filing complaints over HTTP: never twice, and never faster than the API takes them."""

import asyncio
import json
import time
from collections.abc import Mapping
from enum import Enum
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

import httpx

_PATIENCE: Final = httpx.Timeout(30.0)
_LONGEST_SILENCE: Final = 120.0
_LONGEST_PAUSE: Final = 15.0
_LONGEST_ANSWER: Final = 300
_KEY: Final = "Idempotency-Key"
_FILED_OTHERWISE: Final = "it was filed before with other fields or options, and stays as it is"
_BUSY: Final = 429
_LATER: Final = frozenset({500, 502, 503, 504})
# What says that not this complaint but the whole undertaking is wrong.
_POINTLESS: Final = frozenset({401, 404, 405})


class IntakeClosed(Exception):
    """No complaint can be filed: the API is not there, or takes none from us; the message says why."""


class Verdict(Enum):
    """What became of a complaint that was filed."""

    NEW = "new"
    KNOWN = "already there"
    REFUSED = "refused"


class Filing(NamedTuple):
    """The API's answer: number and code of a complaint that is there now, or what is wrong with it."""

    verdict: Verdict
    tracking_number: str = ""
    access_code: str = ""
    problem: str = ""


class Pace:
    """When the next request may go out, for all who file at the same time."""

    def __init__(self, *, per_second: float | None = None) -> None:
        self._interval = 1 / per_second if per_second else 0.0
        self._next = 0.0

    async def turn(self) -> None:
        """Wait for one's turn."""
        # Each wait takes the next place in the row; a hold that comes meanwhile counts for everybody in it.
        place = max(self._next, time.monotonic())
        self._next = place + self._interval
        await asyncio.sleep(place - time.monotonic())

    def hold(self, seconds: float) -> None:
        """Let nobody go for a while."""
        self._next = max(self._next, time.monotonic() + seconds)


class Intake:
    """The intake of the API at one address."""

    def __init__(self, *, address: str, pace: Pace, language: str = "en", token: str | None = None) -> None:
        headers = {"Content-Type": "application/json", "Accept-Language": language}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._client = httpx.AsyncClient(base_url=address, headers=headers, timeout=_PATIENCE, trust_env=False)
        self._address = address
        self._pace = pace
        self._last_answer = time.monotonic()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def look(self) -> None:
        """See whether the API is there; raises `IntakeClosed`."""
        try:
            answer = await self._client.get("/healthz")
        except httpx.HTTPError as error:
            raise IntakeClosed(
                f"the API at {self._address} cannot be reached: {error or type(error).__name__}"
            ) from None
        if answer.status_code != 200:
            raise IntakeClosed(f"{self._address} answers /healthz with {answer.status_code}: is this the API?")

    async def file(self, body: Mapping[str, Any], *, key: str) -> Filing:
        """File a complaint under a key, once, however often this is done.

        Raises:
            IntakeClosed: the API is gone for good, or takes nothing from us.
        """
        content = json.dumps(body, ensure_ascii=False).encode()
        pause = 0.5
        while True:
            await self._pace.turn()
            answer = await self._post(content, key=key)
            if answer is not None and answer.status_code != _BUSY and answer.status_code not in _LATER:
                return self._verdict(answer)
            if answer is not None and answer.status_code == _BUSY:
                self._last_answer = time.monotonic()
                self._pace.hold(_retry_after(answer) or pause)
            else:
                self._give_up_in_time(answer)
                await asyncio.sleep((_retry_after(answer) if answer is not None else None) or pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _post(self, content: bytes, *, key: str) -> httpx.Response | None:
        try:
            return await self._client.post("/api/v1/complaints", content=content, headers={_KEY: key})
        except httpx.TransportError:
            return None

    def _give_up_in_time(self, answer: httpx.Response | None) -> None:
        if time.monotonic() - self._last_answer > _LONGEST_SILENCE:
            what = f"says: {_words(answer)}" if answer is not None else "does not answer any more"
            raise IntakeClosed(f"the API at {self._address} {what}")

    def _verdict(self, answer: httpx.Response) -> Filing:
        self._last_answer = time.monotonic()
        if answer.status_code in _POINTLESS:
            raise IntakeClosed(f"the API at {self._address} refuses: {_words(answer)}")
        if not answer.is_success:
            return Filing(Verdict.REFUSED, problem=_words(answer))
        fields = answer.json()
        verdict = Verdict.KNOWN if "Idempotent-Replayed" in answer.headers else Verdict.NEW
        return Filing(verdict, tracking_number=fields["tracking_number"], access_code=fields["access_code"])


def _retry_after(answer: httpx.Response) -> float | None:
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isdecimal() else None


def _words(answer: httpx.Response) -> str:
    """Give what a problem document says, in one line."""
    try:
        problem = answer.json()
        faults = {str(error["path"]): error["message"] for error in problem.get("errors", [])}
        if _KEY in faults:
            return _FILED_OTHERWISE
        words = "; ".join(f"{path}: {message}" for path, message in faults.items())
        return words or str(problem.get("detail") or problem["title"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"{answer.status_code} {answer.text[:_LONGEST_ANSWER]}".strip()
