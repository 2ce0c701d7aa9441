"""The desk list: filters, sorting, and pages on which every case stands once."""

import base64
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.cursors import CursorInvalid
from storage.desk import Desk, Filters, ListedCase, Sort
from storage.journal import PostgresJournal
from storage.tables import complaints
from storage.vault import Vault
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.stories import NOON, assigned, graded, number, planned, received, story, whole_life


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each test: a list shows all there is."""
    return postgres_server.make_database()


@pytest.fixture
def desk(engine: AsyncEngine, vault: Vault) -> Desk:
    return Desk(engine=engine, vault=vault)


async def file(
    journal: PostgresJournal,
    *,
    due_in: int | None = None,
    level: int = 1,
    urgency: str = "normal",
    department: str = "bikes",
    handler: str | None = None,
    **complaint: Any,
) -> str:
    """File a complaint that is due in so many hours, if at all."""
    case = number()
    happened = [received(case, **complaint), graded(level=level, urgency=urgency)]
    happened.append(assigned(department=department, handler=handler))
    if due_in is not None:
        happened.append(planned(due_at=NOON + timedelta(hours=due_in)))
    await journal.record(tracking_number=case, events=story(*happened))
    return case


async def everything(desk: Desk, *, limit: int, sort: Sort = "due_at", **filters: Any) -> list[list[str]]:
    """Turn page after page."""
    pages: list[list[str]] = []
    cursor: str | None = None
    while True:
        page = await desk.page(filters=Filters(**filters), sort=sort, cursor=cursor, limit=limit)
        pages.append([case.tracking_number for case in page.cases])
        if (cursor := page.next_cursor) is None:
            return pages


class TestPage:
    async def test_is_empty_where_there_is_nothing(self, desk: Desk) -> None:
        assert await everything(desk, limit=10) == [[]]

    async def test_shows_what_is_due_first_and_what_is_not_due_last(self, journal: PostgresJournal, desk: Desk) -> None:
        never, late, soon = [await file(journal, due_in=due_in) for due_in in (None, 9, 2)]
        also_never = await file(journal)

        assert await everything(desk, limit=2) == [[soon, late], [never, also_never]]

    async def test_sorts_by_intake_either_way(self, journal: PostgresJournal, desk: Desk, engine: AsyncEngine) -> None:
        cases = [await file(journal) for _ in range(5)]
        async with engine.begin() as connection:
            for hours, case in enumerate(cases):
                where = complaints.c.tracking_number == case
                await connection.execute(
                    update(complaints).where(where).values(received_at=NOON + timedelta(hours=hours // 2))
                )

        assert await everything(desk, limit=3, sort="received_at") == [cases[:3], cases[3:]]
        assert await everything(desk, limit=3, sort="-received_at") == [cases[:1:-1], cases[1::-1]]

    async def test_shows_each_case_once_however_many_are_due_at_one_instant(
        self, journal: PostgresJournal, desk: Desk
    ) -> None:
        cases = [await file(journal, due_in=2) for _ in range(7)]

        assert await everything(desk, limit=3) == [cases[:3], cases[3:6], cases[6:]]

    async def test_shows_each_unchanged_case_once_while_others_move(self, journal: PostgresJournal, desk: Desk) -> None:
        cases = [await file(journal, due_in=hours) for hours in range(1, 9)]
        first = await desk.page(filters=Filters(), limit=3)
        # One that was seen moves to the end, one that is still to come goes away, and a new one comes in front.
        later = planned(due_at=NOON + timedelta(hours=50))
        await journal.record(tracking_number=cases[0], events=story(later, first=5))
        await journal.record(tracking_number=cases[6], events=story(planned(due_at=NOON), first=5))
        await file(journal, due_in=0)

        second = await desk.page(filters=Filters(), cursor=first.next_cursor, limit=3)
        third = await desk.page(filters=Filters(), cursor=second.next_cursor, limit=3)

        seen = [case.tracking_number for page in (first, second, third) for case in page.cases]
        assert [case for case in seen if case not in {cases[0], cases[6]}] == [
            case for case in cases if case not in {cases[0], cases[6]}
        ]

    async def test_gives_no_more_than_200(self, journal: PostgresJournal, desk: Desk) -> None:
        for _ in range(3):
            await file(journal)

        assert len((await desk.page(filters=Filters(), limit=10_000)).cases) == 3

    async def test_shows_how_a_case_stands(self, journal: PostgresJournal, desk: Desk) -> None:
        case = number()
        await journal.record(tracking_number=case, events=whole_life(case))

        ((listed,), cursor) = await desk.page(filters=Filters())

        assert cursor is None
        assert (listed.stage, listed.sequence, listed.cycle, listed.breached) == ("closed", 12, 1, False)
        assert (listed.received_at, listed.archived_at) == (NOON, whole_life(case)[-1].at)
        assert (listed.closed_at, listed.resolved_at) == (whole_life(case)[-2].at, whole_life(case)[-4].at)


class TestCursor:
    @pytest.mark.parametrize(
        "cursor", ["", "x", "%", "Ünï", base64.urlsafe_b64encode(b'["due_at", "yesterday", "T1"]').decode()]
    )
    async def test_that_is_none_of_ours_is_refused(self, desk: Desk, cursor: str) -> None:
        with pytest.raises(CursorInvalid):
            await desk.page(filters=Filters(), cursor=cursor)

    async def test_of_another_sorting_is_refused(self, journal: PostgresJournal, desk: Desk) -> None:
        for _ in range(2):
            await file(journal)
        cursor = (await desk.page(filters=Filters(), limit=1)).next_cursor

        with pytest.raises(CursorInvalid, match="sorted by due_at, not by received_at"):
            await desk.page(filters=Filters(), cursor=cursor, sort="received_at")


class TestFilters:
    @pytest.mark.parametrize(
        ("filters", "places"),
        [
            ({}, [0, 1, 2]),
            ({"department": "scooters"}, [1]),
            ({"handler": "17"}, [2]),
            ({"handler": "170"}, []),
            ({"level": 3}, [1]),
            ({"urgency": "critical"}, [2]),
            ({"stage": "investigating"}, [0, 1, 2]),
            ({"stage": "closed"}, []),
            ({"breached": False}, [0, 1, 2]),
            ({"breached": True}, []),
            ({"due_before": NOON + timedelta(hours=2)}, [0]),
            ({"pack": "shared-mobility"}, [0, 1, 2]),
            ({"pack": "retail"}, []),
            ({"open": True}, [0, 1, 2]),
            ({"open": False}, []),
            ({"assigned": True}, [2]),
            ({"assigned": False}, [0, 1]),
            ({"waiting_on": "complainant"}, []),
            ({"red_alert": False}, [0, 1, 2]),
            ({"red_alert": True}, []),
            ({"level": 3, "department": "bikes"}, []),
        ],
    )
    async def test_narrow_the_list(
        self, journal: PostgresJournal, desk: Desk, filters: dict[str, Any], places: list[int]
    ) -> None:
        cases = [
            await file(journal, due_in=1),
            await file(journal, due_in=2, level=3, department="scooters"),
            await file(journal, urgency="critical", handler="17"),
        ]

        assert await everything(desk, limit=50, **filters) == [[cases[place] for place in places]]

    async def test_find_by_words_order_and_beginning_of_the_number(self, journal: PostgresJournal, desk: Desk) -> None:
        one = await file(journal, title="Brake FAILED 100%", order_number="A-1")
        other = await file(journal, title="刹车失灵_了", order_number="A-2")

        found = {q: await everything(desk, limit=50, q=q) for q in ("brake failed", "失灵", "a-2", "100%", "_")}

        assert found == {"brake failed": [[one]], "失灵": [[other]], "a-2": [[other]], "100%": [[one]], "_": [[]]}
        assert await everything(desk, limit=50, q=one.lower()) == [[one]]
        assert await everything(desk, limit=50, q=one[1:]) == [[]]
        assert await everything(desk, limit=50, q="王小明") == [[]]


class TestListedCase:
    def test_has_nothing_that_names_a_person(self) -> None:
        personal = {"search_text", "snapshot", "order_index", "phone_index", "email_index"}

        assert not personal & set(ListedCase.model_fields)
