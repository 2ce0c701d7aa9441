"""Files as they are handed out: on record before the first byte leaves, and never run by whoever gets them (A7)."""

import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from api.problems import Problem
from api.services import Services
from domain.custody import CustodyAct, Handling
from domain.evidence import Piece
from domain.keyring import UnknownKey
from domain.media import PREVIEW_TYPE, opens_in_page
from domain.ports import Unreadable
from domain.words import Words

_ONLY_BYTES: Final = "application/octet-stream"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Referrer-Policy": "no-referrer",
}

FILE: Final[dict[int | str, dict[str, Any]]] = {200: {"description": "The file.", "content": {"*/*": {}}}}
"""What a route documents of such an answer."""

log = logging.getLogger(__name__)


def handling_of(
    act: CustodyAct,
    piece: Piece,
    *,
    request: Request,
    actor: str,
    receiver: str | None = None,
    words: str | None = None,
) -> Handling:
    """Give what is put on record: who does what with a piece, now, and from where they ask."""
    return Handling(
        act=act,
        at=datetime.now(UTC),
        actor=actor,
        evidence=piece.id,
        sha256=piece.sha256,
        receiver=receiver,
        address=request.client.host if request.client else None,
        words=words,
    )


def find(pieces: Sequence[Piece], evidence: str) -> Piece:
    """Find a piece by its id. Raises `Problem` (404)."""
    for piece in pieces:
        if piece.id == evidence:
            return piece
    words = Words(zh="本案没有这件证据。", en="This case has no such piece of evidence.")
    raise Problem(status=404, words=words)


async def download(house: Services, number: str, piece: Piece, handling: Handling) -> Response:
    """Answer with a file, as an attachment. Raises `Problem` (500)."""
    is_shown = opens_in_page(media_type=piece.media_type, problem=piece.problem)
    name = quote(piece.file_name or piece.id, safe="")
    return StreamingResponse(
        await _opened(house, number, piece.sha256, handling),
        media_type=piece.media_type if is_shown else _ONLY_BYTES,
        headers={
            **_HEADERS,
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Content-Length": str(piece.size),
        },
    )


async def preview(house: Services, number: str, piece: Piece, handling: Handling) -> Response:
    """Answer with the small picture of a piece. Raises `Problem` (404, 500)."""
    if piece.preview is None:
        words = Words(zh="这件证据没有预览图。", en="There is no preview of this piece.")
        raise Problem(status=404, words=words)
    return StreamingResponse(
        await _opened(house, number, piece.preview, handling), media_type=PREVIEW_TYPE, headers=_HEADERS
    )


async def _opened(house: Services, number: str, sha256: str, handling: Handling) -> AsyncIterator[bytes]:
    """Open a file and put on record that it is handed out. Raises `Problem` (500)."""
    pieces = house.blobs.read(sha256)
    try:
        first = await anext(pieces)
    except (KeyError, Unreadable, UnknownKey) as error:
        log.error("evidence %s of %s cannot be read: %s", handling.evidence, number, type(error).__name__)
        words = Words(
            zh="文件已损坏或丢失，无法读取；已记录，请联系管理员。",
            en="The file is damaged or missing and cannot be read. It is on record; please tell an administrator.",
        )
        raise Problem(status=500, words=words) from None
    await house.custody.note(number, handling)
    return _with_first(first, pieces)


async def _with_first(first: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in pieces:
        yield piece
