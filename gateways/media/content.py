"""The type of a file, by its first bytes."""

import re
from typing import Final

import filetype

from domain.media_kinds import UNKNOWN_TYPE

HEAD_BYTES: Final = 65_536

TEXT: Final = "text/plain"
HTML: Final = "text/html"
SVG: Final = "image/svg+xml"
XML: Final = "application/xml"
PDF: Final = "application/pdf"

# What a machine would run.
PROGRAMS: Final = frozenset(
    {
        "application/x-msdownload",
        "application/x-executable",
        "application/x-shockwave-flash",
        "application/x-google-chrome-extension",
        "application/x-deb",
        "application/x-rpm",
        "application/wasm",
    }
)
# These begin with letters and may go on with nothing else.
_WRITTEN_AS_TEXT: Final = frozenset({PDF, "application/rtf", "application/postscript"})
_BYTE_ORDER_MARKS: Final = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# What no text has: control characters but tab, line feed, form feed, carriage return and escape.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_REMARK: Final = re.compile(r"<!--|<\?")
_ENDS: Final = {"<!--": "-->", "<?": "?>"}
_ROOT: Final = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_HTML_ROOT: Final = re.compile(
    "html|head|body|base|title|meta|link|style|script|iframe|frameset|img|math|div|p|a|b|table|form|input|"
    "object|embed|video|audio|span|font|h1|h2|h3|br|hr|ul|ol|pre|center|template"
)


def media_type_of(head: bytes) -> str:
    """Give the media type of a file that begins with `head`; `application/octet-stream` when nothing tells it."""
    found = filetype.guess_mime(head) if head else None
    text = _text_of(head)
    if text and found not in _WRITTEN_AS_TEXT:
        return _type_of_text(text)
    if found == "video/mp4" and head[8:11] == b"M4A":
        return "audio/mp4"
    return str(found or UNKNOWN_TYPE)


def _text_of(head: bytes) -> str:
    # The head may end within a character, so the last ones do not count.
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            text = head[2:].decode(encoding, errors="replace")
            return "" if _CONTROL.search(text) else text
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = head.decode(encoding)
        except UnicodeDecodeError as fault:
            if fault.start < len(head) - 4 or len(head) < HEAD_BYTES:
                continue
            text = head[: fault.start].decode(encoding)
        return "" if _CONTROL.search(text) else text
    return ""


def _type_of_text(text: str) -> str:
    begin = text.lstrip("\ufeff \t\r\n\f")
    if not begin.startswith("<"):
        return TEXT
    if begin[:9].lower() == "<!doctype" and begin[9:].lstrip()[:4].lower() == "html":
        return HTML
    is_xml = begin.startswith("<?xml")
    root = _ROOT.search(_without_remarks(begin))
    name = root[1].lower() if root else ""
    if name == "svg":
        return SVG
    if _HTML_ROOT.fullmatch(name):
        return HTML
    return XML if is_xml else TEXT


def _without_remarks(text: str) -> str:
    """Leave out comments and instructions, up to the first that has no end: each character is looked at once."""
    kept, place = [], 0
    while (begin := _REMARK.search(text, place)) and (end := text.find(_ENDS[begin[0]], begin.end())) >= 0:
        kept.append(text[place : begin.start()])
        place = end + len(_ENDS[begin[0]])
    return "".join((*kept, text[place:]))
