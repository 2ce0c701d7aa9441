"""Enclosures (随附证据): files inside the page of their case, as data and never as markup, on record first."""

import base64
import os
import platform
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from console.evidence_files import READ_FAILURES, FileBreak, fault_of
from domain.custody import OUTSIDE, CustodyAct, Handling
from domain.events import ADMINISTRATOR
from domain.evidence import Piece
from domain.media import PREVIEW_TYPE, opens_in_page
from domain.media_kinds import UNKNOWN_TYPE
from domain.ports import BlobStore
from storage.evidence import Listed

MOST_TOGETHER: Final = 64 * 2**20
"""How many bytes of files a page holds at most, so that browsers still open it."""


class Enclosure(NamedTuple):
    """A piece of evidence as the page has it: what is not in it is none.

    `preview` and `whole` are addresses of the small picture and of the file: `data:`, or a path within a package.
    `is_too_large` says that the file was left out for its size.
    """

    piece: Piece
    preview: str | None = None
    whole: str | None = None
    is_too_large: bool = False
    fault: FileBreak | None = None

    @property
    def act(self) -> CustodyAct | None:
        """What its being in the page is, on record: a copy that leaves, a look, or nothing."""
        if self.whole is not None:
            return CustodyAct.HANDED_OVER
        return CustodyAct.VIEWED if self.preview is not None else None


async def enclose(pieces: Sequence[Piece], *, number: str, blobs: BlobStore, most: int) -> AsyncIterator[Enclosure]:
    """Read the files of a case, each up to `most` bytes and all up to `MOST_TOGETHER`; larger ones are left out."""
    room = MOST_TOGETHER
    for piece in pieces:
        fits = piece.size <= min(most, room)
        try:
            preview = await blobs.get(piece.preview) if piece.preview else None
            whole = await blobs.get(piece.sha256) if fits else None
        except READ_FAILURES as error:
            yield Enclosure(piece, fault=fault_of(Listed(number, piece.id, piece.sha256), error))
            continue
        room -= piece.size if fits else 0
        yield Enclosure(
            piece,
            preview=_as_address(preview, PREVIEW_TYPE) if preview is not None else None,
            whole=_as_address(whole, _type_of(piece)) if whole is not None else None,
            is_too_large=not fits,
        )


def handling_of(enclosure: Enclosure, act: CustodyAct, *, to: str = "") -> Handling:
    """Give what is put on record of an enclosure: a page or a package is written, by whom where, and for whom."""
    return Handling(
        act=act,
        at=datetime.now(UTC),
        actor=ADMINISTRATOR.signature,
        evidence=enclosure.piece.id,
        sha256=enclosure.piece.sha256,
        receiver=OUTSIDE if act is CustodyAct.HANDED_OVER else None,
        address=f"uid {os.getuid()} on {platform.node()}",
        words=f"redress export, to {to}" if to else "redress export",
    )


def _type_of(piece: Piece) -> str:
    is_shown = opens_in_page(media_type=piece.media_type, problem=piece.problem)
    return piece.media_type if is_shown else UNKNOWN_TYPE


def _as_address(content: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"
