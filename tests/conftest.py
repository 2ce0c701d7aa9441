"""Fixtures that tests of several layers share."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import FreshDatabase, PostgresServer, running_postgres

# What is drawn in every run is the same in every run; `make fuzz` draws anew, and far more.
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "every run", max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=SLOW
)
settings.register_profile("fuzz", max_examples=2_000, deadline=None, database=None, suppress_health_check=SLOW)
settings.load_profile("every run")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest test: beside the others it costs nothing, at the end everybody would wait for it."""
    items.sort(key=lambda item: item.get_closest_marker("first") is None)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """One PostgreSQL server for the whole run."""
    with running_postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="module")
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each module, with this version's tables."""
    return postgres_server.make_database()
