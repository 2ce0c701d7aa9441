"""The database (数据库): connections for every store, and whether it is there and of this version."""

import asyncio
import select
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Self

import psycopg
from sqlalchemy import URL, ColumnElement, Date, DateTime, event, func, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from storage.migrations import newest_version

DRIVER: Final = "postgresql+psycopg"
PATIENCE: Final = timedelta(seconds=5)
# How much longer than a statement may take the server may be silent: a server that hangs gives no statement up.
_SILENCE: Final = timedelta(seconds=1)

_EDGES: Final[Mapping[type[Any], tuple[date, date]]] = {
    DateTime: (datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)),
    Date: (date(2, 1, 1), date(9998, 1, 1)),
}


class DatabaseNotReady(Exception):
    """The database cannot be reached, or its tables are not those of this version."""


def driver_url(url: str) -> URL:
    """Read `postgresql://…` (libpq's words after `?` included) for the driver of the house."""
    return make_url(url).set(drivername=DRIVER)


def make_engine(
    *, url: str, application_name: str, pool_size: int = 8, statement_timeout: timedelta = PATIENCE
) -> AsyncEngine:
    """Make the pool of connections that all stores of a process share.

    Args:
        url: of the application's own role; that of the owner could change the event log's triggers.
        application_name: what PostgreSQL shows beside each connection.
        pool_size: connections kept; as many again are opened in a rush.
        statement_timeout: after which PostgreSQL gives a statement up; a server that is silent for a second more is
            given up itself.
    """
    milliseconds = round(statement_timeout.total_seconds() * 1000)
    engine = create_async_engine(
        driver_url(url),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=PATIENCE.total_seconds(),
        # Parameters hold words of people: they must never get into the text of an error.
        hide_parameters=True,
        connect_args={
            "application_name": application_name,
            "connect_timeout": round(PATIENCE.total_seconds()),
            "cursor_factory": _patient_cursor(statement_timeout + _SILENCE),
            # Compiling a statement just in time takes longer than any statement here runs.
            "options": f"-c statement_timeout={milliseconds} -c timezone=UTC -c jit=off",
        },
    )
    event.listen(engine.sync_engine, "checkout", _leave_lost_connections)
    return engine


class Autocommitting:
    """The connections of a pool for single statements, each of them a transaction: two round trips less."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection of the pool.

        It is made so here and not by an option of the engine: there, who is cut short while the driver lets go of the
        loop leaves the connection to the garbage collector. One that may be made so by half goes back to nobody.
        """
        async with self._engine.connect() as connection:
            try:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
            except BaseException:
                await connection.invalidate()
                raise
            yield connection


@asynccontextmanager
async def driver_connection(engine: Autocommitting) -> AsyncIterator[psycopg.AsyncConnection[tuple[Any, ...]]]:
    """Give a connection of the pool as the driver has it, for the hot path alone."""
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        if not isinstance(driver, psycopg.AsyncConnection):
            raise TypeError(f"the engine speaks through {type(driver)}, not through psycopg")
        try:
            yield driver
        except psycopg.OperationalError:
            if driver.closed:
                await connection.invalidate()
            raise


def auditable(columns: Iterable[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """Give columns as an audit reads them: what is in no calendar comes as another time, which is not what was written.

    PostgreSQL knows `infinity` and years that Python does not: one such row would end an audit before it names any.
    """
    return [
        func.least(func.greatest(column, _EDGES[type(column.type)][0]), _EDGES[type(column.type)][1]).label(column.key)
        if type(column.type) in _EDGES
        else column
        for column in columns
    ]


async def check_ready(engine: AsyncEngine) -> None:
    """Do nothing when the database answers and has this version's tables; raises `DatabaseNotReady`."""
    try:
        async with Autocommitting(engine).connect() as connection:
            version = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    except OperationalError as error:
        raise DatabaseNotReady("the database cannot be reached") from error
    except DBAPIError as error:
        raise DatabaseNotReady("the database has no tables yet: run `redress database upgrade`") from error
    if version != newest_version():
        raise DatabaseNotReady(
            f"the database has version {version} of the tables, this program needs {newest_version()}: "
            "run `redress database upgrade` with the newer program"
        )


def _leave_lost_connections(
    connection: DBAPIConnection, _entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    # Nothing arrives on an idle connection but the end of it: a look at the socket spares a question to the server.
    waiting = select.poll()
    waiting.register(connection.driver_connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        raise DisconnectionError("the database has closed this connection")


def _patient_cursor(patience: timedelta) -> type[psycopg.AsyncCursor[Any]]:
    """Make cursors that wait so long for an answer, and then take the server for gone."""

    class PatientCursor(psycopg.AsyncCursor[Any]):
        async def execute(self, *arguments: Any, **options: Any) -> Self:
            try:
                async with asyncio.timeout(patience.total_seconds()):
                    return await super().execute(*arguments, **options)
            except TimeoutError:
                await self.connection.close()
                raise psycopg.OperationalError("the database does not answer") from None

    return PatientCursor
