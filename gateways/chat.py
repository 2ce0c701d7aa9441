"""Chats and webhooks (钉钉、飞书、企业微信、Webhook): Apprise writes the request, and what came of it is told exactly.

Apprise's plugins know how each service wants a message, but of a failure they say only that there was one, and the
services answer 200 to what they do not take. So a plugin writes its request here, and this carrier sends it:

    until the request is being written       cannot be reached, late          NeighbourUnavailable
    afterwards                               lost or late                     DeliveryUnclear
    answered 408, 425, 429, 503              not now                          NeighbourUnavailable
    answered 3xx, another 4xx                wrong address or message         NeighbourRefused
    answered anything else but 2xx           nobody knows                     DeliveryUnclear
    answered 2xx, with the service's code    0 taken, busy as 429, else a no  (a webhook has no code: taken)
"""

import asyncio
import json
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, NoReturn
from urllib.parse import unquote

import httpx
import requests
from apprise.exception import AppriseException
from apprise.plugins import custom_json, dingtalk, feishu, wecombot
from apprise.plugins.base import NotifyBase

from domain.ports import DeliveryUnclear, NeighbourRefused, NeighbourUnavailable
from gateways.chat_address import WEBHOOKS, read_chat_address, scheme_of

SECONDS_FOR_A_MESSAGE: Final = 10.0
_MOST_BYTES: Final = 64 * 1024
_NOT_NOW: Final = frozenset({408, 425, 429, 503})
# Too much at once, or too busy: by the services' own numbers.
_BUSY: Final[Mapping[str, frozenset[int]]] = {
    "dingtalk": frozenset({-1, 90030, 130101, 410100}),
    "feishu": frozenset({11232, 230020}),
    "wecombot": frozenset({-1, 45009}),
}
# Of title and text in UTF-8; escaped as JSON it stays below what the services take.
_LONGEST: Final[Mapping[str, int]] = {"dingtalk": 9000, "feishu": 9000, "wecombot": 2000}


class _Written(Exception):
    """The request that a plugin wrote, on its way out of the plugin."""

    def __init__(self, request: httpx.Request) -> None:
        super().__init__("a request was written")
        self.request = request


class _Pen:
    """Stands where the plugins expect the library `requests`: whatever they would send is written, and not sent."""

    codes = requests.codes
    RequestException = requests.RequestException

    def post(self, url: str, *, params: Mapping[str, str] | None = None, **given: Any) -> NoReturn:
        """Write a POST."""
        # DingTalk's plugin quotes its signature, which is quoted once more on the way: no signature would ever fit.
        self.request("POST", url, params={name: unquote(value) for name, value in (params or {}).items()}, **given)

    def request(
        self,
        method: str,
        url: str,
        *,
        data: str | bytes,
        headers: Mapping[str, str],
        params: Mapping[str, str] | None = None,
        auth: tuple[str, str | None] | None = None,
        **_ways_of_sending: object,
    ) -> NoReturn:
        """Write a request."""
        request = httpx.Request(method, httpx.URL(url).copy_merge_params(params or {}), content=data, headers=headers)
        if auth:
            request = next(httpx.BasicAuth(auth[0], auth[1] or "").auth_flow(request))
        raise _Written(request)


for _module in (custom_json, dingtalk, feishu, wecombot):
    setattr(_module, "requests", _Pen())  # noqa: B010  it is no name of theirs to be assigned


@cache
def _certificates() -> ssl.SSLContext:
    return ssl.create_default_context()


class AppriseChatCarrier:
    """`NoticeCarrier` for the addresses that `check_chat_address` allows; every message has a connection of its own."""

    def __init__(self, *, seconds: float = SECONDS_FOR_A_MESSAGE, certificates: ssl.SSLContext | None = None) -> None:
        """Describe it: what the whole of one message may take, and whom to trust, if not whom this machine trusts."""
        self._seconds = seconds
        self._certificates = certificates

    async def send(self, *, key: str, to: str, subject: str, text: str) -> None:
        """Send once per call, with the key as `Idempotency-Key`; a text too long for the service is cut short.

        Raises:
            NeighbourRefused: the address is none or not allowed, or the service will not have it.
            NeighbourUnavailable: the service surely did not take it; trying again is safe.
            DeliveryUnclear: the request was written, and no answer came that says what became of it.
        """
        scheme = scheme_of(to)
        try:
            request = _written(read_chat_address(to), subject=subject, text=_cut(text, scheme=scheme, subject=subject))
        except (ValueError, AppriseException, httpx.InvalidURL) as error:
            reason = str(error) if type(error) is ValueError else "this cannot be written as a message"
            raise NeighbourRefused(f"chat: {reason}") from None
        request.headers["Idempotency-Key"] = key.encode("ascii", "backslashreplace").decode()
        status, body = await self._exchange(request)
        _judge(status, body, scheme=scheme)

    async def _exchange(self, request: httpx.Request) -> tuple[int, bytes]:
        is_begun = False

        async def note(event: str, _info: Mapping[str, Any]) -> None:
            nonlocal is_begun
            is_begun = is_begun or event.endswith("send_request_headers.started")

        # A handshake that is cut off from outside would leave its connection open.
        request.extensions |= {"trace": note, "timeout": {"connect": self._seconds / 2}}
        # Not a client: that one logs the address of every request.
        transport = httpx.AsyncHTTPTransport(verify=self._certificates or _certificates(), trust_env=False)
        try:
            async with asyncio.timeout(self._seconds), transport:
                response = await transport.handle_async_request(request)
                return response.status_code, await _body(response)
        except (TimeoutError, OSError, httpx.TransportError) as error:
            if is_begun:
                raise DeliveryUnclear(f"chat: no answer after the request ({type(error).__name__})") from None
            raise NeighbourUnavailable(f"chat: cannot be reached ({type(error).__name__})") from None


async def _body(response: httpx.Response) -> bytes:
    body = b""
    async for part in response.aiter_raw():
        body += part
        if len(body) > _MOST_BYTES:
            break
    return body


def _written(plugin: NotifyBase, *, subject: str, text: str) -> httpx.Request:
    try:
        plugin.notify(body=text, title=subject)
    except _Written as written:
        return written.request
    raise ValueError("this cannot be written as a message")


def _cut(text: str, *, scheme: str, subject: str) -> str:
    if scheme not in _LONGEST:
        return text
    left = max(_LONGEST[scheme] - len(subject.encode()), 0)
    whole = text.encode()
    return text if len(whole) <= left else whole[:left].decode(errors="ignore") + "…"


def _judge(status: int, body: bytes, *, scheme: str) -> None:
    if status in _NOT_NOW:
        raise NeighbourUnavailable(f"chat: put off with status {status}")
    if status in range(300, 500):
        raise NeighbourRefused(f"chat: refused with status {status}")
    code = 0 if scheme in WEBHOOKS else _code(body)
    if status not in range(200, 300) or code is None:
        raise DeliveryUnclear(f"chat: an answer with status {status} that does not say what became of it")
    if code in _BUSY.get(scheme, frozenset()):
        raise NeighbourUnavailable(f"chat: put off with code {code}")
    if code:
        raise NeighbourRefused(f"chat: refused with code {code}")


def _code(body: bytes) -> int | None:
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    found = (answer.get(name) for name in ("errcode", "code", "StatusCode")) if isinstance(answer, dict) else ()
    return next((code for code in found if isinstance(code, int)), None)
