"""Fixtures of the storage layer."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.keyring import Key, KeyRing
from storage.database import make_engine
from storage.journal import PostgresJournal
from storage.vault import Vault
from tests.postgres import FreshDatabase


@pytest.fixture
async def engine(database: FreshDatabase) -> AsyncIterator[AsyncEngine]:
    """Connections as the application has them."""
    engine = make_engine(url=database.app_url, application_name="tests")
    yield engine
    await engine.dispose()


@pytest.fixture
async def owner(database: FreshDatabase) -> AsyncIterator[AsyncEngine]:
    """Connections as the owner of the tables has them."""
    engine = make_engine(url=database.owner_url, application_name="tests-owner", pool_size=2)
    yield engine
    await engine.dispose()


@pytest.fixture
async def admin(database: FreshDatabase) -> AsyncIterator[AsyncEngine]:
    """Connections as whoever runs the server has them."""
    engine = make_engine(url=database.admin_url, application_name="tests-admin", pool_size=2)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault(keys=KeyRing(keys=(Key(key_id="k1", secret=b"1" * 32),)), index_key=b"index" * 8)


@pytest.fixture
def journal(engine: AsyncEngine, vault: Vault) -> PostgresJournal:
    return PostgresJournal(engine=engine, vault=vault)
