"""The roll of parts: what a dead supervisor left is ended, and nobody else."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from local.folder import DataFolder
from local.roll import FILE, Roll, read_roll


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[DataFolder]:
    with DataFolder.held(tmp_path) as folder:
        yield folder


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with ExitStack() as stack:
        process = stack.enter_context(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]))
        stack.callback(process.kill)
        yield process


class TestRoll:
    def test_ends_what_an_earlier_supervisor_left(self, folder: DataFolder, sleeper: subprocess.Popen[bytes]) -> None:
        Roll(folder).enter("worker", pid=sleeper.pid, orphan_signal=signal.SIGTERM)

        ended = Roll(folder).end_orphans()

        assert ended == ["worker"]
        assert sleeper.wait(timeout=1) == -signal.SIGTERM
        assert read_roll(folder.path) == {}

    def test_spares_a_stranger_who_bears_the_pid_by_now(
        self, folder: DataFolder, sleeper: subprocess.Popen[bytes]
    ) -> None:
        earlier = psutil.Process(sleeper.pid).create_time() - 60
        entry = {"pid": sleeper.pid, "started_at": earlier, "orphan_signal": 9}
        folder.replace(FILE, json.dumps({"worker": entry}))

        ended = Roll(folder).end_orphans()

        assert ended == []
        assert sleeper.poll() is None

    def test_passes_over_what_is_gone(self, folder: DataFolder, sleeper: subprocess.Popen[bytes]) -> None:
        Roll(folder).enter("worker", pid=sleeper.pid, orphan_signal=signal.SIGTERM)
        sleeper.kill()
        sleeper.wait()

        assert Roll(folder).end_orphans() == []

    def test_strikes_out_what_has_ended(self, folder: DataFolder, sleeper: subprocess.Popen[bytes]) -> None:
        roll = Roll(folder)
        roll.enter("worker", pid=sleeper.pid, orphan_signal=signal.SIGTERM)

        roll.strike("worker")

        assert read_roll(folder.path) == {}

    def test_is_empty_when_its_file_was_cut_short(self, folder: DataFolder) -> None:
        (folder.path / FILE).write_text('{"worker": {"pi')

        assert Roll(folder).end_orphans() == []
