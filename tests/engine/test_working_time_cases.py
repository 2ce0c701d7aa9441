"""Working time that others got wrong, on the real engine: holidays, breaks, changes of the clock and ends of years."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest

from domain.kinds import EventKind
from tests.domain.stages import row
from tests.engine.days import OFFICE, WEEK, a_monday, at, due_moments, office
from tests.engine.duet import open_duet
from tests.engine.site import Site
from tests.engine.town import Town

pytestmark = pytest.mark.engine

DAY = timedelta(days=1)
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
HOLIDAY = {"zh": "长假", "en": "long holiday"}


@pytest.fixture
async def town(site: Site) -> AsyncIterator[Town]:
    """The site's town, with a worker at work."""
    async with site.worker():
        yield site.town


class TestWorkingTime:
    async def test_leaves_the_lunch_break_out(self, town: Town) -> None:
        """Named case: lunch break counted."""
        monday = a_monday()
        duet = await open_duet(town, row("a", {"working_hours": 1}), calendar=office())
        await duet.begin_at(at(monday, "11:30"))
        await duet.pass_until(at(monday, "13:32"))

        await duet.look()
        [due] = due_moments(await duet.of(EventKind.BREACHED))
        assert at(monday, "13:30") <= due < at(monday, "13:30:30")

    async def test_leaves_a_long_holiday_out_which_moves_no_elapsed_deadline(self, town: Town) -> None:
        """Named case: a holiday stretch that turns 48 working hours into the right six days.

        Named case: an elapsed deadline over a holiday that does not move.
        """
        tuesday = a_monday() + DAY
        days_off = {(tuesday + n * DAY).isoformat(): HOLIDAY for n in range(2, 9)}
        make_up = {(tuesday + 11 * DAY).isoformat(): "mon"}
        rows = (row("a", {"working_hours": 48}), row("b", "PT48H"))
        duet = await open_duet(
            town, *rows, calendar=office(holidays=days_off, make_up_days=make_up), climb_every="P90D"
        )
        await duet.begin_at(at(tuesday, "14:00"))
        await duet.pass_time(days=20)

        await duet.look()
        # Wednesday; a week off; Thursday, Friday, the make-up Saturday, Monday and Tuesday: the sixth day's work.
        elapsed, worked = due_moments(await duet.of(EventKind.BREACHED))
        assert timedelta() <= elapsed - at(tuesday + 2 * DAY, "14:00") < timedelta(seconds=30)
        assert timedelta() <= worked - at(tuesday + 14 * DAY, "14:00") < timedelta(seconds=30)

    async def test_counts_both_nights_of_daylight_saving_in_two_zones_at_once(self, town: Town) -> None:
        """Named case: both daylight-saving nights, in two zones at once."""
        hours = {"calendar": "all", "weekly": {day: [["00:00", "24:00"]] for day in WEEK}}
        rows = [row(f"h{n}", {"working_hours": n}) for n in (24 * 190, 24 * 370)]
        duets = [
            await open_duet(town, *rows, zone=zone, calendar=office(**hours), climb_every="P900D")
            for zone in (BERLIN, NEW_YORK)
        ]
        for duet in duets:
            await duet.pass_time(days=371)
            await duet.look()

            # Round the clock, hours worked are hours gone by, whatever the wall says.
            start = datetime.fromisoformat((await duet.timeline())[0].data["received_at"])
            assert due_moments(await duet.of(EventKind.BREACHED)) == [start + 190 * DAY, start + 370 * DAY]

    async def test_has_a_29_february_in_leap_years(self, town: Town) -> None:
        """Named case: 29 February."""
        year = next(year for year in range(a_monday().year + 1, 9999) if _is_leap(year))
        every_day = office(weekly=dict.fromkeys(WEEK, OFFICE))
        duet = await open_duet(town, row("a", {"working_hours": 2}), calendar=every_day)
        await duet.begin_at(at(date(year, 2, 28), "17:00"))
        await duet.pass_time(days=1)

        await duet.look()
        [due] = due_moments(await duet.of(EventKind.BREACHED))
        assert at(date(year, 2, 29), "10:00") <= due < at(date(year, 2, 29), "10:00:30")

    @pytest.mark.parametrize("is_covered", [True, False])
    async def test_goes_on_from_31_december_to_1_january(self, town: Town, is_covered: bool) -> None:
        """Named case: 31 December to 1 January. Named case: a year with no calendar."""
        year = a_monday().year + 1
        calendar = office(weekly=dict.fromkeys(WEEK, OFFICE), years=[year, year + 1] if is_covered else [year])
        duet = await open_duet(town, row("a", {"working_hours": 2}), calendar=calendar)
        await duet.begin_at(at(date(year, 12, 31), "17:00"))
        provisional = (await duet.milestone("a")).provisional
        await duet.pass_time(days=1)

        await duet.look()
        [due] = due_moments(await duet.of(EventKind.BREACHED))
        assert at(date(year + 1, 1, 1), "10:00") <= due < at(date(year + 1, 1, 1), "10:00:30")
        assert provisional is not is_covered


def _is_leap(year: int) -> bool:
    return (date(year, 3, 1) - DAY).day == 29
