"""Matters as the shell of a case sees to them: each started once, by what the case's state says (decision 54)."""

import asyncio
from collections.abc import Iterable

from domain.case import Case
from workflows import matter_effects


class MatterStarts:
    """Starts what the case has opened; `started` are those of which that is known."""

    def __init__(self, started: Iterable[str] = ()) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._started = list(started)

    @property
    def started(self) -> tuple[str, ...]:
        """Give the ids of those that have begun, for the next run of the case."""
        return (*self._started, *(matter for matter, task in self._tasks.items() if task.done()))

    @property
    def is_settled(self) -> bool:
        """Tell whether everything that was set going has begun."""
        return all(task.done() for task in self._tasks.values())

    def set_going(self, case: Case) -> None:
        """Start every matter of the case that is not known to have begun."""
        for matter in case.matters:
            if matter.closed_at is None and matter.id not in self._tasks and matter.id not in self._started:
                self._tasks[matter.id] = asyncio.create_task(matter_effects.start(matter.start))
