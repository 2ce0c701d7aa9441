import re
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.calendar import CLOSED, WEEKEND, Calendar, Span
from domain.words import Words

OFFICE = [["09:00", "12:00"], ["13:00", "18:00"]]
SPRING_FESTIVAL = {"zh": "春节", "en": "Spring Festival"}


def calendar(**changes: Any) -> Calendar:
    return Calendar.model_validate(
        {
            "calendar": "test",
            "weekly": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE),
            "years": [2026],
            "holidays": {"2026-02-17": SPRING_FESTIVAL},
            "make_up_days": {"2026-02-28": "mon"},
            "hours_on": {"2026-02-13": [["09:00", "12:00"]]},
        }
        | changes
    )


class TestHours:
    def test_come_from_the_week_with_the_lunch_break_left_out(self) -> None:
        hours = calendar().hours(on=date(2026, 3, 2))

        assert hours == (Span("09:00", "12:00"), Span("13:00", "18:00"))

    @pytest.mark.parametrize(
        ("on", "spans"),
        [
            pytest.param(date(2026, 3, 1), 0, id="a Sunday"),
            pytest.param(date(2026, 2, 17), 0, id="a holiday"),
            pytest.param(date(2026, 2, 28), 2, id="a make-up Saturday"),
            pytest.param(date(2026, 2, 13), 1, id="a half day"),
            pytest.param(date(2031, 2, 17), 2, id="a Monday of a year not covered"),
        ],
    )
    def test_follow_what_the_day_is(self, on: date, spans: int) -> None:
        assert len(calendar().hours(on=on)) == spans

    def test_of_one_day_beat_the_holiday_on_it(self) -> None:
        on_duty = calendar(hours_on={"2026-02-17": [["10:00", "16:00"]]})

        assert on_duty.hours(on=date(2026, 2, 17)) == (Span("10:00", "16:00"),)
        assert on_duty.closed_because(on=date(2026, 2, 17)) is None

    def test_are_put_in_order(self) -> None:
        shuffled = calendar(weekly={"mon": [["13:00", "24:00"], ["00:00", "12:00"]]}, make_up_days={})

        assert shuffled.hours(on=date(2026, 3, 2)) == (Span("00:00", "12:00"), Span("13:00", "24:00"))


class TestClosedDay:
    @pytest.mark.parametrize(
        ("on", "reason"),
        [
            (date(2026, 3, 1), WEEKEND),
            (date(2026, 2, 17), Words(**SPRING_FESTIVAL)),
            (date(2026, 3, 2), None),
        ],
    )
    def test_gives_its_reason(self, on: date, reason: Words | None) -> None:
        assert calendar().closed_because(on=on) == reason

    def test_in_the_middle_of_the_week_is_not_called_a_weekend(self) -> None:
        closed_on_mondays = calendar(weekly={"sat": OFFICE, "sun": OFFICE}, make_up_days={})

        assert closed_on_mondays.closed_because(on=date(2026, 3, 2)) == CLOSED

    def test_may_be_closed_by_name(self) -> None:
        stocktaking = calendar(hours_on={"2026-03-02": []})

        assert stocktaking.closed_because(on=date(2026, 3, 2)) == CLOSED


class TestCalendar:
    def test_survives_its_own_json(self) -> None:
        written = calendar().model_dump_json()

        assert Calendar.model_validate_json(written) == calendar()

    def test_needs_only_a_name_hours_and_years(self) -> None:
        round_the_clock = Calendar.model_validate(
            {"calendar": "all", "weekly": {"sun": [["00:00", "24:00"]]}, "years": []}
        )

        assert round_the_clock.hours(on=date(2026, 3, 1)) == (Span("00:00", "24:00"),)

    @pytest.mark.parametrize(
        ("changes", "complaint"),
        [
            pytest.param({"weekly": {"mon": [["09:00", "12:00"], ["11:59", "18:00"]]}}, "overlap", id="overlapping"),
            pytest.param(
                {"weekly": {"mon": [["18:00", "09:00"]]}}, "18:00-09:00 is empty or runs backwards", id="backward"
            ),
            pytest.param({"weekly": {"mon": [["09:00", "09:00"]]}}, "09:00-09:00 is empty", id="empty span"),
            pytest.param({"weekly": {"mon": [["9:00", "12:00"]]}}, "'9:00' is no time of day", id="one digit"),
            pytest.param({"weekly": {"mon": [["09:00", "24:01"]]}}, "'24:01' is no time of day", id="past midnight"),
            pytest.param(
                {"weekly": {"mon": [["09:00", "12:00", "13:00"]]}}, "weekly.mon.0", id="three times in a span"
            ),
            pytest.param({"weekly": {"monday": OFFICE}}, "'mon', 'tue'", id="unknown weekday"),
            pytest.param({"make_up_days": {"2026-02-28": "monday"}}, "'mon', 'tue'", id="unknown make-up weekday"),
            pytest.param({"make_up_days": {"2026-02-28": "sun"}}, "2026-02-28 has the hours of sun", id="idle make-up"),
            pytest.param({"make_up_days": {"2026-02-17": "mon"}}, "2026-02-17: both a holiday and", id="both"),
            pytest.param({"years": [2024, 2025]}, "outside the covered years 2024, 2025", id="year not covered"),
            pytest.param({"hours_on": {"2027-01-04": OFFICE}}, "2027-01-04: outside", id="hours outside the years"),
            pytest.param({"years": [2026, 2026]}, "years names one twice", id="year twice"),
            pytest.param({"years": [0, 2026]}, "years.0", id="year nought"),
            pytest.param({"weekly": {}, "make_up_days": {}}, "nobody ever works", id="no hours"),
            pytest.param({"weekly": {"mon": []}, "make_up_days": {}}, "nobody ever works", id="only closed days"),
            pytest.param({"holidays": {"2026-02-30": SPRING_FESTIVAL}}, "holidays.2026-02-30", id="no such date"),
            pytest.param({"holidays": {"2026-02-17": "春节"}}, "holidays.2026-02-17", id="a name in one language"),
            pytest.param({"opening_hours": {}}, "opening_hours", id="unknown key"),
            pytest.param({"calendar": ""}, "calendar", id="no name"),
        ],
    )
    def test_is_refused_with_what_is_wrong(self, changes: dict[str, Any], complaint: str) -> None:
        """Named case: a calendar with overlapping spans."""
        with pytest.raises(ValidationError, match=re.escape(complaint)):
            calendar(**changes)


