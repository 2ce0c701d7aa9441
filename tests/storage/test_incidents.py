"""Incidents as they are kept, and seen coming: exact windows, and one open at a time (H5)."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.case_incident import KnownIncident
from domain.incident import IncidentEventKind, IncidentStage, IncidentStep, fold, opened
from domain.kinds import EventKind
from domain.ports_incident import ANSWER, JOIN
from storage.incident_tables import incident_events, incidents
from storage.incidents import IncidentConflict
from storage.journal import PostgresJournal
from storage.staff import StaffRegister
from storage.tables import notices
from storage.vault import Vault
from tests import trial
from tests.storage.crowds import Town, approved, start_of
from tests.storage.rows import rows
from tests.storage.stories import NOON


@pytest.fixture
def town(engine: AsyncEngine, journal: PostgresJournal, vault: Vault, request: pytest.FixtureRequest) -> Town:
    return Town(engine, journal, vault, pack=request.node.name[:60])


class TestWindows:
    async def test_open_at_the_exact_end_and_not_a_microsecond_later(self, town: Town) -> None:
        first, *_ = [await town.file(timedelta(hours=hours)) for hours in (0, 1)]
        assert await town.windows() == []

        await town.file(timedelta(hours=2, microseconds=1))
        assert await town.windows() == []

        await town.file(timedelta(hours=2))
        [start] = await town.windows()
        assert (start.since, start.size, start.department) == (NOON, 4, "bikes")
        assert first

    async def test_count_people(self, town: Town) -> None:
        for _ in range(4):
            await town.file(phone="13900000999")
        await town.file()
        assert await town.windows() == []

        await town.file()
        assert len(await town.windows()) == 1

    async def test_are_of_one_kind_and_of_open_cases(self, town: Town) -> None:
        declined = await town.file()
        await town.add(
            declined, (EventKind.DECLINED, "staff:1", {"contest_until": NOON.isoformat()}, {"reason": "x"}), first=4
        )
        for kind in ("deposit", "deposit", "other", "other"):
            await town.file(kind=kind)

        assert await town.windows() == []

    async def test_leave_out_who_is_in_an_incident_and_kinds_that_have_one(self, town: Town) -> None:
        for _ in range(3):
            await town.file(incident="incident-0")
        assert await town.windows() == []

        for _ in range(3):
            await town.file()
        await town.open()
        assert await town.windows() == []

    async def test_are_looked_for_a_day_back(self, town: Town) -> None:
        for _ in range(3):
            await town.file()

        assert len(await town.windows(NOON + timedelta(hours=26))) == 1
        assert await town.windows(NOON + timedelta(hours=26, minutes=1)) == []

    async def test_have_the_same_name_whoever_sees_them(self, town: Town) -> None:
        for _ in range(3):
            await town.file()

        seen = await asyncio.gather(*(town.windows() for _ in range(3)))

        assert len({start.incident for starts in seen for start in starts}) == 1


class TestMembers:
    async def test_are_gathered_page_by_page_and_not_told_twice(self, town: Town) -> None:
        cases = sorted([await town.file() for _ in range(5)])
        start = await town.open()

        pages = [await town.members.to_join(start, after=after, most=2) for after in ("", cases[1], cases[3])]
        assert [number for page in pages for number in page] == cases
        assert await town.members.size(start) == 5

        await town.members.note_called(start.incident, what=JOIN, numbers=cases[:3])
        await town.members.note_called(start.incident, what=JOIN, numbers=cases[:3])
        assert list(await town.members.to_join(start, after="", most=9)) == cases[3:]

    async def test_call_for_work_until_everybody_was_told(self, town: Town) -> None:
        cases = [await town.file() for _ in range(3)]
        start = await town.open()
        assert start.incident in await town.members.with_work()

        await town.members.note_called(start.incident, what=JOIN, numbers=cases)

        assert start.incident not in await town.members.with_work()

    async def test_are_answered_while_they_wait_and_have_not_left(self, town: Town) -> None:
        for _ in range(3):
            await town.file(phone="13900000777")
        start = start_of(town, f"incident-{town.pack}")
        await town.open(start=start)
        waiting, leaving = [await town.file(incident=start.incident) for _ in range(2)]
        await town.add(leaving, (EventKind.INCIDENT_LEFT, "staff:1", {"incident": start.incident}, {}), first=5)
        # Without its records a case cannot be answered.
        assert list(await town.members.to_answer(start.incident, after="", most=9)) == [waiting]
        assert await town.incidents.standings(start.incident) == {"left": 1, "waiting": 1}

        await town.members.note_called(start.incident, what=ANSWER, numbers=[waiting])

        assert list(await town.members.to_answer(start.incident, after="", most=9)) == []


class TestIncidents:
    async def test_are_written_once_and_read_again(self, town: Town) -> None:
        start = await town.open(start=start_of(town, f"incident-{town.pack}"))
        step = approved(town, start.incident)

        for _ in range(2):
            assert await town.incidents.record(start.incident, step)

        found = await town.incidents.find(start.incident)
        assert found is not None
        assert (found.stage, found.note, found.tasks[0].title) == (IncidentStage.ANSWERING, "同意", "问财务")
        assert [event.sequence for event in await town.incidents.events(start.incident)] == [1, 2, 3]

    async def test_are_made_known_to_leads_once(self, town: Town, engine: AsyncEngine) -> None:
        staff = StaffRegister(engine=engine)
        lead = await staff.add(name="A lead", role="team_lead", rung="team_lead", department="bikes")
        stranger = await staff.add(name="A stranger", role="team_lead", rung="team_lead", department="cars")
        start = start_of(town, f"incident-{town.pack}")

        for _ in range(2):
            await town.open(start=start)

        [told] = await rows(engine, notices, receiver=f"staff:{lead.id}")
        assert (told["what"], told["tracking_number"]) == ("incident", None)
        assert start.incident in told["about"]["en"]
        assert await rows(engine, notices, receiver=f"staff:{stranger.id}") == []

    async def test_refuse_a_gap(self, town: Town) -> None:
        start = await town.open(start=start_of(town, f"incident-{town.pack}"))

        with pytest.raises(IncidentConflict, match="does not follow"):
            await town.incidents.record(start.incident, approved(town, start.incident)[1:])

    async def test_are_open_one_at_a_time_for_a_kind(self, town: Town) -> None:
        one, other = start_of(town, f"incident-1{town.pack}"), start_of(town, f"incident-2{town.pack}")
        there = await asyncio.gather(
            *(town.incidents.record(start.incident, [opened(start, at=NOON)]) for start in (one, other))
        )
        assert sorted(there) == [False, True]

        winner, loser = (one, other) if there[0] else (other, one)
        step = IncidentStep(incident=fold(None, [opened(winner, at=NOON)]), at=NOON, actor=trial.LEAD)
        step.add(IncidentEventKind.CLOSED)
        await town.incidents.record(winner.incident, step.events)

        assert await town.incidents.known(winner.incident) is None
        assert await town.incidents.record(loser.incident, [opened(loser, at=NOON)])

    async def test_tell_their_size(self, town: Town) -> None:
        start = await town.open(start=start_of(town, f"incident-{town.pack}"))
        await town.file(incident=start.incident)

        known = KnownIncident(id=start.incident, pack=town.pack, size=1)
        assert await town.incidents.known(start.incident) == known
        assert await town.incidents.open_one(pack=town.pack, category="money", kind="deposit") == known
        assert await town.incidents.open_one(pack=town.pack, category="money", kind="other") is None

    async def test_are_listed_page_after_page(self, town: Town) -> None:
        for kind in ("a", "b", "c"):
            start = start_of(town, f"incident-{kind}{town.pack}").model_copy(update={"kind": kind})
            await town.open(start=start)

        first = await town.incidents.page(pack=town.pack, limit=2)
        rest = await town.incidents.page(pack=town.pack, limit=2, cursor=first.next_cursor)

        assert sorted(each.kind for each in (*first.items, *rest.items)) == ["a", "b", "c"]
        assert rest.next_cursor is None
        assert (await town.incidents.page(pack=town.pack, stage="closed")).items == []

    async def test_hold_no_words_in_the_open(self, town: Town, engine: AsyncEngine) -> None:
        start = await town.open(start=start_of(town, f"incident-{town.pack}"))
        await town.incidents.record(start.incident, approved(town, start.incident))

        kept = [
            *await rows(engine, incidents, id=start.incident),
            *await rows(engine, incident_events, incident=start.incident),
        ]

        assert "问财务" not in str(kept)
        assert "同意" not in str(kept)
