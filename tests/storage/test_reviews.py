"""The list of cases to look back at: whose, in which order, and what becomes of those that nobody did."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.kinds import EventKind
from storage.desk import Desk
from storage.journal import PostgresJournal
from storage.vault import Vault
from tests.postgres import FreshDatabase, PostgresServer
from tests.storage.stories import NOON, Happening, assigned, number, received, story

RECORDED = {"review": "V1", "cause": "understaffed", "department": "bikes", "owner_rung": "team_lead"}


@pytest.fixture
def database(postgres_server: PostgresServer) -> FreshDatabase:
    """A database of its own for each test: a list shows all there is."""
    return postgres_server.make_database()


@pytest.fixture
def desk(engine: AsyncEngine, vault: Vault) -> Desk:
    return Desk(engine=engine, vault=vault)


def opened(*, due_in: int | None, by: str = "") -> Happening:
    """A review that is due in so many hours, if at all."""
    due_at = (NOON + timedelta(hours=due_in)).isoformat() if due_in is not None else None
    data = {"review": "V1", "cycle": 1, "why": "breached", "owner_rung": "team_lead", "due_at": due_at}
    return EventKind.REVIEW_OPENED, "system", data | {"reviewed_by": by}, {}


async def file(journal: PostgresJournal, *happened: Happening) -> str:
    case = number()
    await journal.record(tracking_number=case, events=story(received(case), assigned(), *happened))
    return case


async def listed(desk: Desk, department: str | None = None, *, are_left: bool = False) -> list[str]:
    return [case.tracking_number for case in await desk.reviews(department=department, are_left=are_left)]


class TestReviews:
    async def test_show_what_is_due_first_and_what_is_not_due_last(self, journal: PostgresJournal, desk: Desk) -> None:
        await file(journal)
        never, late, soon = [await file(journal, opened(due_in=due_in)) for due_in in (None, 9, 2)]

        assert await listed(desk) == [soon, late, never]

    async def test_are_of_whoever_has_to_record_them(self, journal: PostgresJournal, desk: Desk) -> None:
        own, given_away = await file(journal, opened(due_in=1)), await file(journal, opened(due_in=2, by="quality"))

        assert [await listed(desk, each) for each in ("bikes", "quality", None)] == [
            [own],
            [given_away],
            [own, given_away],
        ]

    async def test_end_when_they_are_recorded(self, journal: PostgresJournal, desk: Desk) -> None:
        recorded = (EventKind.REVIEW_RECORDED, "staff:7", RECORDED, {"what": "a", "improvement": "b"})
        await file(journal, opened(due_in=1), recorded)

        assert await listed(desk) == []

    async def test_keep_those_apart_that_were_left_undone(self, journal: PostgresJournal, desk: Desk) -> None:
        left: Happening = (EventKind.REVIEW_LEFT, "system", {"review": "V1"}, {})
        archived: Happening = (EventKind.ARCHIVED, "system", {"stage": "closed", "cycles": 1, "retention": "P2Y"}, {})
        case = await file(journal, opened(due_in=1), left, archived)

        assert await listed(desk) == []
        assert await listed(desk, are_left=True) == [case]
