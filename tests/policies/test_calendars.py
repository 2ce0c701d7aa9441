from datetime import date, timedelta

import chinese_calendar
import pytest

from policies.reader import SHIPPED, read_calendar

MAINLAND_CHINA = read_calendar(SHIPPED / "calendars" / "cn.yaml")


class TestMainlandChina:
    @pytest.mark.parametrize("year", MAINLAND_CHINA.years)
    def test_works_on_the_days_that_are_worked(self, year: int) -> None:
        days = [
            date(year, 1, 1) + timedelta(days=count) for count in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
        ]

        worked = {day for day in days if MAINLAND_CHINA.hours(on=day)}

        assert worked == {day for day in days if chinese_calendar.is_workday(day)}

    @pytest.mark.parametrize("year", MAINLAND_CHINA.years)
    def test_names_every_holiday(self, year: int) -> None:
        announced = {day: name for day, name in chinese_calendar.holidays.items() if day.year == year}

        named = {day: words.en for day, words in MAINLAND_CHINA.holidays.items() if day.year == year}

        assert named == announced

    def test_covers_the_years_that_are_promised(self) -> None:
        assert MAINLAND_CHINA.years == (2024, 2025, 2026)

    def test_works_eight_hours_with_a_lunch_break(self) -> None:
        hours = MAINLAND_CHINA.hours(on=date(2026, 2, 28))

        assert [str(span) for span in hours] == ["09:00-12:00", "13:00-18:00"]
