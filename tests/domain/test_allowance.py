"""Allowances: what an operator may write, what it comes to, and how people say it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.allowance import Allowance


def _reason(value: object) -> str:
    with pytest.raises(ValidationError) as refused:
        Allowance.model_validate(value)
    return str(refused.value.errors()[0]["msg"])


class TestReading:
    @pytest.mark.parametrize(
        ("text", "elapsed"),
        [
            ("PT2S", timedelta(seconds=2)),
            ("PT0.5S", timedelta(milliseconds=500)),
            ("PT30M", timedelta(minutes=30)),
            ("PT1.5H", timedelta(minutes=90)),
            ("P1DT2H3M4S", timedelta(days=1, hours=2, minutes=3, seconds=4)),
            ("P2W", timedelta(days=14)),
        ],
    )
    def test_takes_elapsed_time(self, text: str, elapsed: timedelta) -> None:
        allowance = Allowance.model_validate(text)

        assert allowance == Allowance(elapsed=elapsed)
        assert not allowance.is_working

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ({"working_days": 7}, Allowance(working_days=7)),
            ({"working_hours": 8}, Allowance(working_minutes=480)),
            ({"working_hours": 1.5}, Allowance(working_minutes=90)),
            ({"working_minutes": 45}, Allowance(working_minutes=45)),
        ],
    )
    def test_takes_working_time(self, value: object, expected: Allowance) -> None:
        allowance = Allowance.model_validate(value)

        assert allowance == expected
        assert allowance.is_working

    @pytest.mark.parametrize("value", ["PT0S", "P0D", "-PT2H", "PT0.0S"])
    def test_refuses_zero_and_less(self, value: str) -> None:
        assert "longer than zero" in _reason(value)

    @pytest.mark.parametrize("key", ["working_days", "working_hours", "working_minutes"])
    @pytest.mark.parametrize("count", [0, -3])
    def test_refuses_zero_and_less_of_working_time(self, key: str, count: int) -> None:
        assert "above 0" in _reason({key: count}) or "greater than 0" in _reason({key: count})

    @pytest.mark.parametrize("value", ["P1Y", "P2M", "P1Y2DT3H"])
    def test_refuses_years_and_months(self, value: str) -> None:
        assert "a year or a month has no fixed length" in _reason(value)

    @pytest.mark.parametrize("value", ["2 hours", "P", "PT", "P1DT", "pt2h", "2:00", "", "PT2H ", "P-1D", "PT٣H"])
    def test_refuses_what_is_no_duration(self, value: str) -> None:
        assert "write an ISO 8601 duration, such as PT30M" in _reason(value)

    @pytest.mark.parametrize("value", [5, None, True, [], {}, {"working_days": 1, "working_minutes": 2}])
    def test_refuses_what_is_not_exactly_one(self, value: object) -> None:
        assert "write a duration such as PT2H, or one of {working_days: N}" in _reason(value)

    @pytest.mark.parametrize("count", [float("nan"), float("inf"), True, "8", 0.001])
    def test_refuses_hours_that_are_no_whole_minutes(self, count: object) -> None:
        assert "working_hours" in _reason({"working_hours": count})

    @pytest.mark.parametrize("value", ["P36501D", "P999999W", "PT999999999999S", {"working_days": 10**9}])
    def test_refuses_what_is_beyond_any_deadline(self, value: object) -> None:
        assert _reason(value)

    @given(st.timedeltas(timedelta(microseconds=1), timedelta(days=36_500)))
    def test_reads_back_what_it_dumps(self, elapsed: timedelta) -> None:
        allowance = Allowance(elapsed=elapsed)

        assert Allowance.model_validate_json(allowance.model_dump_json()) == allowance

    def test_dumps_only_what_is_set(self) -> None:
        assert Allowance(elapsed=timedelta(hours=2)).model_dump(mode="json") == {"elapsed": "PT2H"}
        assert Allowance(working_days=7).model_dump(mode="json") == {"working_days": 7}


class TestDescribe:
    @pytest.mark.parametrize(
        ("value", "zh", "en"),
        [
            ("PT2S", "2 秒", "2 s"),
            ("PT30M", "30 分钟", "30 min"),
            ("PT90M", "1 小时 30 分钟", "1 h 30 min"),
            ("PT24H", "24 小时", "24 h"),
            ("PT48H", "48 小时", "48 h"),
            ("P7D", "7 天", "7 d"),
            ("P3DT1H", "73 小时", "73 h"),
            ({"working_days": 1}, "1 个工作日", "1 working day"),
            ({"working_days": 7}, "7 个工作日", "7 working days"),
            ({"working_hours": 8}, "8 个工作小时", "8 working hours"),
            ({"working_minutes": 61}, "61 个工作分钟", "61 working minutes"),
            ({"working_minutes": 90}, "90 个工作分钟", "90 working minutes"),
        ],
    )
    def test_says_it_as_people_do(self, value: object, zh: str, en: str) -> None:
        allowance = Allowance.model_validate(value)

        assert (allowance.describe("zh"), allowance.describe("en-GB")) == (zh, en)
