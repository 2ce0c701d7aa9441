"""SVG and other XML: read to the end for anything that runs or reaches out, and never drawn."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final
from xml.parsers import expat

from domain.media_kinds import MediaProblem
from gateways.media.finding import Finding, problem

_RUNS: Final = re.compile("script|handler|listener|foreignobject|iframe|object|embed|applet|link|meta|html")
_ANIMATES: Final = re.compile("set|animate.*")
_REFERS: Final = re.compile("href|src|srcset|data|base|action|formaction|poster|background")
_SCHEMES: Final = ("javascript:", "vbscript:", "data:text", "data:application", "data:image/svg")
_HARMLESS: Final = ("#", "data:image/")
# In a style: a reference out of the document, or an escape, which can spell anything.
_REACHES_OUT: Final = re.compile(
    r"""url\((?!["']?(?:#|data:image/))|image(?:-set)?\(|@import|expression\(|\\""", re.IGNORECASE
)
_BLANK: Final = re.compile(r"[\x00-\x20\x7f-\xa0]+")


class _Active(Exception):
    """Something that runs or reaches out."""


def look(file: BinaryIO) -> Iterator[Finding]:
    """Find out whether XML is passive; its text, its pictures and what it draws are nobody's business here."""
    try:
        _Watch().read(file)
    except _Active:
        yield problem(MediaProblem.ACTIVE_CONTENT)
    except (expat.ExpatError, LookupError, ValueError):
        yield problem(MediaProblem.UNREADABLE)


class _Watch:
    """Hears what the parser reads, with all entities of characters resolved."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self._parser.ProcessingInstructionHandler = self._instruction
        self._open: list[str] = []
        self._style: list[str] = []

    def read(self, file: BinaryIO) -> None:
        # In pieces, the parser would begin a long attribute anew with each: a picture within takes minutes so.
        self._parser.Parse(file.read(), True)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        element = _local(name)
        self._open.append(element)
        if _RUNS.fullmatch(element):
            raise _Active
        for attribute, value in attributes.items():
            _check(element, attribute, _BLANK.sub("", value))

    def _end(self, _: str) -> None:
        if self._open.pop() == "style":
            _check_style("".join(self._style))
            self._style.clear()

    def _text(self, text: str) -> None:
        if self._open[-1] == "style":
            self._style.append(text)

    def _entity(self, *_: object) -> None:
        # Whatever it stands for could be hidden in it; no program that draws needs one.
        raise _Active

    def _instruction(self, target: str, _: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise _Active


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _check(element: str, attribute: str, value: str) -> None:
    local = _local(attribute)
    if local.startswith("on") or any(scheme in value.lower() for scheme in _SCHEMES):
        raise _Active
    # A link that somebody has to follow is not a reference that is followed by itself.
    if value and _REFERS.fullmatch(local) and element != "a" and not value.lower().startswith(_HARMLESS):
        raise _Active
    if _ANIMATES.fullmatch(element) and local == "attributename" and _REFERS.fullmatch(_local(value)):
        raise _Active
    # Any attribute of SVG itself may hold a style; those of other vocabularies hold paths and the like.
    if ":" not in attribute:
        _check_style(value)


def _check_style(style: str) -> None:
    if _REACHES_OUT.search(_BLANK.sub("", style)):
        raise _Active
