"""PDF: whether anything in it runs or is packed into it, and a picture of the first page."""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import pikepdf
import pypdfium2

from domain.media_kinds import MediaProblem
from gateways.media.finding import Finding, problem
from gateways.media.pictures import PREVIEW_SIDE, preview_of

_ACTIVE_KEYS: Final = frozenset({"/JS", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent"})
_ACTIVE_NAMES: Final = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/EmbeddedFile", "/RichMedia", "/3D"}
)


def look(file: BinaryIO) -> Iterator[Finding]:
    """Find out about a PDF; raises whatever reading it raises, also for one that asks for a password."""
    with pikepdf.open(file) as pdf:
        if any(_is_active(each) for each in pdf.objects):
            yield problem(MediaProblem.ACTIVE_CONTENT)
    file.seek(0)
    # This PDFium is built without the part that would run a script.
    page = pypdfium2.PdfDocument(file)[0]
    yield preview_of(page.render(scale=PREVIEW_SIDE / max(page.get_size())).to_pil())


def _is_active(value: Any) -> bool:
    # Objects that others point to come up by themselves.
    if isinstance(value, pikepdf.Array):
        return any(_is_active(each) for each in value if not _is_elsewhere(each))
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        return any(key in _ACTIVE_KEYS or (not _is_elsewhere(each) and _is_active(each)) for key, each in value.items())
    return isinstance(value, pikepdf.Name) and str(value) in _ACTIVE_NAMES


def _is_elsewhere(value: Any) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect
