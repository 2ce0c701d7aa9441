"""The fonts of letters (字体): Chinese first, then what it lacks; what none of them has is told by its name."""

import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

_EASTERN: Final = Path(str(files("justmytype_intl_cjk"))) / "fonts" / "ofl"
_OTHERS: Final = Path(str(files("manimgx_fonts")))

FOLDERS: Final = (*(str(_EASTERN / f"notosans{region}") for region in ("sc", "tc", "jp", "kr")), str(_OTHERS))
"""Where the fonts are; what an earlier folder has is set in its font."""

# Last of all, since it has digits, too.
_EMOJI: Final = "NotoEmoji"
# Without a shape of their own: marks that join, direct or vary what stands beside them.
_SHAPELESS: Final = frozenset({"Cc", "Cf", "Mn", "Me", "Zl", "Zp", "Zs"})


@cache
def families() -> tuple[str, ...]:
    """Give the names of the fonts; the first that has a character sets it."""
    return tuple(dict.fromkeys(_family(path) for path in _paths()))


def printable(text: str) -> str:
    """Put the name in brackets where no font has a character: `[CUNEIFORM SIGN A]`, `[U+E000]`."""
    return "".join(character if _is_printable(character) else _name(character) for character in text)


def _is_printable(character: str) -> bool:
    return character.isascii() or ord(character) in _known() or unicodedata.category(character) in _SHAPELESS


def _name(character: str) -> str:
    return f"[{unicodedata.name(character, f'U+{ord(character):04X}')}]"


def _paths() -> list[Path]:
    paths = [path for folder in FOLDERS for path in sorted(Path(folder).glob("*.ttf")) if "Italic" not in path.name]
    return sorted(paths, key=lambda path: path.name.startswith(_EMOJI))


def _family(path: Path) -> str:
    with TTFont(path, lazy=True) as font:
        name: str = font["name"].getBestFamilyName()
    return name


@cache
def _known() -> frozenset[int]:
    """Give every character that one of the fonts has."""
    known: set[int] = set()
    for path in _paths():
        with TTFont(path, lazy=True) as font:
            known.update(font.getBestCmap())
    return frozenset(known)
