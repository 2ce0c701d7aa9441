"""Archives and what is made of them (docx, xlsx, exported chats), by their directory alone: nothing is unpacked."""

import mmap
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO, Final

from domain.media_kinds import MediaProblem
from gateways.media.finding import Finding, problem

_ZIP: Final = "application/zip"
_OOXML: Final = "application/vnd.openxmlformats-officedocument."
_ODF: Final = "application/vnd.oasis.opendocument."
# Office's documents name their main part.
_BY_PART: Final[Mapping[str, str]] = {
    "word/document.xml": _OOXML + "wordprocessingml.document",
    "xl/workbook.xml": _OOXML + "spreadsheetml.sheet",
    "ppt/presentation.xml": _OOXML + "presentationml.presentation",
}
_MACROS: Final = ("vbaproject.bin",)

_MOST_PARTS: Final = 10_000
_MOST_BYTES: Final = 1 << 30
# A chat of words may shrink to a hundredth; small ones are harmless whatever they shrink to.
_MOST_RATIO: Final = 100
_HARMLESS_BYTES: Final = 64 << 20
# Begins an entry of a directory.
_ENTRY: Final = re.compile(rb"PK\x01\x02")


def look(file: BinaryIO, *, media_type: str) -> Iterator[Finding]:
    """Find out about an archive, or about one that hides behind a file of another type."""
    is_archive = media_type == _ZIP or media_type.startswith((_OOXML, _ODF, "application/epub"))
    if not zipfile.is_zipfile(file):
        if is_archive:
            yield problem(MediaProblem.UNREADABLE)
        return
    if _has_too_many_parts(file):
        yield problem(MediaProblem.TOO_MANY_PARTS)
        return
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        parts = []
    if is_archive:
        yield from _of_archive(parts)
    elif parts:
        yield problem(MediaProblem.ACTIVE_CONTENT)


def _has_too_many_parts(file: BinaryIO) -> bool:
    # Counted in the bytes, not read from a directory: one that lies about its length must not be built in memory.
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(count >= _MOST_PARTS for count, _ in enumerate(_ENTRY.finditer(content)))


def _of_archive(parts: Collection[zipfile.ZipInfo]) -> Iterator[Finding]:
    names = {part.filename.lower() for part in parts}
    yield from ({"media_type": media_type} for name, media_type in _BY_PART.items() if name in names)
    whole, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if not parts:
        yield problem(MediaProblem.UNREADABLE)
    elif whole > _MOST_BYTES or whole > max(_HARMLESS_BYTES, _MOST_RATIO * packed):
        yield problem(MediaProblem.TOO_LARGE)
    elif any(name.endswith(_MACROS) for name in names):
        yield problem(MediaProblem.ACTIVE_CONTENT)
