"""`redress up` around tiny programs, with PostgreSQL and Temporal for real: start, stop, kill, start again."""

import asyncio
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from checks.committed import ROOT
from local.errors import StartError
from local.ports import LOOPBACK
from local.process import is_gone
from local.roll import read_roll
from local.stack import REDRESS, Stack

TINY = (sys.executable, str(Path(__file__).with_name("tiny_house.py")))
PARTS = {"postgres", "temporal", "neighbours", "worker", "api"}
TEMPORAL = {
    "--sqlite-pragma": ["journal_mode=wal", "synchronous=normal"],
    "--dynamic-config-value": ["system.forceSearchAttributesCacheRefreshOnRead=false"],
}

pytestmark = pytest.mark.engine


def tiny_stack(folder: Path, *arguments: str, **environment: str) -> Stack:
    return Stack(folder=folder, arguments=arguments, program=TINY, environment={"PYTHONPATH": str(ROOT)} | environment)


@pytest.fixture(scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    async with tiny_stack(tmp_path_factory.mktemp("stack")) as stack:
        yield stack


def processes_of(stack: Stack) -> list[psutil.Process]:
    return [psutil.Process(entry["pid"]) for entry in read_roll(stack.folder).values()]


def up_log_of(stack: Stack) -> str:
    return (stack.folder / "up.log").read_text()


def do(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


async def refusal_of(stack: Stack) -> str:
    with pytest.raises(StartError) as refused:
        await stack.start()
    assert await stack.stop() == 1
    return str(refused.value)


class TestUp:
    async def test_tells_where_everything_answers(self, stack: Stack) -> None:
        ready = stack.ready

        async with httpx.AsyncClient(trust_env=False) as http:
            assert (await http.get(f"{ready.api}/readyz")).status_code == 200
            assert (await http.get(ready.ui)).status_code == 200
        do(ready.database, "SELECT 1")
        assert ready.neighbours == stack.settings()["REDRESS_PAYMENTS_URL"]
        assert ready.mail == stack.settings()["REDRESS_NOTICES_SMTP_URL"]
        assert ready.temporal == stack.settings()["REDRESS_TEMPORAL_ADDRESS"]

    async def test_keeps_its_parts_in_its_own_group(self, stack: Stack) -> None:
        processes = processes_of(stack)

        assert set(read_roll(stack.folder)) == PARTS
        assert {os.getpgid(process.pid) for process in processes} == {stack.pid("up")}

    async def test_runs_temporal_on_a_file_that_is_quick_to_write_and_safe(self, stack: Stack) -> None:
        words = psutil.Process(stack.pid("temporal")).cmdline()
        values = {name: [value for key, value in pairwise(words) if key == name] for name in TEMPORAL}

        with closing(sqlite3.connect(f"file:{stack.folder}/temporal.db?mode=ro", uri=True)) as database:
            (journal_mode,) = database.execute("PRAGMA journal_mode").fetchone()

        assert values == TEMPORAL
        assert journal_mode == "wal"

    @pytest.mark.parametrize("name", sorted(PARTS))
    async def test_starts_a_killed_part_again(self, name: str, stack: Stack) -> None:
        killed = stack.kill(name)

        await stack.revived(name, since=killed)

        assert f"{name} ended (killed by SIGKILL); starting it again" in up_log_of(stack)

    async def test_refuses_a_second_one_on_the_same_folder(self, stack: Stack) -> None:
        refusal = await refusal_of(tiny_stack(stack.folder))

        assert refusal.endswith("stop it or give --data-dir")
        assert "\n" not in refusal

    async def test_runs_beside_another_one_that_leaves_out_what_it_is_told_to(
        self, stack: Stack, tmp_path: Path
    ) -> None:
        async with tiny_stack(tmp_path, "--no-worker", "--no-neighbours") as other:
            do(other.ready.database, "SELECT 1")
            do(stack.ready.database, "SELECT 1")

            assert (other.ready.neighbours, other.ready.mail) == (None, None)
            assert set(read_roll(other.folder)) == {"postgres", "temporal", "api"}
            assert set(read_roll(stack.folder)) == PARTS


class TestRefusals:
    async def test_name_a_taken_port(self, tmp_path: Path) -> None:
        with socket.create_server((LOOPBACK, 0)) as taken:
            port = taken.getsockname()[1]

            refusal = await refusal_of(tiny_stack(tmp_path, "--temporal-port", str(port)))

        assert refusal == (
            f"redress: port {port} (temporal) cannot be had: address already in use; "
            "choose another with --temporal-port (0: any)"
        )

    async def test_name_a_folder_of_a_newer_version(self, tmp_path: Path) -> None:
        (tmp_path / "version").write_text("99\n")

        refusal = await refusal_of(tiny_stack(tmp_path))

        assert "newer redress (folder version 99" in refusal
        assert "\n" not in refusal

    def test_name_a_folder_that_even_root_may_not_write(self) -> None:
        command = (*REDRESS, "--data-dir", "/proc/redress", "up", "--api-port", "0")

        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)

        assert ended.returncode == 1
        assert ended.stdout == ""
        assert re.fullmatch(
            r"redress: cannot write to /proc/redress: .+; choose a folder by --data-dir\n", ended.stderr
        )

    async def test_name_a_wrong_setting(self, tmp_path: Path) -> None:
        refusal = await refusal_of(tiny_stack(tmp_path, REDRESS_SECRET_KEYS="hidden"))

        assert refusal.startswith("redress: REDRESS_SECRET_KEYS is wrong: expected ")
        assert "hidden" not in refusal


class TestStopAndStart:
    async def test_goes_on_where_it_was(self, stack: Stack) -> None:
        before, words = stack.ready, up_log_of(stack)
        do(stack.settings()["REDRESS_DATABASE_OWNER_URL"], "CREATE TABLE kept ()")

        # A signal to the whole group, as a terminal or a service manager sends it.
        began_at = time.monotonic()
        code = await stack.stop(whole_group=True)
        stopped_within = time.monotonic() - began_at
        left, words_at_stop = read_roll(stack.folder), up_log_of(stack)
        after = await stack.start()

        assert (code, left, words_at_stop) == (0, {}, words)
        assert stopped_within < 20
        assert after == before
        do(stack.settings()["REDRESS_DATABASE_OWNER_URL"], "SELECT * FROM kept")

    async def test_takes_its_parts_along_when_killed_and_starts_again(self, stack: Stack) -> None:
        before, parts = stack.ready, processes_of(stack)

        stack.kill("up")
        async with asyncio.timeout(5):
            while not all(map(is_gone, parts)):  # noqa: ASYNC110 - they are nobody's children now
                await asyncio.sleep(0.05)
        after = await stack.start()

        assert len(parts) == len(PARTS)
        assert after == before

    async def test_starts_again_after_everything_was_killed_at_once(self, stack: Stack) -> None:
        before = stack.ready

        await stack.kill_everything()
        after = await stack.start()

        assert after == before
        assert set(read_roll(stack.folder)) == PARTS

    async def test_stops_in_the_middle_of_a_start(self, tmp_path: Path) -> None:
        stack = tiny_stack(tmp_path, TINY_MIGRATION_HANGS="yes")
        starting = asyncio.create_task(stack.start())
        async with asyncio.timeout(20):
            while set(read_roll(tmp_path)) != {"postgres", "temporal"}:  # noqa: ASYNC110 - a file on disk
                await asyncio.sleep(0.05)

        stack.kill("up", by=signal.SIGINT)

        with pytest.raises(StartError):
            await starting
        assert await stack.stop() == 0
        assert read_roll(tmp_path) == {}
