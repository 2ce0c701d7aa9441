"""Processes that a bench runs beside a stack."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TypeVar

from local.stack import Stack
from workflows.workers import MAX_CACHED

Process = asyncio.subprocess.Process
Result = TypeVar("Result")


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
async def floor_worker(stack: Stack, *, max_cached: int = MAX_CACHED) -> AsyncIterator[Process]:
    """Run the floor's worker, with so many workflows in its memory.

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
        str(max_cached),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    if not await process.stdout.readline():
        raise RuntimeError("the floor's worker did not start; its words are above")
    try:
        yield process
    finally:
        await _end(process)


async def while_running(process: Process, work: Awaitable[Result]) -> Result:
    """Do what needs a process.

    Raises:
        RuntimeError: the process ended before it was done.
    """
    doing, ended = asyncio.ensure_future(work), asyncio.create_task(process.wait())
    await asyncio.wait([doing, ended], return_when=asyncio.FIRST_COMPLETED)
    if doing.done():
        ended.cancel()
        return doing.result()
    doing.cancel()
    raise RuntimeError(f"a worker ended with {process.returncode} under its work; its words are above")


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
    await process.wait()
