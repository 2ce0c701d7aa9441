"""The codec endpoint: opens payloads for the Temporal Web UI, for engineers and for the UI of this very machine (J2).

The UI posts to `<endpoint>/decode` and fills in nothing, so the local stack's endpoint carries a token in its path.
That one answers on loopback only.
"""

import hmac
import ipaddress
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response
from google.protobuf.json_format import MessageToJson, Parse, ParseError
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.converter import PayloadCodec

from api.access import Staff
from api.problems import FieldFault, not_allowed, not_understood, nothing_here
from api.services import House, Services
from domain.keyring import UnknownKey
from domain.rights import PAYLOAD_READERS
from domain.words import Words
from workflows.codec import PayloadUnreadable

router = APIRouter(prefix="/codec", include_in_schema=False)

_LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost", "[::1]")


async def _for_engineers(namespace: str, house: House, staff: Staff) -> None:
    if staff.role not in PAYLOAD_READERS:
        raise not_allowed(zh="只有工程师和管理员可以解码。", en="Payloads are for engineers and administrators.")
    _check_namespace(namespace, house)


async def _for_this_machine(namespace: str, token: str, house: House, request: Request) -> None:
    is_right = hmac.compare_digest(token.encode(), house.options.codec_token.encode())
    if not is_right or not _is_loopback(request):
        raise nothing_here()
    _check_namespace(namespace, house)


def _check_namespace(namespace: str, house: Services) -> None:
    if namespace != house.engine.namespace:
        raise nothing_here()


def _is_loopback(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


@router.post("/{namespace}/decode", dependencies=[Depends(_for_engineers)])
@router.post("/{namespace}/{token}/decode", dependencies=[Depends(_for_this_machine)])
async def decode(request: Request, house: House) -> Response:
    """Open payloads, as the Temporal Web UI posts them; what does not open is given back as it is."""
    try:
        sealed = Parse(await request.body(), Payloads(), ignore_unknown_fields=True)
    except (ParseError, UnicodeDecodeError):
        words = Words(zh="应为 Temporal 的 Payloads（JSON）", en="expected the Payloads of Temporal as JSON")
        raise not_understood(FieldFault(path="body", words=words)) from None
    opened = Payloads(payloads=[await _opened(payload, house.codec) for payload in sealed.payloads])
    return Response(MessageToJson(opened), media_type="application/json", headers=_cors(request, house))


@router.options("/{namespace}/decode")
@router.options("/{namespace}/{token}/decode")
async def preflight(request: Request, house: House) -> Response:
    """Tell a browser that the Web UI's page may ask."""
    return Response(status_code=204, headers=_cors(request, house))


async def _opened(payload: Payload, codec: PayloadCodec) -> Payload:
    try:
        return (await codec.decode([payload]))[0]
    except (UnknownKey, PayloadUnreadable):
        return payload


def _cors(request: Request, house: Services) -> dict[str, str]:
    origin = request.headers.get("origin", "")
    headers = {"Vary": "Origin", "Cache-Control": "no-store"}
    if origin not in set(origins_of(house.options.temporal_ui_url)):
        return headers
    return headers | {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "authorization, content-type, x-namespace",
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Max-Age": "600",
    }


def origins_of(url: str | None) -> Iterable[str]:
    """Give the origins by which a browser may know the Web UI: a loopback address goes by several names."""
    parts = urlsplit(url or "")
    if not parts.netloc:
        return
    yield f"{parts.scheme}://{parts.netloc}"
    if f"[{parts.hostname}]" in _LOOPBACK_NAMES or parts.hostname in _LOOPBACK_NAMES:
        port = f":{parts.port}" if parts.port else ""
        yield from (f"{parts.scheme}://{name}{port}" for name in _LOOPBACK_NAMES)
