"""A database that neither answers nor breaks the connection: a stopped process, a dead host."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import Autocommitting, driver_connection, make_engine
from tests.postgres import FreshDatabase

WITHIN = 60


@pytest.fixture
async def engine(database: FreshDatabase) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(
        url=database.app_url, application_name="tests", pool_size=1, statement_timeout=timedelta(seconds=1)
    )
    yield engine
    await engine.dispose()


@contextmanager
def stopped(process: int) -> Iterator[None]:
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


async def backend_of(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        pid: int = (await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        return pid


class TestSilence:
    async def test_is_taken_for_an_outage_and_leaves_a_pool_that_connects_anew(self, engine: AsyncEngine) -> None:
        silent = await backend_of(engine)
        with stopped(silent):
            async with asyncio.timeout(WITHIN):
                with pytest.raises(psycopg.OperationalError, match="does not answer"):
                    async with driver_connection(Autocommitting(engine)) as connection:
                        await connection.execute("SELECT 1")

                assert await backend_of(engine) != silent
