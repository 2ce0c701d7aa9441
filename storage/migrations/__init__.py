"""Migrations (数据库升级): make the tables, or bring them to this version, and say what the application's role may do.

An upgrade happens whole or not at all, and doing it again changes nothing.

Exception
  MigrationRefused
    NewerDatabase    the tables were made by a newer program
    UnknownRole      the role that is to use them does not exist
"""

from functools import lru_cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, make_url, text

from storage.migrations.grants import grant

# Any number will do, as long as no other program of the database takes the same one.
_LOCK: Final = 7_461_002


class MigrationRefused(Exception):
    """The tables were left as they are."""


class NewerDatabase(MigrationRefused):
    """The database was made by a newer program; going back needs a backup."""

    def __init__(self, *, version: str) -> None:
        super().__init__(
            f"the database has version {version} of the tables and this program knows {newest_version()} at most: "
            "use the newer program, or restore a backup"
        )


class UnknownRole(MigrationRefused):
    """The role of the application does not exist in this database server."""

    def __init__(self, *, role: str) -> None:
        super().__init__(f"the database has no role {role!r}: create it, then upgrade again")


@lru_cache
def newest_version() -> str:
    """Give the version of the tables that this program works with."""
    (head,) = _scripts(_config()).get_heads()
    return head


def current_version(*, owner_url: str) -> str | None:
    """Read the version of the tables that the database has; none when it has no tables."""
    with _connect(owner_url) as connection:
        return _version(connection)


def upgrade(*, owner_url: str, app_role: str) -> None:
    """Bring the tables to this version and grant `app_role` what it needs, all or nothing.

    Any number of processes may do so at once, also while the application runs.

    Raises:
        NewerDatabase: the tables are of a version that this program does not know.
        UnknownRole: there is no such role.
    """
    config = _config()
    with _connect(owner_url) as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _check_version(connection, _scripts(config))
        _check_role(connection, app_role)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        grant(connection, role=app_role)


def _connect(owner_url: str) -> Connection:
    url = make_url(owner_url).set(drivername="postgresql+psycopg")
    return create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 5}).connect()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _scripts(config: Config) -> ScriptDirectory:
    return ScriptDirectory.from_config(config)


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _check_version(connection: Connection, scripts: ScriptDirectory) -> None:
    version = _version(connection)
    if version is not None and version not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerDatabase(version=version)


def _check_role(connection: Connection, role: str) -> None:
    if connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}) is None:
        raise UnknownRole(role=role)
