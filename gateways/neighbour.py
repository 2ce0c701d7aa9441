"""One call to another system by a small HTTP contract: bounded in time and size, strict about the answer.

Whatever goes wrong becomes `NeighbourUnavailable`, in words of our own: an answer may hold personal data or garbage,
so nothing of it is repeated.
"""

import asyncio
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from domain.ports import NeighbourUnavailable, NeighbourUnreachable

SECONDS_FOR_A_CALL = 5.0
_MOST_BYTES = 64 * 1024
# Shorter than any server keeps an idle connection, so that no call is written into one that is just being closed.
_IDLE_SECONDS = 2.0
_LIMITS = httpx.Limits(max_connections=200, max_keepalive_connections=50, keepalive_expiry=_IDLE_SECONDS)


@cache
def _certificates() -> ssl.SSLContext:
    # Reading them takes a while; every neighbour trusts the same.
    return ssl.create_default_context()


class Answer(BaseModel):
    """Base of what contracts promise; a neighbour may say more than that."""

    model_config = ConfigDict(frozen=True, strict=True)


AnswerT = TypeVar("AnswerT", bound=Answer)


class _Problem(Answer):
    # Letters only: a number in it could be somebody's.
    reason: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,63}$")]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back over the wire, not yet believed."""

    system: str
    status: int
    body: bytes

    def read(self, form: type[AnswerT]) -> AnswerT:
        """Give the body as the contract's form.

        Raises:
            NeighbourUnavailable: when it is anything else.
        """
        try:
            return form.model_validate_json(self.body)
        except ValidationError:
            raise self.not_the_contract() from None

    def reason(self) -> str:
        """Give the word for machines with which the system says no.

        Raises:
            NeighbourUnavailable: when there is none; then it was a proxy or a wrong address that said no.
        """
        return self.read(_Problem).reason

    def not_the_contract(self) -> NeighbourUnavailable:
        """Give the error for an answer that means nothing."""
        return NeighbourUnavailable(f"{self.system}: an answer with status {self.status} that is not in the contract")


class Neighbour:
    """Another system at an address, with the token that it knows Redress by."""

    def __init__(self, *, system: str, base_url: str, token: str, seconds: float = SECONDS_FOR_A_CALL) -> None:
        url = httpx.URL(base_url.rstrip("/"))
        if url.scheme not in {"http", "https"} or not url.host:
            raise ValueError(f"the address of {system} must begin with http:// or https:// and name a host")
        self._system = system
        self._base_url = str(url)
        self._seconds = seconds
        self._client = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity", "User-Agent": "redress"},
            timeout=None,  # noqa: S113  the whole call is bounded below, not each of its parts
            limits=_LIMITS,
            follow_redirects=False,
            # Proxies of the environment are for the world outside; certificates are those of the machine.
            trust_env=False,
            verify=_certificates(),
        )

    async def get(self, *path: str, query: Mapping[str, str | int] | None = None) -> Reply:
        """Read what stands at these parts of a path, each quoted whole."""
        return await self._call("GET", path, None, query=query)

    async def post(self, *path: str, body: dict[str, Any]) -> Reply:
        """Post a JSON body."""
        return await self._call("POST", path, json.dumps(body).encode())

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _call(
        self,
        method: Literal["GET", "POST"],
        path: tuple[str, ...],
        content: bytes | None,
        *,
        query: Mapping[str, str | int] | None = None,
    ) -> Reply:
        url = "/".join([self._base_url, *(quote(part, safe="", errors="surrogatepass") for part in path)])
        headers = {"Content-Type": "application/json"} if content is not None else {}
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._client.stream(method, url, content=content, headers=headers, params=query) as response,
            ):
                return Reply(system=self._system, status=response.status_code, body=await self._body(response))
        except TimeoutError:
            raise NeighbourUnavailable(f"{self._system}: no answer within {self._seconds:g} s") from None
        except httpx.ConnectError:
            raise NeighbourUnreachable(f"{self._system}: cannot be reached") from None
        except httpx.HTTPError as error:
            words = f"{self._system}: the connection broke before the answer was whole ({type(error).__name__})"
            raise NeighbourUnavailable(words) from None

    async def _body(self, response: httpx.Response) -> bytes:
        body = b""
        # Raw, so that a small compressed answer cannot become a large one.
        async for part in response.aiter_raw():
            body += part
            if len(body) > _MOST_BYTES:
                raise NeighbourUnavailable(f"{self._system}: an answer of more than {_MOST_BYTES} bytes")
        return body
