"""Fixtures of tests on the real engine: one town for the whole run, and a site for each module that asks for one."""

from collections.abc import AsyncIterator, Iterator, Mapping

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from activities.delivery import Delivery
from activities.relay import NoticeRelay
from domain.events import Event
from domain.identity import Identity
from domain.keyring import Key, KeyRing
from domain.policy import SHELF
from domain.ports import NoticeCarrier
from gateways.neighbour import Neighbour
from gateways.payments import HttpPaymentGateway
from gateways.records import HttpBusinessRecords
from gateways.repairs import HttpRepairSystem
from gateways.sms import HttpSmsCarrier
from storage.complaints import Complaints
from storage.contacts import StaffContacts
from storage.database import make_engine
from storage.duty import Duties
from storage.incident_members import IncidentMembers
from storage.incidents import Incidents
from storage.journal import PostgresJournal
from storage.like_cases import LikeCases
from storage.matters import Matters
from storage.outbox import Outbox
from storage.panel_grounds import PanelGrounds
from storage.staff import StaffRegister
from storage.timeline import Timeline
from storage.vault import Vault
from tests import trial
from tests.engine.ports import Ports
from tests.engine.site import Site, open_site
from tests.engine.town import Town, relaying, time_skipping_server, working
from tests.gateways.neighbours_process import TOKEN, NeighboursProcess, running_neighbours
from tests.postgres import PostgresServer
from workflows.news import SignalledNews
from workflows.plugin import redress_plugin

IDENTITY = Identity(b"identity" * 4)

KEYS = KeyRing(keys=(Key(key_id="k1", secret=b"1" * 32),))


@pytest.fixture(scope="session")
def neighbours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NeighboursProcess]:
    """The neighbours service, with faults that take a moment only."""
    with running_neighbours(tmp_path_factory.mktemp("neighbours")) as service:
        yield service


@pytest.fixture(scope="session")
async def town(postgres_server: PostgresServer, neighbours: NeighboursProcess) -> AsyncIterator[Town]:
    """Everything real, with a worker at work."""
    SHELF.put(trial.policy())
    SHELF.put(trial.recorded_policy())
    engine = make_engine(url=postgres_server.make_database().app_url, application_name="tests-engine")
    vault = Vault(keys=KEYS, index_key=b"index" * 8)
    systems = {
        name: Neighbour(system=name, base_url=neighbours.url, token=TOKEN, seconds=0.6)
        for name in ("payments", "records", "sms", "work orders")
    }
    ports = _ports(engine, vault, systems)
    timeline = Timeline(engine=engine, vault=vault)

    async def whole_timeline(number: str) -> list[Event]:
        return list(await timeline.page(number, limit=10_000))

    async with (
        time_skipping_server(redress_plugin(key_ring=KEYS)) as env,
        working(env.client, ports),
        relaying(_relay(engine, vault, client=env.client, sms=ports.carrier)),
    ):
        yield Town(
            env=env,
            neighbours=neighbours,
            find=Complaints(engine=engine, vault=vault).find,
            timeline=whole_timeline,
            staff=StaffRegister(engine=engine),
        )
    for system in systems.values():
        await system.close()
    await engine.dispose()


def _ports(engine: AsyncEngine, vault: Vault, systems: Mapping[str, Neighbour]) -> Ports:
    return Ports(
        journal=PostgresJournal(engine=engine, vault=vault),
        duties=Duties(engine=engine),
        records=HttpBusinessRecords(neighbour=systems["records"]),
        payments=HttpPaymentGateway(neighbour=systems["payments"]),
        carrier=HttpSmsCarrier(neighbour=systems["sms"]),
        repairs=HttpRepairSystem(neighbour=systems["work orders"]),
        incidents=Incidents(engine=engine, vault=vault),
        members=IncidentMembers(engine=engine),
        matters=Matters(engine=engine, vault=vault),
        repeats=LikeCases(engine=engine, vault=vault),
        panels=PanelGrounds(engine=engine, vault=vault),
    )


def _relay(engine: AsyncEngine, vault: Vault, *, client: Client, sms: NoticeCarrier) -> NoticeRelay:
    outbox = Outbox(engine=engine)
    delivery = Delivery(
        outbox=outbox,
        cases=Complaints(engine=engine, vault=vault),
        contacts=StaffContacts(engine=engine, vault=vault),
        carriers={"sms": sms},
        public_url="https://redress.example",
        language="zh",
        respondent_code=IDENTITY.respondent_code_for,
    )
    return NoticeRelay(outbox=outbox, delivery=delivery, news=SignalledNews(client=client))


@pytest.fixture(scope="module")
async def site(postgres_server: PostgresServer, neighbours: NeighboursProcess) -> AsyncIterator[Site]:
    """Everything real and a module's own, and nobody at work yet."""
    SHELF.put(trial.policy())
    async with open_site(database=postgres_server.make_database().app_url, neighbours=neighbours) as site:
        yield site
