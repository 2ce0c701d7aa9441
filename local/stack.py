"""A stack of one's own, for tests and benches: `redress up` as a process with free ports, to use and to maltreat."""

import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from pydantic import BaseModel

from local.environment import read_settings
from local.errors import StartError
from local.part import LAUNCH
from local.roll import read_roll

REDRESS = (sys.executable, "-P", "-m", "cli")

_START_SECONDS = 120.0
_STOP_SECONDS = 25.0
_PORT = re.compile(r":(\d+)(?:/|$)")
_PORTS = ("api", "temporal", "ui", "postgres", "neighbours", "mail")


class Ready(BaseModel, frozen=True):
    """The ready line of `redress up`: where everything answers."""

    ready: bool
    api: str
    temporal: str
    ui: str
    database: str
    neighbours: str | None = None
    mail: str | None = None


class Stack:
    """A whole stack in a folder of its own; as a block it is started, and stopped and forgotten at its end.

    A stack that was stopped or killed may be started again: it goes on in the same folder and on the same ports.
    """

    ready: Ready

    def __init__(
        self,
        *,
        folder: Path | None = None,
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        program: Sequence[str] = REDRESS,
    ) -> None:
        """Describe a stack.

        Args:
            folder: where it keeps its data; a temporary one, removed in the end, unless given.
            arguments: more options of `redress up`, such as `--no-worker`.
            environment: added to that of this process.
            program: what understands `--data-dir D up …`.
        """
        self.folder = folder or Path(tempfile.mkdtemp(prefix="redress-"))
        self._is_temporary = folder is None
        self._arguments = tuple(arguments)
        self._environment = dict(environment or {})
        self._program = tuple(program)
        self._ports = dict.fromkeys(_PORTS, 0)
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self) -> Ready:
        """Start it and wait until all answers.

        Raises:
            StartError: it ended instead; the message is what it said on stderr.
        """
        errors = self.folder / "stderr.log"
        self.folder.mkdir(parents=True, exist_ok=True)
        with errors.open("wb") as stderr:
            self._process = await asyncio.create_subprocess_exec(
                *self._command(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=stderr,
                env={**os.environ, **self._environment},
                # A group of its own, so that a signal to the whole of it spares the test.
                start_new_session=True,
            )
        async with asyncio.timeout(_START_SECONDS):
            line = await _read_ready_line(self._process)
        if line is None:
            raise StartError(errors.read_text(encoding="utf-8", errors="replace").strip())
        self.ready = Ready.model_validate_json(line)
        self._keep_ports()
        return self.ready

    def _command(self) -> list[str]:
        # The stack goes when this process goes, however it goes.
        launch = [sys.executable, "-I", "-S", str(LAUNCH), str(os.getpid()), str(int(signal.SIGTERM)), "-1", "-1"]
        ports = [word for name, port in self._ports.items() for word in (f"--{name}-port", str(port))]
        return [*launch, *self._program, "--data-dir", str(self.folder), "up", *ports, *self._arguments]

    def _keep_ports(self) -> None:
        """What used the stack before it was stopped finds it at the same addresses afterwards."""
        for name in _PORTS:
            address = getattr(self.ready, "database" if name == "postgres" else name)
            if address:
                self._ports[name] = int(_PORT.findall(address)[0])

    def settings(self) -> dict[str, str]:
        """The stack's `settings.env`: `REDRESS_DATABASE_OWNER_URL` and the like."""
        return read_settings(self.folder)

    def pid(self, name: str) -> int:
        """The process of a part: postgres, temporal, neighbours, worker or api; `up` is the supervisor.

        Raises:
            LookupError: that part does not run now.
        """
        if name == "up" and self._process is not None:
            return self._process.pid
        return read_roll(self.folder)[name]["pid"]

    def kill(self, name: str, *, by: signal.Signals = signal.SIGKILL) -> int:
        """Kill one part, or send it another signal; give the pid it had."""
        pid = self.pid(name)
        os.kill(pid, by)
        return pid

    async def kill_everything(self) -> None:
        """Kill the supervisor and all its parts in one blow."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()

    async def revived(self, name: str, *, since: int, within: float = 20.0) -> int:
        """Wait until a part runs in another process than `since`; give that one's pid."""
        async with asyncio.timeout(within):
            while read_roll(self.folder).get(name, {"pid": since})["pid"] == since:  # noqa: ASYNC110 - a file on disk
                await asyncio.sleep(0.05)
        return self.pid(name)

    async def stop(self, *, by: signal.Signals = signal.SIGTERM, whole_group: bool = False) -> int:
        """Stop it as an operator would; give the exit code.

        Raises:
            TimeoutError: it does not end within 25 s; it has been killed then.
        """
        if self._process is None:
            return 0
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                (os.killpg if whole_group else os.kill)(self._process.pid, by)
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await self._process.communicate()
        except TimeoutError:
            await self.kill_everything()
            raise
        return await self._process.wait()

    async def close(self) -> None:
        """Stop it, and remove its folder if that was a temporary one."""
        try:
            await self.stop()
        finally:
            if self._is_temporary:
                await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)


async def _read_ready_line(process: asyncio.subprocess.Process) -> bytes | None:
    if process.stdout is None:
        return None
    async for line in process.stdout:
        if line.startswith(b"{") and json.loads(line).get("ready"):
            return line
    return None
