"""The timeline: page after page, in order."""

from sqlalchemy.ext.asyncio import AsyncEngine

from storage.journal import PostgresJournal
from storage.timeline import Timeline
from storage.vault import Vault
from tests.storage.stories import number, whole_life


class TestTimeline:
    async def test_goes_on_after_any_event(self, journal: PostgresJournal, engine: AsyncEngine, vault: Vault) -> None:
        case = number()
        life = whole_life(case)
        await journal.record(tracking_number=case, events=life)
        timeline = Timeline(engine=engine, vault=vault)

        pages = [await timeline.page(case, after=after, limit=5) for after in (0, 5, 10, 12)]

        assert [list(page) for page in pages] == [life[:5], life[5:10], life[10:], []]

    async def test_is_empty_where_there_is_no_case(self, engine: AsyncEngine, vault: Vault) -> None:
        assert await Timeline(engine=engine, vault=vault).page("nowhere") == []
