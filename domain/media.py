"""What a look into a file of evidence gives, and what may be done with the file then (A7)."""

from collections.abc import Mapping
from typing import Final

from pydantic import AwareDatetime, BaseModel, Field

from domain.media_kinds import UNKNOWN_TYPE, MediaProblem
from domain.words import Words

PREVIEW_TYPE: Final = "image/webp"

PROBLEM_WORDS: Final[Mapping[MediaProblem, Words]] = {
    MediaProblem.UNREADABLE: Words(
        zh="文件已原样保存，但系统无法读出内容，因此不能在页面中查看。如果您手中的文件可以正常打开，请另存后再上传一次。",
        en="The file is kept as it came, but could not be read here and cannot be viewed on the page. "
        "If it opens for you, please save it anew and add it once more.",
    ),
    MediaProblem.TOO_LARGE: Words(
        zh="文件已原样保存，但图片或解压后的内容过大，系统没有打开。请另外提交一份较小的副本，便于工作人员查看。",
        en="The file is kept as it came, but its picture or what is packed in it is too large to be opened here. "
        "Please add a smaller copy that staff can look at.",
    ),
    MediaProblem.ACTIVE_CONTENT: Words(
        zh="文件已原样保存，但其中带有程序、嵌入的文件或指向外部的内容。只能下载，打开前请先做安全检查。",
        en="The file is kept as it came, but it carries a program, files within the file or references to elsewhere. "
        "It can only be downloaded; please have it checked before opening it.",
    ),
    MediaProblem.TOO_MANY_PARTS: Words(
        zh="文件已原样保存，但压缩包内的文件过多，系统没有打开。请只提交与投诉有关的文件。",
        en="The file is kept as it came, but it packs too many files to be looked into here. "
        "Please add only those that matter to the complaint.",
    ),
}


class MediaLook(BaseModel, frozen=True, extra="forbid"):
    """What is known of a file by its content alone; its name was never asked.

    `width` and `height` are in pixels, upright. `taken_at` stands only where the camera wrote its offset from UTC
    beside the time; `camera_clock` is that time as the camera wrote it (`2026-03-02T09:30:00`, of a zone that nobody
    knows). `latitude` and `longitude` are in degrees, north and east positive. Time and place are what the file says
    of itself: personal, never shown with the preview, and easily forged. `preview` is a WebP picture made anew.
    """

    media_type: str = Field(max_length=127)
    width: int | None = Field(default=None, ge=0)
    height: int | None = Field(default=None, ge=0)
    taken_at: AwareDatetime | None = None
    camera_clock: str | None = Field(default=None, pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    preview: bytes | None = None
    problem: MediaProblem | None = None


_OFFICE: Final = (
    "application/pdf",
    "application/rtf",
    "application/msword",
    "application/vnd.",
    "application/zip",
    "application/xml",
    "text/",
    "image/",
)
# The beginnings of the media types that make sense as evidence of a kind; a container of video may hold sound alone.
_FITTING: Final[Mapping[str, tuple[str, ...]]] = {
    "photo": ("image/",),
    "video": ("video/",),
    "audio": ("audio/", "video/mp4", "video/3gpp", "video/quicktime", "video/webm", "video/x-matroska"),
    "chat_log": (*_OFFICE, "video/"),
    "document": _OFFICE,
}

# A browser shows these itself, and runs nothing in them.
_SHOWN: Final = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "audio/", "video/")
_SHOWN_WHOLE: Final = frozenset({"application/pdf", "text/plain"})


def fits_kind(*, kind: str, media_type: str) -> bool:
    """Tell whether content of this type can be evidence of this kind; what nobody could read fits every kind."""
    return media_type == UNKNOWN_TYPE or media_type.startswith(_FITTING.get(kind, ()))


def opens_in_page(*, media_type: str, problem: str | None) -> bool:
    """Tell whether a browser may show the file itself; anything else is given as a download alone."""
    if problem is not None:
        return False
    return media_type in _SHOWN_WHOLE or media_type.startswith(_SHOWN)
