"""The API, a worker and the neighbours, all real, with the shipped packs on the shelf."""

import base64
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from domain.policy import SHELF
from gateways.neighbour import Neighbour
from gateways.payments import HttpPaymentGateway
from gateways.records import HttpBusinessRecords
from gateways.repairs import HttpRepairSystem
from policies.reader import read_policy
from storage.database import make_engine
from tests.api.conftest import dev_server
from tests.api.house import House, open_house
from tests.console.conftest import SETTINGS
from tests.console.terminal import Terminal
from tests.engine.ports import Ports
from tests.engine.town import working
from tests.gateways.neighbours_process import TOKEN, NeighboursProcess, running_neighbours
from tests.postgres import FreshDatabase
from tests.shipped import FILES

INDEX_KEY = base64.b64encode(b"index" * 8).decode()


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NeighboursProcess]:
    with running_neighbours(tmp_path_factory.mktemp("neighbours")) as service:
        yield service


@pytest.fixture(scope="module")
async def engine(database: FreshDatabase) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(url=database.app_url, application_name="tests-lives")
    yield engine
    await engine.dispose()


@pytest.fixture(scope="module")
async def temporal() -> AsyncIterator[Client]:
    """Temporal, by the clock on the wall; a module that has to wait for days brings another."""
    async with dev_server(sandboxed=False) as client:
        yield client


@pytest.fixture(scope="module")
async def city(
    temporal: Client, engine: AsyncEngine, neighbours: NeighboursProcess, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The API with a worker behind it, the neighbours beside it, and every shipped pack."""
    async with open_house(client=temporal, engine=engine, folder=tmp_path_factory.mktemp("city")) as house:
        for policy in map(read_policy, FILES):
            SHELF.put(policy)
            house.parts.shelf.put(policy)
        systems = [Neighbour(system=name, base_url=neighbours.url, token=TOKEN, seconds=0.6) for name in "abc"]
        ports = Ports(
            journal=house.journal,
            duties=house.duties,
            records=HttpBusinessRecords(neighbour=systems[0]),
            payments=HttpPaymentGateway(neighbour=systems[1]),
            carrier=house.sms,
            repairs=HttpRepairSystem(neighbour=systems[2]),
            incidents=house.incidents,
            members=house.members,
            matters=house.matters,
            repeats=house.repeats,
            panels=house.panels,
        )
        async with working(temporal, ports, cached=400):
            yield house
        for system in systems:
            await system.close()


@pytest.fixture
def terminal(
    places: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """A terminal where this module's cases lie."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name, value in (SETTINGS | places).items():
        monkeypatch.setenv(f"REDRESS_{name}", value)
    return Terminal(monkeypatch, capsys)


@pytest.fixture
def places(city: House, neighbours: NeighboursProcess, database: FreshDatabase) -> dict[str, str]:
    """Where everything of this module is."""
    return {
        "DATABASE_URL": database.app_url,
        "DATABASE_OWNER_URL": database.owner_url,
        "BLOBS_URL": city.blobs_folder.as_uri(),
        "IDENTITY_KEY": INDEX_KEY,
        "PAYMENTS_URL": neighbours.url,
        "NEIGHBOURS_TOKEN": TOKEN,
    }
