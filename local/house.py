"""The house on one machine: its tables, and neighbours, worker and API, each a `redress` command of its own process."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from local.errors import StartError
from local.folder import DataFolder
from local.part import Part
from local.ports import LOOPBACK, Ports
from local.postgres import APP
from local.probes import always, is_ready, listens
from storage.migrations import MigrationRefused, upgrade

_ROOT = Path(__file__).parents[1]
# On one machine, taking complaints in and answering people come before working them off (decision 12).
STANDING_BACK = ("--nice", "10", "--at-once", "2")


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where the house's programs run: a folder with its settings, ports, and what overrides the environment."""

    folder: DataFolder
    ports: Ports
    environment: Mapping[str, str]

    def redress(self, *arguments: str) -> tuple[str, ...]:
        """The command line of a `redress` command on this site."""
        # -P: the folder somebody happens to stand in must not shadow the house's own modules.
        return (sys.executable, "-P", "-m", "cli", "--data-dir", str(self.folder.path), *arguments)

    def with_house(self) -> dict[str, str]:
        """The environment of a command: this site's, and the house to be found by imports."""
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
        return {**self.environment, "PYTHONPATH": path}


async def migrate(*, owner_url: str) -> None:
    """Bring the database's tables to this version.

    Raises:
        StartError: they are of a newer version, or the upgrade failed and changed nothing.
    """
    try:
        await asyncio.to_thread(upgrade, owner_url=owner_url, app_role=APP)
    except (MigrationRefused, SQLAlchemyError) as error:
        first_line = str(error).partition("\n")[0]
        raise StartError(f"the database cannot be upgraded: {first_line}") from error


def _ports_of_neighbours(ports: Ports) -> tuple[str, ...]:
    return ("--port", str(ports.neighbours), "--mail-port", str(ports.mail))


def house_parts(site: Site, *, has_worker: bool = True, has_neighbours: bool = True) -> Sequence[Part]:
    """The house's parts in the order of their starting; they are stopped in the reverse."""
    environment = site.with_house()
    neighbours = Part(
        name="neighbours",
        command=site.redress("neighbours", *_ports_of_neighbours(site.ports)),
        probe=listens(port=site.ports.neighbours),
        environment=environment,
        end_within=3.5,
    )
    worker = Part(
        name="worker",
        command=site.redress("worker", *STANDING_BACK),
        probe=always,
        environment=environment,
        end_within=4.0,
    )
    api = Part(
        name="api",
        command=site.redress("api", "--port", str(site.ports.api)),
        probe=is_ready(
            url=f"http://{LOOPBACK}:{site.ports.api}/readyz",
            but_for=frozenset() if has_worker else frozenset({"worker"}),
        ),
        environment=environment,
    )
    return [*([neighbours] if has_neighbours else []), *([worker] if has_worker else []), api]
