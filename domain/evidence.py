"""Evidence (证据): the files of a case, as its events list them, and who may see which (A7)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel

from domain.events import RESPONDENT, Event
from domain.media import PROBLEM_WORDS, fits_kind
from domain.words import Words

MOST_BYTES: Final = 50 * 2**20
"""How large one file may be."""

_LONGEST_NAME: Final = 200
_OPEN: Final = ("id", "kind", "sha256", "size", "media_type", "width", "height", "preview", "problem", "on_behalf_of")
_SEALED: Final = ("note", "file_name", "taken_at", "camera_clock", "latitude", "longitude")


class EvidenceKind(StrEnum):
    """What somebody says that a file is."""

    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"
    CHAT_LOG = "chat_log"
    DOCUMENT = "document"


KINDS: Final[Mapping[str, Words]] = {
    EvidenceKind.PHOTO: Words(zh="照片", en="photo"),
    EvidenceKind.VIDEO: Words(zh="视频", en="video"),
    EvidenceKind.AUDIO: Words(zh="录音", en="audio"),
    EvidenceKind.CHAT_LOG: Words(zh="聊天记录", en="chat log"),
    EvidenceKind.DOCUMENT: Words(zh="文件", en="document"),
}


class Piece(BaseModel, frozen=True):
    """One file of a case; `preview` is the SHA-256 of a small picture of it.

    `added_by` is an actor's signature, `on_behalf_of` for whom staff brought it, where that is not the complainant.
    Note, file name, time and place are none where the person was erased.
    """

    id: str
    kind: str
    sha256: str
    size: int
    media_type: str
    added_at: datetime
    added_by: str
    width: int | None = None
    height: int | None = None
    preview: str | None = None
    on_behalf_of: str | None = None
    problem: str | None = None
    note: str | None = None
    file_name: str | None = None
    taken_at: datetime | None = None
    camera_clock: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def piece_of(event: Event) -> Piece:
    """Give the piece that an event `evidence_added` has listed."""
    said: dict[str, Any] = {name: event.data[name] for name in _OPEN if name in event.data}
    said |= {name: event.private[name] for name in _SEALED if name in event.private}
    return Piece(**said, added_at=event.at, added_by=event.actor)


def remarks_on(piece: Piece) -> Iterator[Words]:
    """Say what whoever looks at a piece has to know: why it is not shown, and that it is not what it was added as."""
    yield from (words for problem, words in PROBLEM_WORDS.items() if problem == piece.problem)
    if piece.kind in KINDS and not fits_kind(kind=piece.kind, media_type=piece.media_type):
        kind = KINDS[piece.kind]
        yield Words(
            zh=f"提交时标为“{kind.zh}”，但按内容是 {piece.media_type}。文件已原样保存，采信前请核对。",
            en=f"Added as {kind.en}, but by its content it is {piece.media_type}. "
            "The file is kept as it came; please look twice before relying on it.",
        )


def may_see(party: str, piece: Piece, *, handed_over: Collection[str]) -> bool:
    """Tell whether a party (`complainant`, `respondent`) may see a piece: its own, and what staff handed over to it.

    What staff have added was added in the complainant's stead, unless it says otherwise.
    """
    of_respondent = RESPONDENT.signature in {piece.added_by, piece.on_behalf_of}
    is_own = of_respondent == (party == RESPONDENT.signature)
    return is_own or piece.id in handed_over


def last_part(path: str) -> str | None:
    """Give the name of a file without folders and without what cannot be shown; none when nothing is left."""
    name = path.replace("\\", "/").rpartition("/")[2]
    shown = "".join(character for character in name if character.isprintable()).strip()
    return shown[-_LONGEST_NAME:] if shown.strip(".") else None
