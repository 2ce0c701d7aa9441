"""What a file is found to be when it is looked into (A7)."""

from datetime import datetime

from pydantic import BaseModel


class MediaLook(BaseModel, frozen=True):
    """What was found: the media type by the content, sizes in pixels, and what a camera wrote of time and place.

    `preview` is a small picture (WebP); `problem` a key: `unreadable`, `too_large`, `active_content`, `too_many_parts`.
    """

    media_type: str
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    preview: bytes | None = None
    problem: str | None = None
