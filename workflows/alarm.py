"""The one timer of a case: set to the next instant of the agenda, moved only when that instant moves."""

import asyncio
from datetime import datetime

from temporalio import workflow


class Alarm:
    """At most one durable timer; `has_rung` until it is set anew."""

    def __init__(self) -> None:
        self.has_rung = False
        self._instant: datetime | None = None
        self._timer: asyncio.Task[None] | None = None

    def set(self, instant: datetime | None, *, summary: str = "") -> None:
        """Ring at `instant`, or not at all; a timer already set to it goes on."""
        if instant == self._instant and not self.has_rung:
            return
        self._cancel()
        self._instant = instant
        # While a step was written its instant may have passed; no timer can be set for that.
        self.has_rung = instant is not None and instant <= workflow.now()
        if instant is not None and not self.has_rung:
            self._timer = asyncio.create_task(self._ring(instant, summary))

    async def _ring(self, instant: datetime, summary: str) -> None:
        await workflow.sleep(instant - workflow.now(), summary=summary)
        self.has_rung = True

    def _cancel(self) -> None:
        if self._timer and not self._timer.done():
            self._timer.cancel()
        self._timer = None
