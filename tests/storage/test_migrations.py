"""Migrations: the tables as they should be, what the application's role may do with them, and what nobody may."""

import asyncio
from importlib import import_module
from pkgutil import iter_modules

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

import storage
from storage.custody_tables import sealed_custody
from storage.database import DatabaseNotReady, check_ready, driver_url, make_engine
from storage.incident_tables import incident_events
from storage.ledger_tables import ledger_entries
from storage.migrations import NewerDatabase, UnknownRole, current_version, newest_version, upgrade
from storage.migrations.grants import GRANTS
from storage.panel_tables import staff_interests
from storage.tables import metadata
from tests.postgres import FreshDatabase, PostgresServer

APPEND_ONLY = (
    "events",
    "ledger_accounts",
    "ledger_transactions",
    "ledger_entries",
    "escrow_fundings",
    "daily_heads",
    "sealed_heads",
    "custody",
    "sealed_custody",
    "incident_events",
    "incident_calls",
    "matter_events",
    "authority_acts",
    "sealed_chains",
    "staff_sign_ins",
)
# Tables are known once their modules are: whatever ran before this file, all are looked at.
for module in iter_modules(storage.__path__):
    if module.name.endswith("_tables"):
        import_module(f"storage.{module.name}")
CHANGES = ("UPDATE {table} SET {column} = {column}", "DELETE FROM {table}", "TRUNCATE {table} CASCADE")


def change_of(table: str, change: str) -> str:
    return change.format(table=table, column=list(metadata.tables[table].columns)[-1].name)


@pytest.fixture
def empty(postgres_server: PostgresServer) -> FreshDatabase:
    return postgres_server.make_empty_database()


class TestUpgrade:
    def test_makes_the_tables_that_statements_know(self, database: FreshDatabase) -> None:
        engine = create_engine(driver_url(database.owner_url))
        with engine.connect() as connection:
            differences = compare_metadata(MigrationContext.configure(connection), metadata)
        engine.dispose()

        apart = (sealed_custody, ledger_entries, incident_events, staff_interests)
        assert {table.metadata for table in apart} == {metadata}
        assert differences == []

    def test_changes_nothing_the_second_time(self, empty: FreshDatabase) -> None:
        for _ in range(2):
            upgrade(owner_url=empty.owner_url, app_role=empty.app_role)

        assert current_version(owner_url=empty.owner_url) == newest_version()

    async def test_may_be_done_by_many_at_once(self, empty: FreshDatabase) -> None:
        one = asyncio.to_thread(upgrade, owner_url=empty.owner_url, app_role=empty.app_role)
        other = asyncio.to_thread(upgrade, owner_url=empty.owner_url, app_role=empty.app_role)

        await asyncio.gather(one, other)

        assert current_version(owner_url=empty.owner_url) == newest_version()

    def test_leaves_a_newer_database_alone(self, empty: FreshDatabase) -> None:
        upgrade(owner_url=empty.owner_url, app_role=empty.app_role)
        with psycopg.connect(empty.owner_url) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")

        with pytest.raises(NewerDatabase, match=r"version 9999 .* knows 0023 at most"):
            upgrade(owner_url=empty.owner_url, app_role=empty.app_role)

    def test_asks_for_a_role_that_is_missing_and_makes_nothing(self, empty: FreshDatabase) -> None:
        with pytest.raises(UnknownRole, match="'nobody_yet'"):
            upgrade(owner_url=empty.owner_url, app_role="nobody_yet")

        assert current_version(owner_url=empty.owner_url) is None

    def test_serves_an_owner_who_is_the_application_too(self, empty: FreshDatabase) -> None:
        owner = make_url(empty.owner_url).username
        assert owner is not None

        for _ in range(2):
            upgrade(owner_url=empty.owner_url, app_role=owner)

        with psycopg.connect(empty.owner_url) as connection:
            assert connection.execute("SELECT count(*) FROM events").fetchone() == (0,)


class TestReadiness:
    async def test_is_given_by_this_version(self, engine: AsyncEngine) -> None:
        await check_ready(engine)

    async def test_is_not_given_without_tables(self, empty: FreshDatabase) -> None:
        engine = make_engine(url=empty.app_url, application_name="tests")

        with pytest.raises(DatabaseNotReady, match="redress database upgrade"):
            await check_ready(engine)
        await engine.dispose()

    async def test_is_not_given_by_another_version(self, empty: FreshDatabase) -> None:
        upgrade(owner_url=empty.owner_url, app_role=empty.app_role)
        with psycopg.connect(empty.owner_url) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '0000'")
        engine = make_engine(url=empty.app_url, application_name="tests")

        with pytest.raises(DatabaseNotReady, match="has version 0000"):
            await check_ready(engine)
        await engine.dispose()

    async def test_is_not_given_by_nobody(self) -> None:
        engine = make_engine(url="postgresql://redress_app@127.0.0.1:1/redress", application_name="tests")

        with pytest.raises(DatabaseNotReady, match="cannot be reached"):
            await check_ready(engine)
        await engine.dispose()


class TestGrants:
    def test_name_every_table(self) -> None:
        assert set(GRANTS) == {*metadata.tables, "alembic_version"}

    @pytest.mark.parametrize("table", APPEND_ONLY)
    @pytest.mark.parametrize("change", CHANGES)
    async def test_keep_the_application_from_changing_what_is_written(
        self, engine: AsyncEngine, table: str, change: str
    ) -> None:
        with pytest.raises(DBAPIError, match=f"permission denied for table {table}"):
            async with engine.begin() as connection:
                await connection.execute(text(change_of(table, change)))

    @pytest.mark.parametrize(
        "statement",
        [
            "ALTER TABLE events DISABLE TRIGGER ALL",
            "DROP TRIGGER events_append_only ON events",
            "DROP TABLE ledger_entries",
            "SET session_replication_role = replica",
            "CREATE TABLE mine (id integer)",
            "UPDATE policies SET source = ''",
            "UPDATE alembic_version SET version_num = '0000'",
        ],
    )
    async def test_keep_the_application_from_getting_round_that(self, engine: AsyncEngine, statement: str) -> None:
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner"):
            async with engine.begin() as connection:
                await connection.execute(text(statement))


class TestTriggers:
    @pytest.mark.parametrize("table", APPEND_ONLY)
    @pytest.mark.parametrize("change", CHANGES)
    async def test_keep_even_the_owner_from_changing_what_is_written(
        self, owner: AsyncEngine, table: str, change: str
    ) -> None:
        with pytest.raises(DBAPIError, match="is append-only"):
            async with owner.begin() as connection:
                await connection.execute(text(change_of(table, change)))
