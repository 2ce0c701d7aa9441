"""A part: one program of the local stack, how to start it, how to tell that it answers, how to end it."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from local.account import Account

LAUNCH = Path(__file__).with_name("launch.py")

Probe = Callable[[], Awaitable[str]]
"""Says what is still amiss; an empty text when the part answers."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One program to keep running; `environment` is added to the supervisor's own."""

    name: str
    command: tuple[str, ...]
    probe: Probe
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    ready_within: float = 60.0
    """Seconds."""
    attempts: int = 3
    """How often it may end before it has answered once."""
    end_signals: tuple[signal.Signals, ...] = (signal.SIGTERM,)
    """In this order, and SIGKILL in the end, each after `end_within` seconds in vain."""
    end_within: float = 3.0  # all parts of the house together have to end within 20 s
    orphan_signal: signal.Signals = signal.SIGKILL
    """What it gets when the supervisor dies, or is found to have died."""

    async def spawn(self, *, log: IO[bytes]) -> asyncio.subprocess.Process:
        """Start the program once, its output going to `log`.

        It stays in the supervisor's process group and dies with the thread that calls this.
        """
        return await spawn(
            self.command,
            log=log,
            environment=self.environment,
            account=self.account,
            orphan_signal=self.orphan_signal,
        )


async def spawn(
    command: tuple[str, ...],
    *,
    log: IO[bytes],
    environment: Mapping[str, str] | None = None,
    account: Account | None = None,
    orphan_signal: signal.Signals = signal.SIGKILL,
    stdin: int = asyncio.subprocess.DEVNULL,
) -> asyncio.subprocess.Process:
    """Start a program that goes when this one goes, as `account` if given, its output going to `log`."""
    user, group = (account.user, account.group) if account else (-1, -1)
    launch = (sys.executable, "-I", "-S", LAUNCH, os.getpid(), int(orphan_signal), user, group)
    return await asyncio.create_subprocess_exec(
        *map(str, launch),
        *command,
        stdin=stdin,
        stdout=log,
        stderr=log,
        env={**os.environ, **(environment or {})},
    )


async def run_to_end(
    command: tuple[str, ...],
    *,
    log: IO[bytes],
    environment: Mapping[str, str] | None = None,
    account: Account | None = None,
    lines: Sequence[str] = (),
) -> int:
    """Run a program that ends by itself, `lines` being what it reads; give its exit code."""
    process = await spawn(command, log=log, environment=environment, account=account, stdin=asyncio.subprocess.PIPE)
    try:
        await process.communicate("".join(f"{line}\n" for line in lines).encode())
    finally:
        if process.returncode is None:
            process.kill()
    return await process.wait()
