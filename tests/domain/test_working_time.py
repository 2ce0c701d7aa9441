from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import WEEKEND, Calendar
from domain.words import Words
from domain.working_time import BeyondHorizon, WorkingTime
from domain.zones import UnknownZone

OFFICE = [["09:00", "12:00"], ["13:00", "18:00"]]
WHOLE_DAY = [["00:00", "24:00"]]
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY = {"zh": "长假", "en": "long holiday"}
SHANGHAI, BERLIN, NEW_YORK = "Asia/Shanghai", "Europe/Berlin", "America/New_York"


def working_time(*, zone: str = SHANGHAI, **changes: Any) -> WorkingTime:
    office = dict.fromkeys(WEEK[:5], OFFICE)
    calendar = Calendar.model_validate({"calendar": "test", "weekly": office, "years": [2026]} | changes)
    return WorkingTime(calendar=calendar, zone=zone)


def every_day(spans: list[list[str]], *, zone: str) -> WorkingTime:
    return working_time(zone=zone, weekly=dict.fromkeys(WEEK, spans))


def at(local: str, *, zone: str = SHANGHAI, fold: int = 0) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


class TestAdd:
    @pytest.mark.parametrize(
        ("start", "minutes", "due"),
        [
            pytest.param("2026-03-02T11:30", 60, "2026-03-02T13:30", id="skips the lunch break"),
            pytest.param("2026-03-02T11:30", 30, "2026-03-02T12:00", id="ends at the break, not after it"),
            pytest.param("2026-03-02T10:00", 7 * 60, "2026-03-02T18:00", id="ends at closing, not at the next opening"),
            pytest.param("2026-03-06T17:30", 60, "2026-03-09T09:30", id="goes from Friday evening to Monday"),
            pytest.param("2026-03-02T18:00", 1, "2026-03-03T09:01", id="starts at closing time"),
            pytest.param("2026-03-02T06:00", 60, "2026-03-02T10:00", id="starts before opening"),
            pytest.param("2026-03-07T23:00", 60, "2026-03-09T10:00", id="starts on a Saturday"),
            pytest.param("2026-03-07T23:00", 0, "2026-03-07T23:00", id="stays where nothing is added"),
            pytest.param("2028-02-28T17:00", 8 * 60, "2028-02-29T17:00", id="works on 29 February"),
            pytest.param("2026-12-31T17:00", 120, "2027-01-01T10:00", id="goes over New Year"),
        ],
    )
    def test_follows_the_office_hours(self, start: str, minutes: int, due: str) -> None:
        assert working_time().add(at(start), minutes) == at(due)

    def test_turns_48_working_hours_into_six_days_around_a_long_holiday(self) -> None:
        golden_week = {f"2026-10-0{day}": HOLIDAY for day in range(1, 8)}
        calendar = working_time(holidays=golden_week, make_up_days={"2026-10-10": "mon"})

        due = calendar.add(at("2026-09-29T14:00"), 48 * 60)

        # 4 h on Tuesday, 8 on Wednesday; 8 on Thursday, Friday and the make-up Saturday after the week off; 8 and 4.
        assert due == at("2026-10-13T14:00")

    def test_works_half_a_day_where_the_calendar_says_so(self) -> None:
        new_years_eve = working_time(hours_on={"2026-02-16": [["09:00", "12:00"]]})

        assert new_years_eve.add(at("2026-02-16T11:00"), 120) == at("2026-02-17T10:00")

    def test_counts_below_the_minute(self) -> None:
        due = working_time().add(at("2026-03-02T11:59:59"), timedelta(seconds=2, microseconds=5))

        assert due == at("2026-03-02T13:00:01") + timedelta(microseconds=5)

    def test_gives_utc_for_an_instant_in_any_zone(self) -> None:
        start = at("2026-03-02T11:30").astimezone(ZoneInfo(NEW_YORK))

        due = working_time().add(start, 60)

        assert due.isoformat() == "2026-03-02T05:30:00+00:00"

    def test_refuses_what_cannot_be_counted(self) -> None:
        with pytest.raises(ValueError, match="only ever added"):
            working_time().add(at("2026-03-02T09:00"), -1)
        with pytest.raises(ValueError, match="no time zone"):
            working_time().add(datetime(2026, 3, 2, 9), 60)  # noqa: DTZ001 -- a naive instant is the case

    @pytest.mark.parametrize("minutes", [10**9, 10**18])
    def test_gives_up_beyond_the_horizon(self, minutes: int) -> None:
        with pytest.raises(BeyondHorizon, match="100 years of 2026-03-02"):
            working_time().add(at("2026-03-02T09:00"), minutes)

    def test_gives_up_at_the_end_of_the_calendar(self) -> None:
        with pytest.raises(BeyondHorizon, match="not in 9999"):
            working_time().add(at("9998-12-31T18:00"), 60)


