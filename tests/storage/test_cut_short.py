"""A reader that is cut short leaves nothing behind: neither a lost connection nor one that commits by itself."""

import asyncio
import gc
import time

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import Autocommitting

BUSY = 0.3


async def read(engine: AsyncEngine) -> None:
    async with Autocommitting(engine).connect() as connection:
        await connection.scalar(text("SELECT 1"))


class TestCutShort:
    @pytest.mark.parametrize("steps", range(4))
    async def test_gives_the_connection_back_or_up(self, engine: AsyncEngine, steps: int) -> None:
        await read(engine)
        # After this the driver lets go of the loop where it otherwise would not.
        asyncio.get_running_loop().call_soon(time.sleep, BUSY)
        await asyncio.sleep(0)
        reading = asyncio.create_task(read(engine))
        for _ in range(steps):
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        gc.collect()

        assert engine.pool.status().endswith("Checked out connections: 0")
        async with engine.connect() as connection:
            own = await connection.scalar(text("SELECT txid_current()"))
            assert await connection.scalar(text("SELECT txid_current()")) == own
