"""Searching the desk list: which words find a case, and that nothing is lost where a search stops looking."""

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.desk import Desk, Filters, Sort
from storage.desk_search import Reach
from storage.journal import PostgresJournal
from storage.search_tables import complaint_words
from storage.tables import complaints
from storage.vault import Vault
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.stories import number, received, story


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each test: a list shows all there is."""
    return postgres_server.make_database()


@pytest.fixture(params=[Reach(), Reach(first=0)], ids=["the list", "the index"])
def desk(engine: AsyncEngine, vault: Vault, request: pytest.FixtureRequest) -> Desk:
    """A desk that finds by looking through the list, and one that asks the index."""
    return Desk(engine=engine, vault=vault, reach=request.param)


async def file(journal: PostgresJournal, text: str) -> str:
    case = number()
    await journal.record(tracking_number=case, events=story(received(case, title=None, description={"text": text})))
    return case


async def found(desk: Desk, q: str, *, sort: Sort = "due_at", limit: int = 50) -> list[list[str]]:
    """Turn page after page."""
    pages: list[list[str]] = []
    cursor: str | None = None
    while True:
        page = await desk.page(filters=Filters(q=q), sort=sort, cursor=cursor, limit=limit)
        pages.append([case.tracking_number for case in page.cases])
        if (cursor := page.next_cursor) is None:
            return pages


class TestWords:
    @pytest.mark.parametrize(
        ("q", "places"),
        [
            ("刹车", [0]),
            ("刹车失灵", [0]),
            ("车", [0, 1]),
            ("灵", [0]),
            ("车刹", []),
            ("失灵 brake", [0]),
            ("失灵 wheel", []),
            ("BRAK", [0]),
            ("rake", []),
            ("wheel, front", [1]),
            ("it", [1]),
            ("i", []),
            ("？！", []),
            ("'", []),
            ("' | 车 & !\\", [0, 1]),
            ("100%", [1]),
        ],
    )
    async def test_find_what_has_them_all(
        self, journal: PostgresJournal, desk: Desk, q: str, places: list[int]
    ) -> None:
        cases = [
            await file(journal, "我的刹车失灵。The brake failed"),
            await file(journal, "车 front wheel, 100% lost it"),
        ]

        assert await found(desk, q) == [[cases[place] for place in places]]

    async def test_follow_the_text_and_go_with_the_case(self, journal: PostgresJournal, engine: AsyncEngine) -> None:
        case = await file(journal, "刹车")
        async with engine.begin() as connection:
            words = select(complaint_words.c.words).where(complaint_words.c.tracking_number == case)
            mine = complaints.c.tracking_number == case
            await connection.execute(update(complaints).where(mine).values(search_text="押金"))
            assert await connection.scalar(words) == "'押金' '金'"
            await connection.execute(delete(complaints).where(mine))
            assert await connection.scalar(words) is None


class TestCommonWords:
    @pytest.mark.parametrize("sort", ["due_at", "received_at", "-received_at"])
    async def test_are_found_once_each_over_pages_that_may_be_short(
        self, journal: PostgresJournal, engine: AsyncEngine, vault: Vault, sort: Sort
    ) -> None:
        desk = Desk(engine=engine, vault=vault, reach=Reach(first=1, most_found=1, long=3))
        cases = [await file(journal, text) for text in ("没有车", "别的", "别的", "别的", "没有锁", "别的", "没有灯")]

        pages = await found(desk, "没有", sort=sort, limit=2)

        wanted = [cases[0], cases[4], cases[6]]
        assert [case for page in pages for case in page] == (wanted[::-1] if sort == "-received_at" else wanted)

    async def test_of_a_number_are_found_among_them(self, journal: PostgresJournal, desk: Desk) -> None:
        one, _ = await file(journal, "没有车"), await file(journal, "没有锁")

        assert await found(desk, one) == [[one]]
