"""Durations and periods: lengths of time, by the clock and by the calendar."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.duration import Interval, Period, format_duration, parse_duration


class TestFormatDuration:
    @given(st.timedeltas(timedelta(microseconds=1), timedelta(days=36_500)))
    def test_is_read_back_as_it_was(self, length: timedelta) -> None:
        assert parse_duration(format_duration(length)) == length

    def test_never_writes_years(self) -> None:
        assert format_duration(timedelta(days=400, hours=2)) == "P400DT2H"


class TestInterval:
    def test_is_long_enough_to_do_anything_in(self) -> None:
        interval = TypeAdapter(Interval)

        assert interval.validate_python("PT1S") == timedelta(seconds=1)
        with pytest.raises(ValidationError, match=r"repeats needs at least PT0\.1S"):
            interval.validate_python("PT0.001S")


class TestPeriod:
    @pytest.mark.parametrize(
        ("text", "start", "end"),
        [
            ("P2Y", datetime(2024, 2, 29, 8, tzinfo=UTC), datetime(2026, 2, 28, 8, tzinfo=UTC)),
            ("P4Y", datetime(2024, 2, 29, 8, tzinfo=UTC), datetime(2028, 2, 29, 8, tzinfo=UTC)),
            ("P1M", datetime(2025, 1, 31, tzinfo=UTC), datetime(2025, 2, 28, tzinfo=UTC)),
            ("P1Y11M", datetime(2025, 12, 1, tzinfo=UTC), datetime(2027, 11, 1, tzinfo=UTC)),
            ("P90D", datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 4, 1, tzinfo=UTC)),
            ("PT5S", datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, 0, 0, 5, tzinfo=UTC)),
        ],
    )
    def test_ends_where_the_calendar_says(self, text: str, start: datetime, end: datetime) -> None:
        period = Period.model_validate(text)

        assert period.after(start) == end
        assert str(period) == text
        assert Period.model_validate_json(period.model_dump_json()) == period

    @pytest.mark.parametrize("value", ["P0D", "P200Y", "-P1Y", "two years", 2, None])
    def test_is_refused_where_it_is_none(self, value: object) -> None:
        with pytest.raises(ValidationError):
            Period.model_validate(value)
