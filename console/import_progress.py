"""How an import is going: a bar on a terminal, a plain line now and then elsewhere, and each bad line at once."""

import sys
import time
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from console.intake import Verdict

_EVERY_SECONDS: Final = 5.0


class ImportProgress:
    """Counts what became of the lines; all that it prints goes to stderr."""

    def __init__(self, file: Path) -> None:
        self._counts: Counter[Verdict] = Counter()
        self._said_at = time.monotonic()
        self._is_terminal = sys.stderr.isatty()
        self._bar = Progress(
            TextColumn("{task.percentage:>3.0f}%"),
            BarColumn(),
            TextColumn("{task.description}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not self._is_terminal,
        )
        self._task = self._bar.add_task(self.summary, total=file.stat().st_size)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    @property
    def counts(self) -> dict[str, int]:
        """Give the figures for a program to read."""
        return {
            "lines": self._counts.total(),
            "new": self._counts[Verdict.NEW],
            "known": self._counts[Verdict.KNOWN],
            "skipped": self._counts[Verdict.REFUSED],
        }

    @property
    def summary(self) -> str:
        """Give the figures for a person to read."""
        return "{lines} lines: {new} new, {known} already there, {skipped} skipped".format_map(self.counts)

    def count(self, verdict: Verdict, *, bytes_read: int) -> None:
        """Take note of what became of a line; `bytes_read` is how far the file has been read."""
        self._counts[verdict] += 1
        self._bar.update(self._task, completed=bytes_read, description=self.summary)
        if not self._is_terminal and time.monotonic() - self._said_at > _EVERY_SECONDS:
            self._said_at = time.monotonic()
            self.say(self.summary)

    def say(self, text: str) -> None:
        """Print a line, above the bar where there is one."""
        if self._is_terminal:
            self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            typer.echo(text, err=True)
