"""Processes that a bench runs beside a stack."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from local.stack import Stack

Process = asyncio.subprocess.Process


@asynccontextmanager
async def worker_beside(stack: Stack, *options: str) -> AsyncIterator[Process]:
    """Run a worker as a cluster would, on a stack that has none of its own (`--no-worker`)."""
    command = [sys.executable, "-P", "-m", "cli", "--data-dir", str(stack.folder), "worker", *options]
    process = await asyncio.create_subprocess_exec(*command)
    try:
        yield process
    finally:
        await _end(process)


@asynccontextmanager
async def floor_worker(stack: Stack) -> AsyncIterator[None]:
    """Run the floor's worker.

    Raises:
        RuntimeError: it did not start.
    """
    settings = stack.settings()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.floor_worker",
        settings["REDRESS_TEMPORAL_ADDRESS"],
        settings["REDRESS_DATABASE_OWNER_URL"],
        stack.ready.neighbours or "",
        settings["REDRESS_NEIGHBOURS_TOKEN"],
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    if not await process.stdout.readline():
        raise RuntimeError("the floor's worker did not start; its words are above")
    try:
        yield
    finally:
        await _end(process)


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
    await process.wait()
