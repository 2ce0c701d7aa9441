"""The neighbours' SQLite file: what was committed survives `kill -9` at any moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from local.neighbours.tables import Table


class Database:
    """Sessions on the file; its methods may be called from any thread."""

    def __init__(self, *, file: Path) -> None:
        self._engine = _open(file)
        # SQLite has one writer at a time: waiting here is fair and quick, its own busy loop is neither.
        self._writing = Lock()
        Table.metadata.create_all(self._engine)
        _add_missing_columns(self._engine)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose changes are on the disk when the block ends, or not at all when it raises."""
        with self._writing, Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading; it waits for no writer."""
        with Session(self._engine.execution_options(reads_only=True)) as session:
            yield session

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _open(file: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(file)), pool_size=16, max_overflow=32)
    event.listen(engine, "connect", _make_durable)
    event.listen(engine, "begin", _begin)
    return engine


def _add_missing_columns(engine: Engine) -> None:
    """Bring a file that an earlier version has made to what the tables are now."""
    with engine.begin() as connection:
        known = inspect(connection)
        for table in Table.metadata.sorted_tables:
            there = {column["name"] for column in known.get_columns(table.name)}
            for column in table.columns:
                if column.name not in there and column.server_default is not None:
                    default = column.server_default.arg  # type: ignore[attr-defined]
                    kind = column.type.compile(engine.dialect)
                    added = f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind} NOT NULL DEFAULT '{default}'"
                    connection.exec_driver_sql(added)


def _make_durable(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own opening of transactions comes too late for reads that lead to a write: `_begin` does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
