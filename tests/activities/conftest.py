"""Fixtures of the tests of activities."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.policy import SHELF
from storage.journal import PostgresJournal
from tests import trial
from tests.activities.office import Office
from tests.storage.conftest import engine, journal, vault  # noqa: F401 - fixtures


@pytest.fixture
async def office(engine: AsyncEngine, journal: PostgresJournal) -> Office:  # noqa: F811
    SHELF.put(trial.policy())
    office = Office(engine=engine, journal=journal)
    for urgent in (True, False):
        # What other tests of this database have left is of cases that are not here.
        await office.work(urgent=urgent, after=timedelta(days=2))
    office.news.heard.clear()
    return office
