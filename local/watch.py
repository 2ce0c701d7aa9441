"""A watch over one part: starts it, starts it again when it dies, and ends it."""

import asyncio
import contextlib
import logging
import signal
import time

from local.errors import StartError
from local.folder import DataFolder
from local.part import Part
from local.roll import Roll

_log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
STEADY_AFTER_SECONDS = 30.0
"""A part that lived this long has earned the first, short pause again."""

_PROBE_EVERY_SECONDS = 0.05


class Watch:
    """Keeps one part running from `start` to `stop`."""

    def __init__(self, part: Part, *, folder: DataFolder, roll: Roll) -> None:
        self._part = part
        self._folder = folder
        self._roll = roll
        self._resting = asyncio.Event()
        self._stopping = asyncio.Event()
        self._is_running = False
        self._answered = False
        self._deaths = 0
        self._keeping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the part; return when it answers.

        Raises:
            StartError: it died too often, or did not answer in time.
        """
        self._keeping = asyncio.create_task(self._keep(), name=self._part.name)
        amiss = "it was not asked"
        try:
            async with asyncio.timeout(self._part.ready_within):
                # Another program becoming ready sets no event of ours.
                while not self._keeping.done() and (amiss := await self._amiss()):  # noqa: ASYNC110
                    await asyncio.sleep(_PROBE_EVERY_SECONDS)
        except TimeoutError:
            raise StartError(
                f"{self._part.name} does not answer within {self._part.ready_within:g} s: {amiss}; "
                + self._folder.last_words(self._part.name)
            ) from None
        if self._keeping.done():
            self._keeping.result()
        self._answered = True

    async def _amiss(self) -> str:
        # Should another program have taken the part's port, its answer is not the part's.
        return await self._part.probe() if self._is_running else "it does not run"

    def rest(self) -> None:
        """Let the part live on, but start it no more: all is about to end."""
        self._resting.set()

    async def stop(self) -> None:
        """End the part, politely first; return when it is gone."""
        self.rest()
        self._stopping.set()
        if self._keeping is not None:
            await asyncio.wait([self._keeping])
            # A start that was given up has told its reason, or nobody waits for it any more.
            self._keeping.exception()

    async def _keep(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            began_at = time.monotonic()
            how = await self._run_once()
            if time.monotonic() - began_at > STEADY_AFTER_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            self._bear_death(how)
            # When the whole group is told to stop, parts may go before the supervisor has heard of it.
            if await self._is_resting_within(pause):
                return
            _log.warning("%s ended (%s); starting it again", self._part.name, how)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _bear_death(self, how: str) -> None:
        self._deaths += 1
        if not self._answered and not self._resting.is_set() and self._deaths >= self._part.attempts:
            raise StartError(f"{self._part.name} does not start ({how}): {self._folder.last_words(self._part.name)}")

    async def _run_once(self) -> str:
        """Run the part until it ends or is to end; say how it ended."""
        try:
            with self._folder.open_log(self._part.name) as log:
                process = await self._part.spawn(log=log)
        except OSError as error:
            return f"cannot be started: {error}"
        self._roll.enter(self._part.name, pid=process.pid, orphan_signal=self._part.orphan_signal)
        self._is_running = True
        dying = asyncio.create_task(process.wait())
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait([dying, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not dying.done():
            await self._end(process, dying)
        self._is_running = False
        self._roll.strike(self._part.name)
        return _how(await dying)

    async def _end(self, process: asyncio.subprocess.Process, dying: asyncio.Task[int]) -> None:
        for end_signal in (*self._part.end_signals, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(end_signal)
            await asyncio.wait([dying], timeout=self._part.end_within)
            if dying.done():
                return
            _log.warning("%s does not heed %s", self._part.name, end_signal.name)

    async def _is_resting_within(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                await self._resting.wait()
        except TimeoutError:
            return False
        return True


def _how(code: int) -> str:
    if code >= 0:
        return f"exit {code}"
    return f"killed by {signal.Signals(-code).name}"
