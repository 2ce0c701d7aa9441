"""Shifts and absences as the register keeps them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain import duty
from domain.calendar import WEEKDAYS
from domain.duty import Absence, OnDuty, Shift
from storage.database import make_engine
from storage.duty import Duties
from storage.staff import StaffRegister
from tests.postgres import FreshDatabase, PostgresServer

AT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NEVER = Shift(zone="Asia/Shanghai", weekly={})
ALWAYS = Shift.model_validate({"zone": "Asia/Shanghai", "weekly": {day: [["00:00", "24:00"]] for day in WEEKDAYS}})


@pytest.fixture
async def engine(postgres_server: PostgresServer) -> AsyncIterator[AsyncEngine]:
    database: FreshDatabase = postgres_server.make_database()
    engine = make_engine(url=database.app_url, application_name="tests-duty")
    yield engine
    await engine.dispose()


@pytest.fixture
def duties(engine: AsyncEngine) -> Duties:
    return Duties(engine=engine)


async def hire(engine: AsyncEngine, rung: str, department: str | None = "front") -> str:
    """Add somebody; their id."""
    return (await StaffRegister(engine=engine).add(name="A", role="team_lead", rung=rung, department=department)).id


async def answering(duties: Duties, at: datetime = AT) -> OnDuty | None:
    """Who answers on the team lead's rung or the manager's."""
    rungs = ["team_lead", "senior_management"]
    return duty.find(await duties.people(at=at), rungs=rungs, department="front", at=at)


class TestManyAtOnce:
    async def test_share_a_reading_and_each_hears_of_their_own_instant(
        self, engine: AsyncEngine, duties: Duties
    ) -> None:
        first, second = await hire(engine, "team_lead"), await hire(engine, "team_lead")
        await duties.add_absence(first, Absence(begins_at=AT, ends_at=AT + DAY))
        readings: list[str] = []
        event.listen(engine.sync_engine, "before_cursor_execute", lambda *given: readings.append(given[2]))

        instants = [AT - DAY, AT, AT + DAY] * 20
        found = await asyncio.gather(*(answering(duties, at) for at in instants))

        assert [each and each.staff for each in found] == [first, second, first] * 20
        assert len([each for each in readings if "staff_absences" in each]) == 1

    async def test_hear_what_is_written_before_they_ask(self, engine: AsyncEngine, duties: Duties) -> None:
        first, second = await hire(engine, "team_lead"), await hire(engine, "team_lead")
        is_reading = asyncio.Event()
        event.listen(engine.sync_engine, "before_cursor_execute", lambda *_: is_reading.set())
        early = asyncio.create_task(answering(duties))
        await is_reading.wait()

        await duties.add_absence(first, Absence(begins_at=AT, ends_at=AT + DAY))
        late = await answering(duties)

        assert late is not None
        assert (late.staff, (await early) is not None) == (second, True)

    async def test_all_hear_that_it_failed_and_the_next_who_asks_is_answered(
        self, engine: AsyncEngine, duties: Duties
    ) -> None:
        lead = await hire(engine, "team_lead")

        def refuse(*_: object) -> None:
            raise ConnectionRefusedError

        event.listen(engine.sync_engine, "before_cursor_execute", refuse)
        failed = await asyncio.gather(*(answering(duties) for _ in range(3)), return_exceptions=True)
        event.remove(engine.sync_engine, "before_cursor_execute", refuse)
        found = await answering(duties)

        assert [type(each) for each in failed] == [ConnectionRefusedError] * 3
        assert found is not None
        assert found.staff == lead


class TestDuties:
    async def test_find_who_is_there_by_shift_leave_and_deputy(self, engine: AsyncEngine, duties: Duties) -> None:
        first, second = await hire(engine, "team_lead"), await hire(engine, "team_lead")
        deputy = await hire(engine, "handler")
        found = [await answering(duties)]

        await duties.set_shift(first, NEVER)
        found.append(await answering(duties))
        await duties.add_absence(second, Absence(begins_at=AT - DAY, ends_at=AT + DAY, deputy=deputy))
        found.append(await answering(duties))
        found.append(await answering(duties, AT + DAY))

        assert found == [
            OnDuty(rung="team_lead", staff=first),
            OnDuty(rung="team_lead", staff=second),
            OnDuty(rung="team_lead", staff=deputy, deputy_of=second),
            OnDuty(rung="team_lead", staff=second),
        ]

    async def test_pass_over_who_was_disabled(self, engine: AsyncEngine, duties: Duties) -> None:
        lead, boss = await hire(engine, "team_lead"), await hire(engine, "senior_management", None)
        await StaffRegister(engine=engine).disable(lead)

        assert await answering(duties) == OnDuty(rung="senior_management", staff=boss, passed_over=("team_lead",))

    async def test_find_nobody_where_nobody_works(self, duties: Duties) -> None:
        assert await answering(duties) is None

    async def test_take_a_shift_away_again(self, engine: AsyncEngine, duties: Duties) -> None:
        lead = await hire(engine, "team_lead")
        await duties.set_shift(lead, NEVER)
        await duties.set_shift(lead, ALWAYS)
        there = await answering(duties)
        await duties.set_shift(lead, None)

        assert there == await answering(duties) == OnDuty(rung="team_lead", staff=lead)
        assert not await duties.set_shift("nobody", None)

    async def test_list_the_absences_that_are_not_over(self, engine: AsyncEngine, duties: Duties) -> None:
        lead, now = await hire(engine, "team_lead"), datetime.now(UTC)
        over, ahead = [Absence(begins_at=now + n * DAY, ends_at=now + (n + 1) * DAY) for n in (-3, 3)]
        for absence in (over, ahead):
            await duties.add_absence(lead, absence)

        (person,) = [each for each in await duties.everybody() if each.id == lead]
        assert list(person.absences) == [ahead]

    async def test_refuse_an_absence_that_ends_before_it_begins(self, engine: AsyncEngine, duties: Duties) -> None:
        lead = await hire(engine, "team_lead")

        with pytest.raises(IntegrityError, match="staff_absences_end"):
            await duties.add_absence(lead, Absence(begins_at=AT, ends_at=AT - DAY))
