"""What a check has found, and where."""

from typing import NamedTuple


class Finding(NamedTuple):
    """One breach of a rule of the house: in which file, on which line (from 1), and what to do about it."""

    file: str
    line: int
    problem: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem}"