class TestAddDays:
    @pytest.mark.parametrize(
        ("start", "days", "due"),
        [
            pytest.param("2026-03-02T09:00", 1, "2026-03-03T18:00", id="does not count the day of the start"),
            pytest.param("2026-03-02T23:59", 1, "2026-03-03T18:00", id="nor late in the evening"),
            pytest.param("2026-03-07T12:00", 1, "2026-03-09T18:00", id="nor on a Saturday"),
            pytest.param("2026-03-06T17:59", 3, "2026-03-11T18:00", id="leaves the weekend out"),
            pytest.param("2026-12-30T10:00", 2, "2027-01-01T18:00", id="goes over New Year"),
            pytest.param("2028-02-28T10:00", 1, "2028-02-29T18:00", id="counts 29 February"),
        ],
    )
    def test_ends_at_closing_time(self, start: str, days: int, due: str) -> None:
        assert working_time().add_days(at(start), days) == at(due)

    def test_counts_make_up_days_and_half_days_and_leaves_holidays_out(self) -> None:
        calendar = working_time(
            holidays={"2026-02-16": HOLIDAY, "2026-02-17": HOLIDAY},
            make_up_days={"2026-02-14": "fri"},
            hours_on={"2026-02-18": [["09:00", "12:00"]]},
        )

        assert calendar.add_days(at("2026-02-13T10:00"), 1) == at("2026-02-14T18:00")
        assert calendar.add_days(at("2026-02-13T10:00"), 2) == at("2026-02-18T12:00")

    def test_takes_the_day_from_the_local_calendar(self) -> None:
        late_in_shanghai = at("2026-03-03T01:00")

        assert late_in_shanghai.date() == date(2026, 3, 2)
        assert working_time().add_days(late_in_shanghai, 1) == at("2026-03-04T18:00")

    def test_refuses_no_days_at_all_and_gives_up_on_too_many(self) -> None:
        with pytest.raises(ValueError, match="count from 1"):
            working_time().add_days(at("2026-03-02T09:00"), 0)
        with pytest.raises(BeyondHorizon):
            working_time().add_days(at("2026-03-02T09:00"), 10**9)


class TestBetween:
    @pytest.mark.parametrize(
        ("start", "end", "worked"),
        [
            pytest.param("2026-03-02T09:00", "2026-03-02T18:00", 8, id="a day without its lunch break"),
            pytest.param("2026-03-06T17:00", "2026-03-09T10:00", 2, id="nothing of a weekend"),
            pytest.param("2026-03-07T00:00", "2026-03-08T24:00", 0, id="nothing within a weekend"),
            pytest.param("2026-03-02T18:00", "2026-03-02T09:00", 0, id="nothing backwards"),
            pytest.param("2025-01-01T00:00", "2028-01-01T00:00", 783 * 8, id="three years"),
        ],
    )
    def test_measures(self, start: str, end: str, worked: int) -> None:
        end_at = at(end.replace("T24:00", "T23:59"))

        assert working_time().between(at(start), end_at) == hours(worked)

    def test_gives_up_beyond_the_horizon(self) -> None:
        with pytest.raises(BeyondHorizon, match="more than 100 years"):
            working_time().between(at("1926-03-02T09:00"), at("2027-03-02T09:00"))


class TestOpenings:
    @pytest.mark.parametrize(
        ("start", "end", "days"),
        [
            pytest.param("2026-03-02T09:00", "2026-03-02T09:01", 1, id="from the opening on"),
            pytest.param("2026-03-02T09:01", "2026-03-03T09:00", 0, id="up to but without the next"),
            pytest.param("2026-03-06T10:00", "2026-03-09T10:00", 1, id="one over a weekend, not three"),
            pytest.param("2026-03-02T12:30", "2026-03-02T17:00", 0, id="none after lunch"),
            pytest.param("2026-12-31T10:00", "2027-01-01T10:00", 1, id="over New Year"),
        ],
    )
    def test_are_counted(self, start: str, end: str, days: int) -> None:
        assert working_time().openings(at(start), at(end)) == days


