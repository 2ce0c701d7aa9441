"""The press (排印): letters as HTML pages and as PDF, from templates; words come in as data, never as markup (F1)."""

import asyncio
import base64
import hashlib
import json
from collections import OrderedDict
from importlib.resources import files
from typing import Final

import typst
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from domain.letter import Letter
from gateways.letter_fonts import FOLDERS, families, printable

_TEMPLATES: Final = files("gateways") / "templates"
# A letter is asked for a few times in a row, then hardly ever again.
_KEPT: Final = 32


def environment() -> Environment:
    """Give the templates of letters; every word is escaped."""
    return Environment(
        loader=PackageLoader("gateways"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def letter_style() -> str:
    """Give the style sheet of letters."""
    return (_TEMPLATES / "letter.css").read_text(encoding="utf-8")


def style_digest(style: str) -> str:
    """Give the SHA-256 by which a `Content-Security-Policy` lets this style in and no other."""
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


class LetterPress:
    """Sets letters; one PDF at a time, in a thread of its own, so that nobody waits for it but who asked."""

    def __init__(self) -> None:
        self._style = letter_style()
        self._page = environment().get_template("letter.html")
        self._source = str(_TEMPLATES / "letter.typ")
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[*FOLDERS])
        self._turn = asyncio.Lock()
        self._done: OrderedDict[str, bytes] = OrderedDict()

    @property
    def content_policy(self) -> str:
        """Give the `Content-Security-Policy` under which the page is shown: its own style, and nothing else."""
        digest = style_digest(self._style)
        return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"

    def html(self, letter: Letter) -> str:
        """Set a letter as one page of HTML that needs nothing beside it."""
        return self._page.render(letter=letter, style=Markup(self._style)).lstrip()  # noqa: S704 - a file of ours

    async def pdf(self, letter: Letter) -> bytes:
        """Set a letter as PDF with its fonts in it; the same letter gives the same bytes."""
        words = letter.model_dump_json()
        key = hashlib.sha256(words.encode()).hexdigest()
        async with self._turn:
            if key not in self._done:
                self._done[key] = await asyncio.to_thread(self._set, letter, words)
                while len(self._done) > _KEPT:
                    self._done.popitem(last=False)
            self._done.move_to_end(key)
            return self._done[key]

    def _set(self, letter: Letter, words: str) -> bytes:
        return typst.compile(
            self._source,
            root=str(_TEMPLATES),
            font_paths=self._fonts,
            sys_inputs={"letter": printable(words), "fonts": json.dumps(families())},
            # It takes whole seconds only.
            timestamp=letter.dated_at.replace(microsecond=0),
        )