SHANGHAI = {"holidays": {"2026-05-09": {"zh": "沪", "en": "Shanghai day"}}, "weekly": {"sat": [["09:00", "12:00"]]}}
PUDONG = {"make_up_days": {"2026-02-17": "fri"}, "hours_on": {"2026-02-28": [["10:00", "11:00"]]}}


class TestRegion:
    @pytest.mark.parametrize(
        ("region", "override"),
        [
            ("310115", "310115"),
            ("310104", "31"),
            ("31", "31"),
            ("上海", "上海"),
            ("上海市", None),
            ("330100", None),
            ("3", None),
            ("", None),
        ],
    )
    def test_goes_by_its_own_override_or_that_of_the_longest_code(self, region: str, override: str | None) -> None:
        regional = calendar(regions={"31": SHANGHAI, "310115": PUDONG, "上海": SHANGHAI})

        assert regional.override_for(region) == override

    def test_adds_to_the_country_s_days_and_to_its_week(self) -> None:
        shanghai = calendar(regions={"31": SHANGHAI}).with_override("31")

        assert shanghai.closed_because(on=date(2026, 5, 9)) == Words(zh="沪", en="Shanghai day")
        assert shanghai.closed_because(on=date(2026, 2, 17)) == Words(**SPRING_FESTIVAL)
        assert shanghai.hours(on=date(2026, 5, 16)) == (Span("09:00", "12:00"),)
        assert len(shanghai.hours(on=date(2026, 5, 11))) == 2

    def test_replaces_all_that_the_country_says_of_a_day(self) -> None:
        pudong = calendar(regions={"310115": PUDONG}).with_override("310115")

        assert len(pudong.hours(on=date(2026, 2, 17))) == 2
        assert pudong.hours(on=date(2026, 2, 28)) == (Span("10:00", "11:00"),)
        assert (pudong.holidays, set(pudong.make_up_days)) == ({}, {date(2026, 2, 17)})

    def test_may_close_a_day_that_is_worked_elsewhere(self) -> None:
        closed = {"holidays": {"2026-02-28": SPRING_FESTIVAL, "2026-02-13": SPRING_FESTIVAL}}

        there = calendar(regions={"31": closed}).with_override("31")

        assert not there.hours(on=date(2026, 2, 28))
        assert not there.hours(on=date(2026, 2, 13))

    def test_is_not_written_where_there_is_none(self) -> None:
        assert "regions" not in calendar().model_dump_json()
        assert calendar(regions={"31": SHANGHAI}).model_dump()["regions"].keys() == {"31"}

    @pytest.mark.parametrize(
        ("override", "complaint"),
        [
            pytest.param({"holidys": {}}, "regions.31.holidys", id="unknown key"),
            pytest.param({"weekly": {"sat": [["09:00", "12:00"], ["11:00", "13:00"]]}}, "overlap", id="overlapping"),
            pytest.param(
                {"holidays": {"2026-05-09": SPRING_FESTIVAL}, "make_up_days": {"2026-05-09": "mon"}},
                "regions.31.make_up_days.2026-05-09",
                id="both",
            ),
            pytest.param({"hours_on": {"2027-05-09": OFFICE}}, "regions.31.hours_on.2027-05-09", id="year not covered"),
            pytest.param({"make_up_days": {"2026-05-09": "sun"}}, "has the hours of sun", id="idle make-up"),
            pytest.param({"weekly": {"mon": []}}, "regions.31.weekly", id="week that idles the country's make-up day"),
        ],
    )
    def test_is_refused_at_its_place_with_what_is_wrong(self, override: dict[str, Any], complaint: str) -> None:
        with pytest.raises(ValidationError, match=re.escape(complaint)):
            calendar(regions={"31": override})

    @pytest.mark.parametrize("name", ["", " 31", "3\n1"])
    def test_has_a_name_that_a_complaint_can_have(self, name: str) -> None:
        with pytest.raises(ValidationError):
            calendar(regions={name: SHANGHAI})
