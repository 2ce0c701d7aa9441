"""Fixtures of the API's tests: real PostgreSQL, the real dev server, and a worker only where one is asked for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from domain.policy import SHELF
from storage.database import make_engine
from tests import trial
from tests.api.house import KEYS, House, open_house
from tests.api.work import at_work_on
from tests.engine.town import TEMPORAL
from tests.postgres import FreshDatabase
from tests.temporal import started
from workflows.plugin import redress_plugin
from workflows.search_attributes import KEYS as SEARCH_ATTRIBUTES


@asynccontextmanager
async def dev_server(*, sandboxed: bool = True) -> AsyncIterator[Client]:
    """Run the real dev server, with nobody working there; without a sandbox a worker runs as in service."""
    env = await started(
        lambda: WorkflowEnvironment.start_local(
            dev_server_existing_path=str(TEMPORAL),
            dev_server_log_level="error",
            dev_server_extra_args=["--dynamic-config-value", "system.forceSearchAttributesCacheRefreshOnRead=false"],
            search_attributes=SEARCH_ATTRIBUTES,
            plugins=[redress_plugin(key_ring=KEYS, sandboxed=sandboxed)],
        )
    )
    async with env:
        yield env.client


@pytest.fixture(scope="session")
async def quiet() -> AsyncIterator[Client]:
    """Temporal without a worker."""
    async with dev_server() as client:
        yield client


@pytest.fixture(scope="module")
async def engine(database: FreshDatabase) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(url=database.app_url, application_name="tests-api")
    yield engine
    await engine.dispose()


@pytest.fixture(scope="module")
async def house(quiet: Client, engine: AsyncEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The API, with no worker behind it."""
    folder: Path = tmp_path_factory.mktemp("api")
    async with open_house(client=quiet, engine=engine, folder=folder) as house:
        yield house


@pytest.fixture(scope="module")
async def at_work(engine: AsyncEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The API with a worker behind it."""
    SHELF.put(trial.policy())
    async with (
        dev_server() as client,
        open_house(client=client, engine=engine, folder=tmp_path_factory.mktemp("at-work")) as house,
        at_work_on(house, client),
    ):
        yield house
