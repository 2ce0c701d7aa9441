"""What a file is by its first bytes, and no more: a stand-in for looking into it."""

import asyncio
from pathlib import Path
from typing import Final

from domain.media import MediaLook

_LONGEST: Final = 16
_TYPES: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)


class FirstBytes:
    """`MediaReader` that knows a few types; whatever else is only bytes."""

    async def look(self, path: Path) -> MediaLook:
        """Tell the type."""
        beginning = await asyncio.to_thread(_beginning, path)
        found = (media_type for mark, media_type in _TYPES if beginning.startswith(mark))
        return MediaLook(media_type=next(found, "application/octet-stream"))


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LONGEST)
