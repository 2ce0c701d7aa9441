"""The first minutes: one administrator, once."""

from pathlib import Path

import pytest
from sqlalchemy import text

from local.environment import write_settings
from local.folder import DataFolder
from local.founding import LOGIN, found
from local.ports import Ports
from local.postgres import Postgres
from settings import Settings
from storage.credentials import Credentials
from storage.database import make_engine
from storage.migrations import upgrade
from storage.passwords import Passwords
from storage.staff import StaffRegister
from storage.vault import Vault
from tests.postgres import FreshDatabase, PostgresServer


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    empty = postgres_server.make_empty_database()
    upgrade(owner_url=empty.owner_url, app_role=empty.app_role)
    return empty


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REDRESS_SIGNIN_ARGON2_MEMORY_KIB", "64")
    monkeypatch.setenv("REDRESS_SIGNIN_ARGON2_PASSES", "1")
    with DataFolder.held(tmp_path) as held:
        postgres = Postgres(folder=held, port=1, owner_password="a", app_password="b")
        write_settings(held, ports=Ports.any_free().claimed(), postgres=postgres, policies=None)
    return tmp_path


class TestFound:
    async def test_makes_an_administrator_who_can_sign_in_and_does_so_once(
        self, folder: Path, database: FreshDatabase
    ) -> None:
        password = await found(folder=folder, database_url=database.app_url)
        again = await found(folder=folder, database_url=database.app_url)

        assert password is not None
        assert again is None
        settings = Settings.load(folder)
        engine = make_engine(url=database.app_url, application_name="tests")
        vault = Vault(keys=settings.key_ring(), index_key=settings.identity_key_bytes())
        credentials = Credentials(engine=engine, vault=vault, passwords=Passwords(memory_kib=64, passes=1))
        member = await credentials.check(LOGIN, password, address="127.0.0.1")
        assert member is not None
        assert member.role == "administrator"
        assert await StaffRegister(engine=engine).list() == [member]
        await engine.dispose()

    async def test_makes_none_where_somebody_works(self, folder: Path, database: FreshDatabase) -> None:
        engine = make_engine(url=database.app_url, application_name="tests")
        async with engine.begin() as connection:
            await connection.execute(text("INSERT INTO staff (name, role, rung) VALUES ('A', 'clerk', 'handler')"))
        await engine.dispose()

        assert await found(folder=folder, database_url=database.app_url) is None
