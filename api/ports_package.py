"""What the API needs to hand out a whole case; entry points build it, since it writes the page of the terminal."""

from pathlib import Path
from typing import NamedTuple, Protocol

from domain.custody import Handling
from domain.evidence import Piece


class Noted(Protocol):
    """Gives what is put on record of a file that leaves."""

    def __call__(self, piece: Piece) -> Handling:
        """Say who takes this piece, now, and from where."""
        ...


class Packed(NamedTuple):
    """A package that was written: its SHA-256, and whether all that the case lists is in it, and as it was added."""

    sha256: str
    is_whole: bool


class Packager(Protocol):
    """Writes cases as packages (移送包)."""

    async def pack(self, number: str, path: Path, *, to: str, language: str, noted: Noted) -> Packed | None:
        """Write a case to `path`, each of its files on record first; none where nothing of it is journaled."""
        ...
