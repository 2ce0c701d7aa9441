"""A worker that commits a step and then does not say so, until a test lets it, or kills it there.

As a program it reads a line of JSON from its command line, works until it is killed, and prints `committed` once it has
fallen silent.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from temporalio.client import Client

from domain.events import Event
from domain.keyring import Key, KeyRing
from domain.kinds import EventKind
from domain.notices import Addressed
from domain.policy import SHELF
from domain.ports import Journal
from gateways.neighbour import Neighbour
from gateways.payments import HttpPaymentGateway
from gateways.records import HttpBusinessRecords
from gateways.repairs import HttpRepairSystem
from gateways.sms import HttpSmsCarrier
from storage.database import make_engine
from storage.duty import Duties
from storage.incident_members import IncidentMembers
from storage.incidents import Incidents
from storage.journal import PostgresJournal
from storage.matters import Matters
from storage.vault import Vault
from tests import trial
from tests.gateways.neighbours_process import TOKEN
from workflows.client import connect
from workflows.workers import Ports, build_workers, run_workers

KEYS = KeyRing(keys=(Key(key_id="k1", secret=b"1" * 32),))
VAULT = Vault(keys=KEYS, index_key=b"index" * 8)
COMMITTED = "committed"
SYSTEMS = ("records", "payments", "sms", "work orders")


class Silence:
    """Falls once a step is committed, and lasts until a test lets the worker say so."""

    def __init__(self) -> None:
        self._fallen, self._over = asyncio.Event(), asyncio.Event()

    async def fallen(self) -> None:
        """Wait until a step is committed of which nobody was told."""
        await self._fallen.wait()

    def end(self) -> None:
        """Let the worker say what it has done."""
        self._over.set()

    async def keep(self) -> None:
        """Say nothing until the end."""
        self._fallen.set()
        await self._over.wait()


class SilentJournal:
    """Commits the first step with an event of each kind in `silences`, and keeps that silence about it."""

    def __init__(self, *, journal: Journal, silences: Mapping[EventKind, Silence]) -> None:
        self._journal = journal
        self._silences = dict(silences)

    async def record(
        self, *, tracking_number: str, events: Sequence[Event], notices: Sequence[Addressed] = ()
    ) -> Sequence[Event]:
        written = await self._journal.record(tracking_number=tracking_number, events=events, notices=notices)
        for kind in self._silences.keys() & {event.kind for event in events}:
            await self._silences.pop(kind).keep()
        return written


@asynccontextmanager
async def working(
    client: Client, *, database: str, neighbours: str, wrap: Callable[[Journal], Journal]
) -> AsyncIterator[None]:
    """Serve both queues with the real adapters around a wrapped journal, until the block ends."""
    SHELF.put(trial.policy())
    SHELF.put(trial.following())
    engine = make_engine(url=database, application_name="tests-silent")
    systems = [Neighbour(system=name, base_url=neighbours, token=TOKEN) for name in SYSTEMS]
    ports = Ports(
        journal=wrap(PostgresJournal(engine=engine, vault=VAULT)),
        duties=Duties(engine=engine),
        records=HttpBusinessRecords(neighbour=systems[0]),
        payments=HttpPaymentGateway(neighbour=systems[1]),
        carrier=HttpSmsCarrier(neighbour=systems[2]),
        repairs=HttpRepairSystem(neighbour=systems[3]),
        incidents=Incidents(engine=engine, vault=VAULT),
        members=IncidentMembers(engine=engine),
        matters=Matters(engine=engine, vault=VAULT),
    )
    stop = asyncio.Event()
    running = asyncio.create_task(run_workers(build_workers(client, ports), stop=stop))
    try:
        yield
    finally:
        stop.set()
        await running
        for system in systems:
            await system.close()
        await engine.dispose()


async def work_in_silence(*, temporal: str, database: str, neighbours: str, after: str) -> None:
    """Work until killed."""
    client = await connect(address=temporal, namespace="default", key_ring=KEYS, identity="silent")
    silence = Silence()

    def wrap(journal: Journal) -> Journal:
        return SilentJournal(journal=journal, silences={EventKind(after): silence})

    async with working(client, database=database, neighbours=neighbours, wrap=wrap):
        await silence.fallen()
        sys.stdout.write(f"{COMMITTED}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(work_in_silence(**json.loads(sys.argv[1])))
