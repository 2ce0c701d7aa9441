"""Letters to set, and what can be read of a page and of a PDF."""

from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from domain.complaint import Complainant, LongText
from domain.letter import Letter, LetterKind
from domain.letters import letter_of
from tests import trial
from tests.domain.life import Life

HOSTILE = (
    "<script>alert(1)</script> </style><img src=x onerror=alert(2)> {{ 7*7 }} {% raw %} &amp; "
    '#import "@preview/x:1.0.0" #read("/etc/passwd") $ x^2 $ *bold* _it_ = head ` ``` \\ // /* @ref <label> ~ "quoted" '
    "\u202eright to left\u202c \u2067isolated\u2069 \U0001f6b2\U0001f525 "
)
OUTSIDE = frozenset({"src", "href", "action", "srcset", "poster", "data", "background", "formaction", "cite", "ping"})


def acknowledgement(language: str = "zh", **complaint: Any) -> Letter:
    return letter_of(LetterKind.ACKNOWLEDGEMENT, Life(**complaint).case, pack=trial.policy().pack, language=language)


def hostile_letter(language: str = "zh") -> Letter:
    """A letter in which everything that somebody could write is written to do harm."""
    text = (HOSTILE + "x" * 2_000)[:2_000]
    whom = Complainant(name="<b>Zhang</b> #strong[San]", phone="+8613800000000", language=language)
    return acknowledgement(language, description=LongText(text=text), complainant=whom, title="*t* <i>")


def pdf_text(content: bytes) -> str:
    """Give the text of a PDF without its spaces, since lines break anywhere."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def embedded_fonts(content: bytes) -> dict[str, bool]:
    """Tell of each font of a PDF whether it is in it."""
    found = {}
    for page in PdfReader(BytesIO(content)).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            [inner] = font.get_object()["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"].get_object()
            found[str(font.get_object()["/BaseFont"])] = bool({"/FontFile2", "/FontFile3"} & set(descriptor))
    return found


class Page(HTMLParser):
    """Reads a page as a browser does: its tags, its words, and what it would ask others for."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.references: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.styles = ""
        self._in_style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._in_style = tag == "style"
        self.attributes += attrs
        self.references += [value or "" for name, value in attrs if name in OUTSIDE]

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.styles += data
        else:
            self.words += data
