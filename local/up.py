"""`redress up`: the whole system on one machine, until it is told to stop."""

import asyncio
import shlex
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from local.environment import addresses, mailbox_url, recall_passwords, write_settings
from local.errors import StartError
from local.folder import DataFolder
from local.founding import LOGIN, found
from local.house import Site, house_parts, migrate
from local.part import Part
from local.ports import LOOPBACK, Ports
from local.postgres import Postgres
from local.supervisor import Supervisor
from local.temporal import Temporal
from local.terminal import logging_to, print_error, print_json, print_line, print_once
from settings import PREFIX, Settings, SettingsError
from workflows.search_attributes import SEARCH_ATTRIBUTES


class Migration(Protocol):
    """Brings the tables of a database to this version."""

    async def __call__(self, *, owner_url: str) -> None:
        """Do so as its owner; raise StartError if it cannot be."""


class Founding(Protocol):
    """Makes the first administrator."""

    async def __call__(self, *, folder: Path, database_url: str) -> str | None:
        """Give their password; none where somebody works here already."""


House = Callable[["UpOptions", Site], Sequence[Part]]


@dataclass(frozen=True, kw_only=True)
class UpOptions:
    """What `redress up` was asked for."""

    data_dir: Path = Path("var")
    ports: Ports = field(default_factory=Ports)
    policies: Path | None = None
    has_worker: bool = True
    has_neighbours: bool = True
    is_time_skipping: bool = False
    """For tests: workflows may skip time."""


def _shipped_house(options: UpOptions, site: Site) -> Sequence[Part]:
    return house_parts(site, has_worker=options.has_worker, has_neighbours=options.has_neighbours)


async def run(
    options: UpOptions,
    *,
    house: House = _shipped_house,
    migration: Migration = migrate,
    founding: Founding = found,
) -> int:
    """Run everything in the foreground until SIGINT, SIGTERM or SIGHUP; give the exit code.

    What cannot be started is one line on stderr and exit code 1.

    Args:
        options: what was asked for.
        house: the programs that run beside PostgreSQL and Temporal, in the order of their starting.
        migration: brings the database's tables to this version.
        founding: makes the first administrator.
    """
    told_to_stop = _listen_for_stop()
    try:
        with DataFolder.held(options.data_dir) as folder, logging_to(folder):
            async with Supervisor(folder) as supervisor:
                assembly = _Assembly(options, folder=folder, supervisor=supervisor, house=house, migration=migration)
                if await _is_done_before(told_to_stop, assembly.start()):
                    await assembly.open(founding)
                    assembly.announce()
                    await told_to_stop.wait()
    except StartError as error:
        print_error(str(error))
        return 1
    return 0


class _Assembly:
    """One start of everything."""

    def __init__(
        self, options: UpOptions, *, folder: DataFolder, supervisor: Supervisor, house: House, migration: Migration
    ) -> None:
        self._options = options
        self._supervisor = supervisor
        self._house = house
        self._migration = migration
        self._ports = options.ports.claimed()
        passwords = recall_passwords(folder)
        self._postgres = Postgres(
            folder=folder, port=self._ports.postgres, owner_password=passwords.owner, app_password=passwords.app
        )
        policies = options.policies.resolve() if options.policies else None
        write_settings(folder, ports=self._ports, postgres=self._postgres, policies=policies)
        own = addresses(self._ports, postgres=self._postgres)
        given = {f"{PREFIX}POLICIES_DIR": str(policies)} if policies else {}
        self._site = Site(folder=folder, ports=self._ports, environment=own | given)
        self._temporal = self._make_temporal()

    def _make_temporal(self) -> Temporal:
        try:
            token = Settings.load(self._site.folder.path).codec_token.get_secret_value()
        except SettingsError as error:
            raise StartError(str(error)) from None
        return Temporal(
            folder=self._site.folder,
            port=self._ports.temporal,
            ui_port=self._ports.ui,
            search_attributes=SEARCH_ATTRIBUTES,
            codec_endpoint=f"http://{LOOPBACK}:{self._ports.api}/codec/default/{token}",
            is_time_skipping=self._options.is_time_skipping,
        )

    async def start(self) -> None:
        """Start the servers, upgrade the database, then start the house."""
        await self._postgres.prepare()
        await self._supervisor.start_together(self._postgres.part(), self._temporal.part())
        await self._migration(owner_url=self._postgres.owner_url)
        await self._supervisor.start_together(*self._house(self._options, self._site))

    async def open(self, founding: Founding) -> None:
        """Let the first administrator in: their password is shown this once."""
        password = await founding(folder=self._site.folder.path, database_url=self._postgres.app_url)
        if password is not None:
            print_once(f"Administrator         {LOGIN}")
            print_once(f"Password, this once   {password}")

    def announce(self) -> None:
        """Tell people where everything is and how to sign in, and programs that all is ready."""
        folder = self._site.folder.path
        api = f"http://{LOOPBACK}:{self._ports.api}"
        ready = {
            "ready": True,
            "api": api,
            "temporal": self._temporal.address,
            "ui": self._temporal.ui_url,
            "database": self._postgres.app_url,
        }
        if self._options.has_neighbours:
            ready["neighbours"] = f"http://{LOOPBACK}:{self._ports.neighbours}"
            ready["mail"] = mailbox_url(self._ports)
        redress = shlex.join([str(Path(sys.executable).with_name("redress")), "--data-dir", str(folder)])
        sign_in = f"{redress} staff add --name 'Wang Fang' --role team_lead --department billing --token"
        print_line(f"Complaints and desk   {api}")
        print_line(f"API documentation     {api}/docs")
        print_line(f"Temporal Web UI       {self._temporal.ui_url}")
        print_line(f"Data, logs, settings  {folder}")
        print_line(f"To sign in as staff   {sign_in}")
        print_json(ready)


def _listen_for_stop() -> asyncio.Event:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # Under nohup a terminal that closes is to change nothing.
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, told.set)
    return told


async def _is_done_before(told_to_stop: asyncio.Event, work: Awaitable[None]) -> bool:
    """Do the work, unless told to stop before it is done."""
    working = asyncio.ensure_future(work)
    stopping = asyncio.create_task(told_to_stop.wait())
    await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if working.done():
        working.result()
        return True
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    return False
