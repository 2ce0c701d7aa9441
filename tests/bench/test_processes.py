"""Processes beside a stack: what needs one does not wait for a dead one."""

import asyncio

import pytest

from bench.processes import while_running


class TestWhileRunning:
    async def test_gives_what_was_done(self) -> None:
        process = await asyncio.create_subprocess_exec("sleep", "60")

        done = await while_running(process, asyncio.sleep(0, "done"))

        process.kill()
        await process.wait()
        assert done == "done"

    async def test_ends_with_the_process(self) -> None:
        process = await asyncio.create_subprocess_exec("false")

        with pytest.raises(RuntimeError, match="ended with 1"):
            await while_running(process, asyncio.sleep(60))
