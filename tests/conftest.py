"""Fixtures that tests of several layers share."""

from collections.abc import Iterator

import pytest

from tests.postgres import FreshDatabase, PostgresServer, running_postgres


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """One PostgreSQL server for the whole run."""
    with running_postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="module")
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each module, with this version's tables."""
    return postgres_server.make_database()
