"""Problems: what is wrong with an operator's file, one line each, with the place and what was expected there."""

import json
from collections.abc import Iterable
from typing import Final, NamedTuple

from pydantic import BaseModel

Key = str | int
Path = tuple[Key, ...]

NOTHING: Final = object()
"""The value of a key that is not there."""

_LONGEST_VALUE: Final = 80


class Finding(NamedTuple):
    """A problem before it has a file: where in the document, what was expected, and the line if it is another's."""

    path: Path
    expected: str
    line: int = 0


class Problem(BaseModel, frozen=True):
    """One thing that is wrong, with its line (from 1), its key path, the value there and what was expected."""

    file: str
    line: int
    key: str
    value: str
    expected: str

    def __str__(self) -> str:
        key = f" {self.key}:" if self.key else ""
        value = f" got {self.value};" if self.value else ""
        return f"{self.file}:{self.line}:{key}{value} {self.expected}"


class PackRefused(ValueError):
    """A pack or a calendar cannot be used; every problem that was found is in `problems`, by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.key)))
        super().__init__("\n".join(map(str, self.problems)))


def key_path(path: Path) -> str:
    """Write a path as people do: `milestones[2].allowance`; rows count from 0."""
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")


def show(value: object) -> str:
    """Write a value on one short line, control characters escaped."""
    if value is NOTHING:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
