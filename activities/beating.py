"""Heartbeats (心跳): whoever waits long outside says that they are alive, so that one who died is soon missed (J1)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

from temporalio import activity

BEAT_EVERY: Final = timedelta(seconds=1)


@asynccontextmanager
async def beating() -> AsyncIterator[None]:
    """Beat for as long as the activity is in here; a short one never does."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(BEAT_EVERY.total_seconds())
            activity.heartbeat()

    heart = asyncio.create_task(beat())
    try:
        yield
    finally:
        heart.cancel()
