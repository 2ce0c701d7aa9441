"""Calls as people make them whose line keeps breaking: again, under the same key, until they are answered."""

import asyncio
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self

import httpx

FIRST_PAUSE = 0.2
LONGEST_PAUSE = 1.0
ONE_CALL = httpx.Timeout(15.0)
TOO_MANY = 429
MISTAKE = 500


class NoAnswer(Exception):
    """A request was not answered for longer than anybody would go on trying."""


class Answer(NamedTuple):
    """What came back in the end, and after how many tries."""

    status: int
    body: Any
    tries: int

    @property
    def is_success(self) -> bool:
        """Tell whether it was done."""
        return 200 <= self.status < 300


class Caller:
    """Speaks HTTP to one address; connection errors, 5xx and 429 are tried again, everything else is an answer."""

    def __init__(self, *, address: str, patience: float = 120.0) -> None:
        """Prepare to call.

        Args:
            address: http://host:port.
            patience: seconds after which a request that nobody answers is given up.
        """
        self._http = httpx.AsyncClient(
            base_url=address,
            timeout=ONE_CALL,
            trust_env=False,
            limits=httpx.Limits(max_connections=200, max_keepalive_connections=50),
        )
        self._patience = patience
        self.mistakes: list[str] = []
        """What was answered by 500, which never should be, whatever else is down."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def get(self, path: str, *, headers: Mapping[str, str], **parameters: str) -> Any:
        """Read something that is there; gives the JSON.

        Raises:
            NoAnswer: nobody answers, or it is refused.
        """
        answer = await self._until_answered("GET", path, headers=headers, params=parameters)
        if not answer.is_success:
            raise NoAnswer(f"GET {path}: {answer.status} {answer.body}")
        return answer.body

    async def post(self, path: str, body: Any, *, headers: Mapping[str, str], key: str) -> Answer:
        """Ask for something once, however often it is asked. Raises `NoAnswer`."""
        return await self._until_answered("POST", path, headers={**headers, "Idempotency-Key": key}, json=body)

    async def _until_answered(self, method: str, path: str, **request: Any) -> Answer:
        began, pause, tries = time.monotonic(), FIRST_PAUSE, 0
        last = "nothing"
        while time.monotonic() - began < self._patience:
            tries += 1
            try:
                response = await self._http.request(method, path, **request)
            except httpx.TransportError as error:
                last = type(error).__name__
            else:
                if response.status_code < 500 and response.status_code != TOO_MANY:
                    return Answer(status=response.status_code, body=_content(response), tries=tries)
                last = str(response.status_code)
                self.mistakes += [f"{method} {path} was answered 500"] * (response.status_code == MISTAKE)
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
        raise NoAnswer(f"{method} {path}: {last} after {tries} tries")


def _content(response: httpx.Response) -> Any:
    is_json = "json" in response.headers.get("Content-Type", "")
    return response.json() if is_json else response.text