class TestCoverage:
    @pytest.mark.parametrize(
        ("start", "end", "is_covered"),
        [
            pytest.param("2024-05-01T00:00", "2024-06-01T00:00", True, id="within a year"),
            pytest.param("2024-12-01T00:00", "2025-01-01T00:00", True, id="up to the midnight of New Year"),
            pytest.param("2024-12-01T00:00", "2025-01-01T00:01", False, id="into the gap"),
            pytest.param("2024-12-01T00:00", "2026-01-01T00:01", False, id="over the gap"),
            pytest.param("2025-01-01T00:00", "2025-01-01T00:00", False, id="at an instant in the gap"),
            pytest.param("2026-12-31T23:59", "2027-01-01T00:01", False, id="past the end"),
        ],
    )
    def test_needs_every_local_year(self, start: str, end: str, is_covered: bool) -> None:
        assert working_time(years=[2024, 2026]).is_covered(at(start), at(end)) is is_covered


class TestSkipped:
    def test_lists_each_day_with_its_reason(self) -> None:
        calendar = working_time(holidays={"2026-03-09": HOLIDAY})

        skipped = calendar.skipped(at("2026-03-06T17:00"), at("2026-03-10T00:00"))

        assert skipped == (
            (date(2026, 3, 7), WEEKEND),
            (date(2026, 3, 8), WEEKEND),
            (date(2026, 3, 9), Words(zh="长假", en="long holiday")),
        )


class TestDaylightSaving:
    @pytest.mark.parametrize(
        ("zone", "spring", "autumn"),
        [(BERLIN, "2026-03-29", "2026-10-25"), (NEW_YORK, "2026-03-08", "2026-11-01")],
    )
    def test_makes_days_of_23_and_25_hours(self, zone: str, spring: str, autumn: str) -> None:
        calendar = every_day(WHOLE_DAY, zone=zone)

        for day, length in ((spring, 23), (autumn, 25)):
            midnight = at(day, zone=zone)
            assert calendar.add(midnight, length * 60) == calendar.add_days(midnight - hours(1), 1)
            assert calendar.between(midnight, midnight + hours(length)) == hours(length)
            assert calendar.openings(midnight, midnight + hours(length)) == 1

    @pytest.mark.parametrize(
        ("spans", "worked", "closing"),
        [
            pytest.param([["01:00", "02:30"]], 1, "2026-03-29T03:00", id="ends in the gap"),
            pytest.param([["02:30", "04:00"]], 1, "2026-03-29T04:00", id="begins in the gap"),
            pytest.param([["01:30", "03:30"]], 1, "2026-03-29T03:30", id="spans the gap"),
            pytest.param([["02:10", "02:50"], ["10:00", "11:00"]], 1, "2026-03-29T11:00", id="lies in the gap"),
        ],
    )
    def test_leaves_out_the_hour_that_does_not_exist(self, spans: list[list[str]], worked: int, closing: str) -> None:
        calendar = every_day(spans, zone=BERLIN)
        midnight = at("2026-03-29", zone=BERLIN)

        assert calendar.between(midnight, midnight + hours(23)) == hours(worked)
        assert calendar.add(midnight, 60) == at(closing, zone=BERLIN)
        assert calendar.add_days(midnight - hours(1), 1) == at(closing, zone=BERLIN)

    def test_makes_no_working_day_of_a_day_whose_only_hours_do_not_exist(self) -> None:
        calendar = every_day([["02:00", "03:00"]], zone=BERLIN)

        assert calendar.add_days(at("2026-03-28T12:00", zone=BERLIN), 1) == at("2026-03-30T03:00", zone=BERLIN)

    def test_works_the_hour_that_comes_twice_twice(self) -> None:
        calendar = every_day([["01:30", "02:30"]], zone=BERLIN)
        midnight = at("2026-10-25", zone=BERLIN)

        # 01:30-02:30, the clock goes back at 03:00, 02:00-02:30 once more.
        assert calendar.between(midnight, midnight + hours(25)) == hours(1.5)
        assert calendar.add(midnight, 90) == at("2026-10-25T02:30", zone=BERLIN, fold=1)
        assert calendar.openings(midnight, midnight + hours(25)) == 1

    def test_leaves_out_a_day_that_never_was(self) -> None:
        samoa = every_day(OFFICE, zone="Pacific/Apia")

        due = samoa.add(at("2011-12-29T17:00", zone="Pacific/Apia"), 120)

        assert due == at("2011-12-31T10:00", zone="Pacific/Apia")


class TestZone:
    @pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../../etc/passwd", "asia/shanghai"])
    def test_is_refused_where_it_is_none(self, name: str) -> None:
        """Named case: an unknown zone."""
        with pytest.raises(UnknownZone, match="is no time zone"):
            working_time(zone=name)
