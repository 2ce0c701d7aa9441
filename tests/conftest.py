"""Fixtures that tests of several layers share."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

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

# Looking for garbage among all that thousands of tests have loaded took a quarter of the processors' time.
OBJECTS_BETWEEN_SWEEPS = 50_000
gc.disable()


# Begun first, in this order: beside the others they cost little, at the end everybody would wait for them. Those that
# mostly sleep stand among those that compute.
LONGEST = (
    "durability/test_durability.py",
    "durability/test_citizens.py",
    "lives/test_deposits.py",
    "durability/test_outage.py",
    "test_readme.py",
    "console/test_policy_migrate.py",
    "durability/test_seconds.py",
    "durability/test_payment_kills.py",
    "workflows/test_worker.py",
    "local/test_up.py",
    "engine/test_merging_faults.py",
    "engine/test_notices.py",
    "reference/test_second_opinion.py",
    "local/test_postgres.py",
    "lives/test_home_service.py",
    "engine/test_matters.py",
    "engine/test_tasks.py",
    "engine/test_journal_crash.py",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: some test always waits for something."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first."""
    ranks = {Path(__file__).parent / name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


def pytest_collection_finish() -> None:
    """Leave out of every sweep for garbage what is loaded by now: it stays until the end."""
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_SWEEPS)
    gc.enable()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """One PostgreSQL server for the whole run."""
    with running_postgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="module")
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each module, with this version's tables."""
    return postgres_server.make_database()
