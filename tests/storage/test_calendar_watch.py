"""The calendar watch sees which versions are in use, and says once a day what ends."""

import logging
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.calendar import Calendar
from domain.policy import Policy, PolicyShelf
from storage.calendar_watch import CalendarWatch
from storage.journal import PostgresJournal
from storage.running_cases import RunningCases
from storage.staff import StaffRegister
from storage.tables import notices
from storage.vault import Vault
from tests.domain.life import Life
from tests.domain.stages import policy_with, row
from tests.storage.rows import rows

YEAR_S_END = datetime(2041, 12, 31, 2, tzinfo=UTC)
WEEK = {day: [("09:00", "18:00")] for day in ("mon", "tue", "wed", "thu", "fri")}


def version(number: int, *years: int, days: int = 2) -> Policy:
    calendar = Calendar.model_validate({"calendar": "own", "weekly": WEEK, "years": list(years)})
    rows = [row("a", {"working_days": days}), row("b", {"working_days": days}, "remedied")]
    return Policy(pack=policy_with(pack="watched", version=number, milestones=rows).pack, calendar=calendar)


def shelf(*policies: Policy) -> PolicyShelf:
    filled = PolicyShelf()
    for policy in policies:
        filled.put(policy)
    return filled


async def write(journal: PostgresJournal, life: Life) -> None:
    await journal.record(tracking_number=life.case.tracking_number, events=life.events)


class TestCalendarWatch:
    async def test_counts_the_running_cases_whose_deadlines_are_provisional(
        self, engine: AsyncEngine, vault: Vault, journal: PostgresJournal
    ) -> None:
        old, new = version(1, 2041), version(2, 2041, 2042)
        for number, at in (("RD-LATE", YEAR_S_END), ("RD-EARLY", datetime(2041, 3, 4, 2, tzinfo=UTC))):
            await write(journal, Life(policy=old, at=at, number=number, order_number=None))
        ended = Life(policy=old, at=YEAR_S_END, number="RD-ENDED", order_number=None)
        ended.say("withdraw")
        await write(journal, ended)
        solved = Life(policy=old, at=YEAR_S_END, number="RD-SOLVED", order_number=None)
        solved.do("respond", text="It was our fault.", final=True)
        assert [m.provisional for m in solved.case.open_milestones] == [True]
        await write(journal, solved)
        moved = Life(policy=old, at=YEAR_S_END, number="RD-MOVED", order_number=None)
        moved.migrate(new)
        await write(journal, moved)

        [end] = await CalendarWatch(engine=engine, vault=vault, shelf=shelf(old, new)).ends(on=date(2041, 12, 31))

        assert (end.calendar, end.last_year, end.days_left) == ("own", 2041, 0)
        assert (end.packs, end.provisional) == (("watched version 1",), 1)
        running = RunningCases(engine=engine, vault=vault)
        assert await running.versions() == [("watched", 1), ("watched", 2)]
        assert await running.older_than(pack="watched", version=2) == ["RD-EARLY", "RD-LATE", "RD-SOLVED"]

    async def test_leaves_out_a_version_that_this_program_does_not_have(
        self, engine: AsyncEngine, vault: Vault
    ) -> None:
        assert not await CalendarWatch(engine=engine, vault=vault, shelf=shelf()).ends(on=date(2041, 12, 31))

    async def test_warns_once_a_day(self, engine: AsyncEngine, vault: Vault, caplog: pytest.LogCaptureFixture) -> None:
        # Covered in no year at all, so that it has ended on whatever day this runs.
        watch = CalendarWatch(engine=engine, vault=vault, shelf=shelf(version(3)))

        with caplog.at_level(logging.WARNING, logger="storage.calendar_watch"):
            await watch.look()
            await watch.look()

        boss = await StaffRegister(engine=engine).add(name="Boss", role="administrator", rung="handler")
        await StaffRegister(engine=engine).add(name="Agent", role="agent", rung="handler")
        for _ in range(2):
            # Another worker looks as well.
            await CalendarWatch(engine=engine, vault=vault, shelf=shelf(version(3))).look()
        told = [row["receiver"] for row in await rows(engine, notices, what="calendar")]
        assert told.count(f"staff:{boss.id}") == 1
        assert set(told) == {f"staff:{boss.id}"}
        [record, *_] = caplog.records
        assert "calendar own is covered until the end of" in record.getMessage()
