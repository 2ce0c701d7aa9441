"""Cases that others got wrong, on the real engine: each is played there and on the core, which tell the same."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from domain.events import Event
from domain.kinds import EventKind
from tests import trial
from tests.domain.stages import row
from tests.engine.days import SHANGHAI, a_monday, at, due_moments, office
from tests.engine.duet import Duet, open_duet
from tests.engine.site import Site
from tests.engine.town import Town

pytestmark = pytest.mark.engine

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEW_YORK = "America/New_York"
LADDER = (EventKind.BREACHED, EventKind.CLIMBED, EventKind.REMINDED)
TWO_LENGTHS = (row("a", "PT2H", when="level == 1", pauses=True), row("a", "PT8H", pauses=True))


@pytest.fixture
async def town(site: Site) -> AsyncIterator[Town]:
    """The site's town, with a worker at work."""
    async with site.worker():
        yield site.town


def milestones_of(events: list[Event]) -> list[str]:
    return [event.data["milestone"] for event in events]


async def ask(duet: Duet) -> None:
    await duet.do("ask", of="complainant", text="Which one?")


async def reply(duet: Duet) -> None:
    await duet.say("reply", EventKind.REPLIED, text="That one.")


async def grade(duet: Duet, level: int) -> None:
    await duet.do("grade", trial.LEAD, level=level, reason="on reflection")


class TestPauses:
    async def test_are_not_dropped_by_a_re_grading(self, town: Town) -> None:
        """Named case: re-grading drops a running pause."""
        duet = await open_duet(town, *TWO_LENGTHS)
        await duet.pass_time(hours=1)
        await ask(duet)
        await duet.pass_time(hours=10)
        await grade(duet, 2)
        await duet.pass_time(hours=10)
        await reply(duet)

        await duet.look()
        left = (await duet.milestone("a")).due_at - (await duet.of(EventKind.RESUMED))[0].at
        assert 6.9 * HOUR < left <= 7 * HOUR
        assert await duet.of(*LADDER) == []

    async def test_over_a_weekend_credit_no_day_too_many_and_no_hour_outside_the_office(self, town: Town) -> None:
        """Named case: a pause counted in days over a weekend credits too much.

        Named case: a resumed deadline lands outside working hours.
        """
        friday = a_monday() + 4 * DAY
        rows = (row("days", {"working_days": 3}, pauses=True), row("hours", {"working_hours": 4}, pauses=True))
        duet = await open_duet(town, *rows, calendar=office())
        await duet.begin_at(at(friday, "17:30"))
        due_before = (await duet.milestone("days")).due_at
        await ask(duet)
        await duet.pass_until(at(friday + 3 * DAY, "08:30"))
        await reply(duet)

        await duet.look()
        hours = (await duet.milestone("hours")).due_at
        assert (await duet.milestone("days")).due_at == due_before == at(friday + 5 * DAY, "18:00")
        assert at(friday + 3 * DAY, "13:59:50") < hours <= at(friday + 3 * DAY, "14:00")

    async def test_let_nothing_be_breached_and_nothing_run_on(self, town: Town) -> None:
        """Named case: a breach while paused. Named case: paused yet still running."""
        rows = (row("a", "PT2H", pauses=True), row("b", {"working_hours": 2}, pauses=True), row("c", "PT9H"))
        duet = await open_duet(town, *rows, calendar=office(), climb_every="P90D")
        await ask(duet)
        await duet.pass_time(days=30)

        await duet.look()
        assert [event.data["milestones"] for event in await duet.of(EventKind.PAUSED)] == [["a", "b"]]
        assert set(milestones_of(await duet.of(*LADDER))) == {"c"}

    async def test_are_not_lost_where_waiting_goes_straight_to_resolved(self, town: Town) -> None:
        """Named case: from waiting straight to resolved loses the pause."""
        friday = a_monday() + 4 * DAY
        duet = await open_duet(town, row("a", {"working_hours": 2}, "resolved", pauses=True), calendar=office())
        await duet.begin_at(at(friday, "17:30"))
        await ask(duet)
        await duet.pass_until(at(friday + 3 * DAY, "09:30"))
        await duet.resolve(trial.OTHER_AGENT)

        await duet.look()
        # Two hours from half past nine; the moments between the appeal and the question have run.
        due = (await duet.milestone("a")).due_at
        assert at(friday + 3 * DAY, "11:29:50") < due <= at(friday + 3 * DAY, "11:30:30")
        assert [event.data["late"] for event in await duet.of(EventKind.MILESTONE_MET)] == [False, False]
        assert await duet.of(*LADDER) == []

    async def test_end_with_an_answer_by_another_channel(self, town: Town) -> None:
        """Named case: an answer by another channel does not stop the clock."""
        duet = await open_duet(town, row("a", "PT2H", pauses=True))
        await ask(duet)
        await duet.pass_time(hours=5)
        await duet.say("reply", EventKind.REPLIED, trial.CLERK, text="She called: that one.")
        await duet.pass_time(hours=2, minutes=1)

        await duet.look()
        [resumed], [breached] = await duet.of(EventKind.RESUMED), await duet.of(EventKind.BREACHED)
        assert 1.9 * HOUR < breached.at - resumed.at < 2.1 * HOUR


