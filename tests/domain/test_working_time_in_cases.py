"""Due moments of cases over holidays, breaks, half days, clock changes and ends of years, in calendars of their own."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import Calendar
from domain.kinds import EventKind
from domain.policy import Policy
from tests.domain.life import Life
from tests.domain.stages import policy_with, row

SHANGHAI, BERLIN, NEW_YORK = "Asia/Shanghai", "Europe/Berlin", "America/New_York"
OFFICE = [["09:00", "12:00"], ["13:00", "18:00"]]
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
HOLIDAY = {"zh": "长假", "en": "long holiday"}
GOLDEN_WEEK: dict[str, Any] = {
    "holidays": {f"2026-10-0{day}": HOLIDAY for day in range(1, 8)},
    "make_up_days": {"2026-10-10": "mon"},
}


def at(local: str, *, zone: str = SHANGHAI) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def life(received: str, *rows: dict[str, Any], zone: str = SHANGHAI, region: str = "", **calendar: Any) -> Life:
    usual: dict[str, Any] = {"calendar": "own", "weekly": dict.fromkeys(WORKDAYS, OFFICE), "years": [2026]}
    pack = policy_with(milestones=list(rows), zone=zone).pack
    policy = Policy(pack=pack, calendar=Calendar.model_validate(usual | calendar))
    return Life(policy=policy, at=at(received, zone=zone), order_number=None, region=region)


def due(received: str, allowance: Any, **more: Any) -> datetime:
    return life(received, row("a", allowance), **more).milestone("a").due_at


class TestHolidays:
    def test_make_48_working_hours_the_right_six_days(self) -> None:
        """Named case: a holiday stretch that turns 48 working hours into the right six days."""
        # From two on the 29th, the 30th; the week off; the 8th, the 9th, the make-up Saturday, the 12th, until two.
        assert due("2026-09-29T14:00", {"working_hours": 48}, **GOLDEN_WEEK) == at("2026-10-13T14:00")

    def test_do_not_move_an_elapsed_deadline(self) -> None:
        """Named case: an elapsed deadline over a holiday that does not move."""
        with_holidays, without = (due("2026-09-30T17:00", "PT48H", **days) for days in (GOLDEN_WEEK, {}))

        assert with_holidays == without == at("2026-10-02T17:00")

    def test_hold_where_they_are_kept_and_nowhere_else(self) -> None:
        own: dict[str, Any] = {"regions": {"31": {"holidays": {"2026-03-03": HOLIDAY}}, "310115": {}}}

        days = {
            region: due("2026-03-02T11:00", {"working_days": 1}, region=region, **own)
            for region in ("310104", "310115", "330100", "")
        }

        elsewhere = at("2026-03-03T18:00")
        assert days == {"310104": at("2026-03-04T18:00"), "310115": elsewhere, "330100": elsewhere, "": elsewhere}


class TestBreaks:
    def test_of_a_day_are_not_counted(self) -> None:
        """Named case: lunch break counted."""
        assert due("2026-03-02T11:30", {"working_hours": 1}) == at("2026-03-02T13:30")

    def test_are_not_credited_as_a_pause_either(self) -> None:
        case = life("2026-03-02T11:00", row("a", {"working_hours": 4}, pauses=True))
        case.pass_time(minutes=30)
        case.do("ask", of="complainant", text="Which one?")
        case.pass_time(hours=2)

        case.say("reply", text="That one.")

        assert case.milestone("a").due_at == at("2026-03-02T17:00")


class TestHalfDays:
    def test_count_by_the_hours_that_they_have(self) -> None:
        half: dict[str, Any] = {"hours_on": {"2026-03-03": [["09:00", "12:00"]]}}

        assert due("2026-03-02T17:00", {"working_hours": 5}, **half) == at("2026-03-04T10:00")

    def test_are_working_days_that_end_early(self) -> None:
        half: dict[str, Any] = {"hours_on": {"2026-03-03": [["09:00", "12:00"]]}}

        assert due("2026-03-02T17:00", {"working_days": 1}, **half) == at("2026-03-03T12:00")


class TestClockChanges:
    @pytest.mark.parametrize(
        ("begins", "berlin_due", "new_york_due"),
        [
            pytest.param("2026-03-07T00:00", "2026-03-08T06:00", "2026-03-08T07:00", id="New York's spring night"),
            pytest.param("2026-03-28T00:00", "2026-03-29T07:00", "2026-03-29T06:00", id="Berlin's spring night"),
            pytest.param("2026-10-24T00:00", "2026-10-25T05:00", "2026-10-25T06:00", id="Berlin's autumn night"),
            pytest.param("2026-10-31T00:00", "2026-11-01T06:00", "2026-11-01T05:00", id="New York's autumn night"),
        ],
    )
    def test_are_counted_by_each_zone_for_itself(self, begins: str, berlin_due: str, new_york_due: str) -> None:
        """Named case: both daylight-saving nights, in two zones at once."""
        round_the_clock: dict[str, Any] = {"weekly": {day: [["00:00", "24:00"]] for day in (*WORKDAYS, "sat", "sun")}}
        thirty_hours = {"working_hours": 30}

        together = [due(begins, thirty_hours, zone=zone, **round_the_clock) for zone in (BERLIN, NEW_YORK)]
        elapsed = [due(begins, "PT30H", zone=zone, **round_the_clock) for zone in (BERLIN, NEW_YORK)]

        # Round the clock, hours worked are hours gone by: what the wall says differs in the zone of the night alone.
        assert together == elapsed == [at(berlin_due, zone=BERLIN), at(new_york_due, zone=NEW_YORK)]

    @pytest.mark.parametrize("zone", [BERLIN, NEW_YORK])
    @pytest.mark.parametrize("night", ["2026-03-07", "2026-03-28", "2026-10-24", "2026-10-31"])
    def test_leave_closing_time_where_it_is(self, zone: str, night: str) -> None:
        """Named case: both daylight-saving nights, in two zones at once."""
        saturday = at(f"{night}T12:00", zone=zone)

        closing = life(f"{night}T12:00", row("a", {"working_days": 1}), zone=zone).milestone("a").due_at

        assert closing == (saturday.astimezone(ZoneInfo(zone)) + timedelta(days=2, hours=6)).astimezone(UTC)


class TestEndsOfYears:
    def test_have_a_29_february_in_leap_years_only(self) -> None:
        """Named case: 29 February."""
        assert due("2028-02-28T17:00", {"working_hours": 2}, years=[2028]) == at("2028-02-29T10:00")
        assert due("2027-02-26T17:00", {"working_hours": 2}, years=[2027]) == at("2027-03-01T10:00")

    def test_are_passed_from_31_december_to_1_january(self) -> None:
        """Named case: 31 December to 1 January."""
        both: dict[str, Any] = {"years": [2026, 2027]}

        case = life("2026-12-31T17:00", row("a", {"working_hours": 2}), **both)

        assert case.milestone("a").due_at == at("2027-01-01T10:00")
        assert not case.milestone("a").provisional

    def test_take_the_new_year_s_holidays_along(self) -> None:
        both: dict[str, Any] = {"years": [2026, 2027], "holidays": {"2027-01-01": HOLIDAY}}

        assert due("2026-12-31T17:00", {"working_hours": 2}, **both) == at("2027-01-04T10:00")


class TestYearWithoutCalendar:
    def test_is_counted_by_weekly_hours_and_provisional(self) -> None:
        """Named case: a year with no calendar."""
        case = life("2026-12-31T17:00", row("a", {"working_hours": 2}), row("b", "PT24H"), **GOLDEN_WEEK)

        assert case.milestone("a").due_at == at("2027-01-01T10:00")
        assert {m.name: m.provisional for m in case.case.milestones} == {"a": True, "b": False}

    def test_breaches_all_the_same(self) -> None:
        case = life("2031-10-01T17:00", row("a", {"working_hours": 2}), **GOLDEN_WEEK)

        case.pass_time(days=1)

        assert [event.data["due_at"] for event in case.of(EventKind.BREACHED)] == [at("2031-10-02T10:00").isoformat()]
