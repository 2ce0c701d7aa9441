"""The supervisor: keeps parts running, and ends them in the reverse of the order they were started in."""

import asyncio
import contextlib
import logging
from types import TracebackType
from typing import Self

from local.folder import DataFolder
from local.part import Part
from local.roll import Roll
from local.watch import Watch

_log = logging.getLogger(__name__)

_BOUND_LOGS_EVERY_SECONDS = 60.0


class Supervisor:
    """Runs parts in one folder; leaving its block ends them all."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self._roll = Roll(folder)
        self._watches: list[Watch] = []
        self._names: list[str] = []
        self._bounding: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        if orphans := await asyncio.to_thread(self._roll.end_orphans):
            _log.warning("ended what an earlier run left behind: %s", ", ".join(orphans))
        self._bounding = asyncio.create_task(self._bound_logs())
        return self

    async def __aexit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bounding is not None:
            self._bounding.cancel()
        for watch in self._watches:
            watch.rest()
        while self._watches:
            await self._watches.pop().stop()

    async def start(self, part: Part) -> None:
        """Start a part and return when it answers; from then on it is kept running.

        Raises:
            StartError: it does not come up.
        """
        watch = Watch(part, folder=self._folder, roll=self._roll)
        self._watches.append(watch)
        self._names.append(part.name)
        await watch.start()

    async def start_together(self, *parts: Part) -> None:
        """Start parts that do not need each other.

        Raises:
            StartError: one of them does not come up; of several, the first one known.
        """
        starts = [asyncio.create_task(self.start(part)) for part in parts]
        try:
            await asyncio.gather(*starts)
        finally:
            for start in starts:
                start.cancel()
            await asyncio.gather(*starts, return_exceptions=True)

    async def _bound_logs(self) -> None:
        while True:
            await asyncio.sleep(_BOUND_LOGS_EVERY_SECONDS)
            for name in self._names:
                with contextlib.suppress(OSError):
                    await asyncio.to_thread(self._folder.bound_log, name)
