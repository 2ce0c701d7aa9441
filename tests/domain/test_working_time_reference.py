"""A second opinion on working time: step through it minute by minute, in plain sight of the calendar's own YAML."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.calendar import Calendar
from domain.working_time import WorkingTime

MINUTE = timedelta(minutes=1)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAME = {"zh": "假日", "en": "holiday"}

# A zone, and a moment near which its clock does something: both nights, half an hour, midnight, a day that never was.
PLACES = [
    ("Asia/Shanghai", "2026-02-15"),
    ("Europe/Berlin", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"),
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Africa/Cairo", "2026-04-24"),
    ("Asia/Beirut", "2026-10-25"),
    ("America/St_Johns", "2010-11-07"),
    ("Pacific/Apia", "2011-12-30"),
    ("Asia/Dhaka", "2009-12-31"),
    ("UTC", "2028-02-29"),
]


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


@st.composite
def spans(draw: st.DrawFn, *, fewest: int = 0) -> list[list[str]]:
    edges = draw(st.lists(st.integers(0, 96), unique=True, min_size=2 * fewest, max_size=6).map(sorted))
    return [[clock(15 * opens), clock(15 * closes)] for opens, closes in zip(edges[::2], edges[1::2], strict=False)]


@st.composite
def lives(draw: st.DrawFn) -> tuple[dict[str, Any], str, datetime]:
    """Draw a calendar, a zone, and a start within days of something that happens to the clock there."""
    zone, near = draw(st.sampled_from(PLACES))
    start = datetime.fromisoformat(near).replace(tzinfo=UTC) + draw(st.integers(-3 * 1440, 2 * 1440)) * MINUTE
    weekly = {day: draw(spans()) for day in draw(st.sets(st.sampled_from(WEEK), max_size=6))} | {
        "wed": draw(spans(fewest=1))
    }
    dates = st.integers(-3, 5).map(lambda days: (date.fromisoformat(near) + timedelta(days=days)).isoformat())
    holidays = draw(st.sets(dates, max_size=3))
    return (
        {
            "calendar": "drawn",
            "weekly": weekly,
            "years": sorted({int(near[:4]) + shift for shift in (-1, 0, 1)}),
            "holidays": dict.fromkeys(sorted(holidays), NAME),
            "make_up_days": dict.fromkeys(sorted(draw(st.sets(dates, max_size=2)) - holidays), "wed"),
            "hours_on": draw(st.dictionaries(dates, spans(), max_size=2)),
        },
        zone,
        start,
    )


class Stepper:
    """Looks at the clock on the wall every minute; knows nothing else."""

    def __init__(self, calendar: dict[str, Any], zone: str) -> None:
        self._calendar, self._zone = calendar, ZoneInfo(zone)
        self._seen: dict[date, set[int]] = {}

    def local_day(self, instant: datetime) -> date:
        return instant.astimezone(self._zone).date()

    def is_worked(self, instant: datetime) -> bool:
        local = instant.astimezone(self._zone)
        return local.hour * 60 + local.minute in self._minutes(local.date())

    def _minutes(self, day: date) -> set[int]:
        if day not in self._seen:
            worked = (range(minute(opens), minute(closes)) for opens, closes in self._spans(day))
            self._seen[day] = set().union(*worked)
        return self._seen[day]

    def _spans(self, day: date) -> list[list[str]]:
        calendar, on = self._calendar, day.isoformat()
        if on in calendar["hours_on"]:
            return calendar["hours_on"][on]  # type: ignore[no-any-return]
        if on in calendar["holidays"]:
            return []
        weekday = calendar["make_up_days"].get(on, WEEK[day.weekday()])
        return calendar["weekly"].get(weekday, [])  # type: ignore[no-any-return]

    def worked(self, start: datetime, end: datetime) -> list[datetime]:
        minutes = (start + step * MINUTE for step in range((end - start) // MINUTE))
        return [minute for minute in minutes if self.is_worked(minute)]


def both(life: tuple[dict[str, Any], str, datetime]) -> tuple[WorkingTime, Stepper, datetime]:
    calendar, zone, start = life
    return WorkingTime(calendar=Calendar.model_validate(calendar), zone=zone), Stepper(calendar, zone), start


class TestWorkingTime:
    @given(life=lives(), minutes=st.integers(1, 5 * 1440))
    def test_between_agrees_with_the_clock_on_the_wall(
        self, life: tuple[dict[str, Any], str, datetime], minutes: int
    ) -> None:
        engine, stepper, start = both(life)
        end = start + minutes * MINUTE

        assert engine.between(start, end) == len(stepper.worked(start, end)) * MINUTE

    @given(life=lives(), wanted=st.integers(1, 2 * 1440))
    def test_add_agrees_with_the_clock_on_the_wall(
        self, life: tuple[dict[str, Any], str, datetime], wanted: int
    ) -> None:
        engine, stepper, start = both(life)
        worked = stepper.worked(start, start + timedelta(days=8))
        assume(len(worked) >= wanted)

        assert engine.add(start, wanted) == worked[wanted - 1] + MINUTE

    @given(life=lives(), days=st.integers(1, 3))
    def test_days_and_openings_agree_with_the_clock_on_the_wall(
        self, life: tuple[dict[str, Any], str, datetime], days: int
    ) -> None:
        engine, stepper, start = both(life)
        # From well before the start, so that the opening of its own day is seen; the last day is seen in part only.
        minutes = stepper.worked(start - timedelta(days=2), end := start + timedelta(days=6))
        opens = {stepper.local_day(worked): worked for worked in reversed(minutes)}
        closes = {stepper.local_day(worked): worked + MINUTE for worked in minutes}
        later = sorted(day for day in closes if stepper.local_day(start) < day < stepper.local_day(end))[:days]
        assume(len(later) == days)

        due = engine.add_days(start, days)

        assert due == closes[later[-1]]
        assert engine.openings(start, due) == sum(start <= opening < due for opening in opens.values())

    @given(life=lives(), first=st.integers(0, 10**6), second=st.integers(0, 10**6))
    def test_two_additions_are_one(self, life: tuple[dict[str, Any], str, datetime], first: int, second: int) -> None:
        engine, _, start = both(life)

        halfway = engine.add(start, timedelta(seconds=first))

        assert engine.add(halfway, timedelta(seconds=second)) == engine.add(start, timedelta(seconds=first + second))
        assert engine.between(start, halfway) == timedelta(seconds=first)
