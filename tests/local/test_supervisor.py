"""The supervisor, with tiny programs: who dies comes back, who will not start is named, and all end in order."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from local.errors import StartError
from local.folder import DataFolder
from local.part import Part, Probe
from local.probes import always
from local.roll import read_roll
from local.supervisor import Supervisor

SLEEP = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DataFolder]:
    with DataFolder.held(tmp_path) as folder:
        yield folder


def part(
    name: str,
    script: str = SLEEP,
    *arguments: str,
    probe: Probe = always,
    ready_within: float = 10.0,
    end_within: float = 3.0,
) -> Part:
    command = (sys.executable, "-I", "-S", "-c", script, *arguments)
    return Part(name=name, command=command, probe=probe, ready_within=ready_within, end_within=end_within)


async def silent() -> str:
    return "silent"


def pid_of(name: str, folder: DataFolder) -> int:
    return read_roll(folder.path)[name]["pid"]


async def revived(name: str, folder: DataFolder, *, since: int) -> int:
    async with asyncio.timeout(5):
        while read_roll(folder.path).get(name, {"pid": since})["pid"] == since:  # noqa: ASYNC110 - a file on disk
            await asyncio.sleep(0.01)
    return pid_of(name, folder)


async def logged(word: str, name: str, folder: DataFolder, *, times: int = 1) -> None:
    async with asyncio.timeout(5):
        while folder.log(name).read_text().count(word) < times:  # noqa: ASYNC110 - another program's log
            await asyncio.sleep(0.01)


class TestSupervisor:
    async def test_starts_a_part_that_died_again_with_a_word(
        self, folder: DataFolder, caplog: pytest.LogCaptureFixture
    ) -> None:
        async with Supervisor(folder) as supervisor:
            await supervisor.start(part("worker"))
            first = pid_of("worker", folder)
            os.kill(first, signal.SIGKILL)

            second = await revived("worker", folder, since=first)

            assert psutil.pid_exists(second)
        assert caplog.messages == ["worker ended (killed by SIGKILL); starting it again"]

    async def test_pauses_longer_each_time_a_part_dies(self, folder: DataFolder) -> None:
        async with Supervisor(folder) as supervisor:
            await supervisor.start(part("worker", "import time; print(f'{time.monotonic()};', flush=True)"))
            await logged(";\n", "worker", folder, times=4)
        starts = [float(line) for line in folder.log("worker").read_text().split(";")[:4]]

        pauses = [after - before for before, after in pairwise(starts)]

        assert pauses[0] >= 0.2
        assert pauses[1] >= 0.4
        assert pauses[2] >= 0.8

    async def test_gives_up_a_part_that_never_answers_and_tells_its_last_words(self, folder: DataFolder) -> None:
        async with Supervisor(folder) as supervisor:
            with pytest.raises(StartError, match=r"api does not start \(exit 3\): no such thing \(see .*api\.log\)"):
                await supervisor.start(part("api", "import sys; print('no such thing'); sys.exit(3)", probe=silent))

    async def test_gives_up_a_part_that_does_not_answer_in_time(self, folder: DataFolder) -> None:
        async with Supervisor(folder) as supervisor:
            with pytest.raises(StartError, match=r"api does not answer within 0\.2 s: silent; see"):
                await supervisor.start(part("api", probe=silent, ready_within=0.2))
        assert read_roll(folder.path) == {}

    async def test_names_a_program_that_cannot_be_run(self, folder: DataFolder) -> None:
        async with Supervisor(folder) as supervisor:
            with pytest.raises(StartError, match=r"api does not start .*No such file"):
                await supervisor.start(replace(part("api", probe=silent), command=("/nowhere/redress",)))

    async def test_ends_parts_in_the_reverse_of_their_order(self, folder: DataFolder) -> None:
        script = (
            "import signal, sys, time\n"
            "def end(*_):\n"
            "    open('order', 'a').write(sys.argv[1] + '\\n'); time.sleep(0.05); sys.exit()\n"
            "signal.signal(signal.SIGTERM, end); print('up', flush=True); time.sleep(60)"
        )
        ordered = script.replace("'order'", repr(str(folder.path / "order")))
        async with Supervisor(folder) as supervisor:
            for name in ("postgres", "worker", "api"):
                await supervisor.start(part(name, ordered, name))
                await logged("up", name, folder)

        assert (folder.path / "order").read_text().split() == ["api", "worker", "postgres"]

    async def test_kills_what_does_not_heed(self, folder: DataFolder, caplog: pytest.LogCaptureFixture) -> None:
        async with Supervisor(folder) as supervisor:
            await supervisor.start(part("worker", DEAF, end_within=0.2))
            await logged("deaf", "worker", folder)
            pid = pid_of("worker", folder)

        assert not psutil.pid_exists(pid)
        assert caplog.messages == ["worker does not heed SIGTERM"]

    async def test_starts_nothing_again_once_it_is_ending(
        self, folder: DataFolder, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.WARNING)
        async with Supervisor(folder) as supervisor:
            await supervisor.start(part("postgres"))
            await supervisor.start(part("api", DEAF, end_within=0.5))
            await logged("deaf", "api", folder)
            # As when the whole group is told to stop: one goes at once, while another takes its time.
            os.kill(pid_of("postgres", folder), signal.SIGTERM)

        assert caplog.messages == ["api does not heed SIGTERM"]

    async def test_starts_parts_together(self, folder: DataFolder) -> None:
        async with Supervisor(folder) as supervisor:
            await supervisor.start_together(part("worker"), part("api"))
            with pytest.raises(StartError, match="neighbours does not start"):
                await supervisor.start_together(part("temporal", probe=silent), part("neighbours", "1/0", probe=silent))

        assert read_roll(folder.path) == {}
