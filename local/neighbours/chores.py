"""What a neighbour does by itself at set times: settle late payments, finish repairs, call back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

_PAUSE_AFTER_FAILURE = 1.0


class Chore:
    """Does what is due, sleeps until something else is, and wakes early when told.

    `step` does all that is due and gives the instant of the next thing, or None when nothing is waiting.
    """

    def __init__(self, *, step: Callable[[], Awaitable[datetime | None]]) -> None:
        self._step = step
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look again now; called by whoever has just written something that will be due."""
        self._woken.set()

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            # Cleared first: what is written while the step runs is looked at in the next round.
            self._woken.clear()
            pause = await self._do_step()
            try:
                async with asyncio.timeout(pause):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def _do_step(self) -> float | None:
        try:
            next_at = await self._step()
        except SQLAlchemyError:
            log.exception("the neighbours' file could not be read or written; trying again")
            return _PAUSE_AFTER_FAILURE
        return None if next_at is None else max(0.0, (next_at - datetime.now(UTC)).total_seconds())
