"""The stock: what a folder offers is stored once and for all, and every process has it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.policy import PolicyChanged, PolicyNotLoaded, PolicyShelf
from policies.problems import PackRefused
from policies.reader import SHIPPED, read_policy
from policies.stock import Stock
from storage.database import make_engine
from storage.policies import Policies
from tests.postgres import PostgresServer

PACK = (SHIPPED / "retail.yaml").read_text(encoding="utf-8")
CALENDAR = (SHIPPED / "calendars" / "cn.yaml").read_text(encoding="utf-8")


@pytest.fixture
async def store(postgres_server: PostgresServer) -> AsyncIterator[Policies]:
    engine: AsyncEngine = make_engine(url=postgres_server.make_database().app_url, application_name="test")
    yield Policies(engine=engine)
    await engine.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "retail.yaml").write_text(PACK, encoding="utf-8")
    return tmp_path


class TestPublish:
    async def test_stores_what_is_new_and_shelves_it(self, store: Policies, folder: Path) -> None:
        shelf = PolicyShelf()

        await Stock(shelf=shelf, store=store).publish(folder)

        assert shelf.latest("retail") == read_policy(folder / "retail.yaml")
        assert [(each.pack, each.version) for each in await store.list()] == [
            ("retail", shelf.latest("retail").pack.version)
        ]

    async def test_does_nothing_the_second_time(self, store: Policies, folder: Path) -> None:
        await Stock(shelf=PolicyShelf(), store=store).publish(folder)
        before = await store.list()

        await Stock(shelf=PolicyShelf(), store=store).publish(folder)

        assert await store.list() == before

    async def test_refuses_another_content_under_a_stored_version(self, store: Policies, folder: Path) -> None:
        await Stock(shelf=PolicyShelf(), store=store).publish(folder)
        (folder / "retail.yaml").write_text(
            PACK.replace("climb_every:", "max_cycles: 9\nclimb_every:"), encoding="utf-8"
        )

        with pytest.raises(PackRefused, match="is stored with another content"):
            await Stock(shelf=PolicyShelf(), store=store).publish(folder)

    async def test_refuses_a_changed_calendar_under_a_stored_version(self, store: Policies, folder: Path) -> None:
        await Stock(shelf=PolicyShelf(), store=store).publish(folder)
        (folder / "calendars").mkdir()
        changed = CALENDAR.replace("2026-01-01", "2026-01-05")
        assert changed != CALENDAR
        (folder / "calendars" / "cn.yaml").write_text(changed, encoding="utf-8")

        with pytest.raises(PolicyChanged):
            await Stock(shelf=PolicyShelf(), store=store).publish(folder)


class TestRefresh:
    async def test_brings_what_another_process_has_stored(self, store: Policies, folder: Path) -> None:
        shelf = PolicyShelf()
        stock = Stock(shelf=shelf, store=store)
        await stock.refresh()
        published = PolicyShelf()
        await Stock(shelf=published, store=store).publish(folder)

        digests = await stock.refresh()

        found = shelf.latest("retail")
        assert found == published.latest("retail")
        assert found.digest == published.latest("retail").digest
        assert digests == {"retail": {found.pack.version: found.pack.digest}}

    async def test_leaves_out_what_only_a_newer_program_can_read(
        self, store: Policies, folder: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        await store.put(pack="later", version=7, digest="d", source='{"pack": {"telepathy": true}}')
        await Stock(shelf=PolicyShelf(), store=store).publish(folder)
        shelf = PolicyShelf()

        await Stock(shelf=shelf, store=store).refresh()

        assert shelf.latest("retail")
        with pytest.raises(PolicyNotLoaded):
            shelf.latest("later")
        assert "later version 7 is stored, but this program cannot read it" in caplog.text