class TestNewCycles:
    async def test_do_not_count_the_time_after_resolved(self, town: Town) -> None:
        """Named case: time after "resolved" counted when a case re-opens."""
        duet = await open_duet(town, row("a", "PT9H", "finding_recorded"), reopen="resume")
        await duet.pass_time(hours=1)
        opened = (await duet.timeline())[0].at
        await duet.begin_at(opened + 25 * HOUR)

        await duet.look()
        left = (await duet.milestone("a")).due_at - (opened + 25 * HOUR)
        assert 7.9 * HOUR < left < 8.1 * HOUR

    async def test_keep_neither_due_time_nor_warnings_of_the_first(self, town: Town) -> None:
        """Named case: second cycle keeps the first cycle's due time, or fires its warnings."""
        duet = await open_duet(town, row("a", "PT10H", "finding_recorded", warn_at=[0.5, 0.8]))
        opened = (await duet.timeline())[0].at
        await duet.pass_time(hours=4)
        await duet.begin_at(opened + 5 * HOUR)
        await duet.pass_until(opened + 9 * HOUR)
        await duet.look()
        early = await duet.of(EventKind.WARNED)
        await duet.pass_until(opened + 14 * HOUR)

        await duet.look()
        assert early == []
        assert [event.data["fraction"] for event in await duet.of(EventKind.WARNED)] == [0.5, 0.8]
        assert 14.9 * HOUR < (await duet.milestone("a")).due_at - opened < 15.1 * HOUR


class TestWarnings:
    async def test_come_in_the_working_hour_before_and_not_at_midnight(self, town: Town) -> None:
        """Named case: warned at midnight instead of the working hour before."""
        friday = a_monday() + 4 * DAY
        duet = await open_duet(town, row("a", {"working_hours": 1}, warn_at=[0.8]), calendar=office())
        await duet.begin_at(at(friday, "17:30"))
        await duet.pass_until(at(friday + 3 * DAY, "09:25"))

        await duet.look()
        [warned] = await duet.of(EventKind.WARNED)
        assert at(friday + 3 * DAY, "09:17:50") < warned.at < at(friday + 3 * DAY, "09:18:30")


class TestBreaches:
    @pytest.mark.parametrize("zone", [SHANGHAI, NEW_YORK, "Australia/Lord_Howe", "Pacific/Kiritimati"])
    async def test_never_come_at_creation_in_any_zone_or_while_the_desk_is_closed(self, town: Town, zone: str) -> None:
        """Named case: breached at creation because the zone was wrong or the desk was closed."""
        saturday = a_monday() + 5 * DAY
        rows = (row("a", {"working_minutes": 1}), row("b", {"working_days": 1}), row("c", "PT1M"))
        duet = await open_duet(town, *rows, zone=zone, calendar=office())
        at_creation = await duet.of(*LADDER)
        await duet.begin_at(at(saturday, "23:00", zone=zone))

        await duet.look()
        assert at_creation == await duet.of(*LADDER) == []

    async def test_of_two_due_in_the_same_instant_are_both_said_and_both_climb(self, town: Town) -> None:
        """Named case: two milestones due in the same instant."""
        duet = await open_duet(town, row("a", "PT2H", warn_at=[0.5]), row("b", "PT2H", warn_at=[0.5]))
        await duet.pass_time(hours=3, minutes=1)

        await duet.look()
        for kind in (EventKind.WARNED, EventKind.BREACHED, EventKind.CLIMBED):
            assert milestones_of(await duet.of(kind)) == ["a", "b"]

    async def test_spare_what_is_met_in_the_very_instant_it_is_due(self, town: Town) -> None:
        """Named case: a milestone met in the very instant it is due (in time)."""
        # The warning of the one falls into the instant in which the other is due, and meets it.
        duet = await open_duet(town, row("a", "PT2H", "warned"), row("b", "PT4H", warn_at=[0.5]))
        await duet.pass_time(hours=3)

        await duet.look()
        [met] = await duet.of(EventKind.MILESTONE_MET)
        assert met.data == {"milestone": "a", "late": False}
        assert await duet.of(*LADDER) == []

    async def test_of_an_allowance_of_one_second_come_once(self, town: Town) -> None:
        """Named case: an allowance of one second."""
        duet = await open_duet(town, row("a", "PT1S", warn_at=[0.5]), climb_every="PT1H")
        await duet.pass_time(seconds=5)

        await duet.look()
        opened = (await duet.timeline())[0]
        start = datetime.fromisoformat(opened.data["received_at"])
        assert due_moments(await duet.of(EventKind.BREACHED)) == [start + timedelta(seconds=1)]
        assert len(await duet.of(*LADDER)) == 1

    async def test_of_a_case_graded_again_and_again_are_those_of_one_re_grading(self, town: Town) -> None:
        """Named case: one thousand re-gradings of one case. A thousand on the core; here as many as take three runs."""
        rows = (row("a", "PT10H", warn_at=[0.5]), row("b", "PT20H", when="level == 1"), row("b", "PT30H"))
        duet = await open_duet(town, *rows, update_limit=15)
        first_run = await duet.case.run_id()
        for number in range(40):
            await grade(duet, 2 - number % 2)
        await grade(duet, 2)
        await duet.pass_time(hours=40)

        await duet.look()
        assert await duet.case.run_id() != first_run
        told = await duet.of(EventKind.WARNED, EventKind.BREACHED)
        assert [(event.kind, event.data["milestone"]) for event in told] == [
            (EventKind.WARNED, "a"),
            (EventKind.BREACHED, "a"),
            (EventKind.BREACHED, "b"),
        ]
