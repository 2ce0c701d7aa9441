"""Servers of one's own, where somebody works only while a test says so: in silence, or until killed."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.events import Event
from domain.kinds import EventKind
from domain.ports import Journal
from storage.complaints import Complaints
from storage.database import make_engine
from storage.staff import StaffRegister
from storage.timeline import Timeline
from tests.engine.silent_worker import KEYS, VAULT, Silence, SilentJournal, working
from tests.engine.town import Town, time_skipping_server
from tests.gateways.neighbours_process import NeighboursProcess
from workflows.plugin import redress_plugin

ROOT = Path(__file__).parents[2]


class Site(NamedTuple):
    """Everything real, with no worker and no relay but those that a test starts."""

    town: Town
    engine: AsyncEngine
    database: str

    @property
    def neighbours(self) -> NeighboursProcess:
        return self.town.neighbours

    @asynccontextmanager
    async def worker(self, *silent_after: EventKind) -> AsyncIterator[Mapping[EventKind, Silence]]:
        """Work in this process, in silence after the first step with each of these kinds."""
        silences = {kind: Silence() for kind in silent_after}

        def wrap(journal: Journal) -> Journal:
            return SilentJournal(journal=journal, silences=silences)

        client = self.town.env.client
        async with working(client, database=self.database, neighbours=self.neighbours.url, wrap=wrap):
            try:
                yield silences
            finally:
                for silence in silences.values():
                    silence.end()

    @asynccontextmanager
    async def worker_process(self, *, silent_after: EventKind) -> AsyncIterator[asyncio.subprocess.Process]:
        """Work in a process of its own, which prints a line once a step was committed in silence."""
        given = {
            "temporal": self.town.env.client.service_client.config.target_host,
            "database": self.database,
            "neighbours": self.neighbours.url,
            "after": silent_after,
        }
        program = (sys.executable, "-m", "tests.engine.silent_worker", json.dumps(given))
        process = await asyncio.create_subprocess_exec(*program, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()


@asynccontextmanager
async def open_site(*, database: str, neighbours: NeighboursProcess) -> AsyncIterator[Site]:
    """Start the engine over an empty database; nobody is at work yet."""
    engine = make_engine(url=database, application_name="tests-site")
    timeline = Timeline(engine=engine, vault=VAULT)

    async def whole_timeline(number: str) -> list[Event]:
        return list(await timeline.page(number, limit=10_000))

    async with time_skipping_server(redress_plugin(key_ring=KEYS)) as env:
        town = Town(
            env=env,
            neighbours=neighbours,
            find=Complaints(engine=engine, vault=VAULT).find,
            timeline=whole_timeline,
            staff=StaffRegister(engine=engine),
        )
        yield Site(town=town, engine=engine, database=database)
    await engine.dispose()
