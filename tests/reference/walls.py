"""The clock on the wall, minute by minute: which minutes are worked, in plain sight of a calendar written down here."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_SEEN = 60

LUNCH = {day: [["09:00", "12:00"], ["13:00", "18:00"]] for day in WEEK[:5]}
SHOP = {day: [["08:00", "17:00"]] for day in WEEK[:4]} | {"fri": [["08:00", "12:30"]], "sat": [["09:00", "13:00"]]}
NIGHTS = {day: [["00:00", "06:00"], ["20:00", "24:00"]] for day in WEEK}


@dataclass(frozen=True)
class Place:
    """A zone, the first day that is looked at there, and the weekly hours; `covered` are the years that are known."""

    zone: str
    begins_on: str
    weekly: str
    covered: tuple[int, ...] = (2026, 2027)

    @property
    def begins_at(self) -> datetime:
        """Midnight of the first day, in UTC."""
        return datetime.fromisoformat(self.begins_on).replace(tzinfo=UTC)

    def day(self, shift: int) -> str:
        """Give the date so many days after the first, as people write it."""
        return (date.fromisoformat(self.begins_on) + timedelta(days=shift)).isoformat()

    @property
    def calendar(self) -> dict[str, Any]:
        """The calendar as an operator would write it: two holidays, a make-up day, a half day, a closed day."""
        make_up = next(self.day(shift) for shift in range(7) if date.fromisoformat(self.day(shift)).weekday() == 5)
        name = {"zh": "假日", "en": "holiday"}
        return {
            "calendar": "drawn",
            "weekly": {"lunch": LUNCH, "shop": SHOP, "nights": NIGHTS}[self.weekly],
            "years": list(self.covered),
            "holidays": {day: name for day in (self.day(6), self.day(7)) if day != make_up},
            "make_up_days": {make_up: "mon"},
            "hours_on": {self.day(2): [["10:00", "13:00"]], self.day(9): []},
        }


# Each near something that happens to the clock: a holiday stretch, a year with no calendar, both nights in three zones.
PLACES = (
    Place("Asia/Shanghai", "2026-02-10", "lunch"),
    Place("Asia/Shanghai", "2026-12-21", "lunch", covered=(2026,)),
    Place("Europe/Berlin", "2026-03-25", "shop"),
    Place("Europe/Berlin", "2026-10-21", "nights"),
    Place("America/New_York", "2026-03-04", "nights"),
    Place("America/New_York", "2026-10-28", "shop"),
    Place("Australia/Lord_Howe", "2026-04-01", "nights"),
    Place("Australia/Lord_Howe", "2026-09-30", "lunch"),
)


@dataclass(frozen=True)
class Wall:
    """What a watcher wrote down, minute by minute from `begins_at`: the local day, and whether it was worked."""

    days: tuple[date, ...]
    worked: tuple[bool, ...]
    opens: frozenset[int]
    closes: frozenset[int]


@cache
def watch(place: Place) -> Wall:
    """Look at the clock of a place every minute for some months."""
    zone, calendar = ZoneInfo(place.zone), place.calendar
    hours: dict[date, set[int]] = {}
    days, worked = [], []
    for step in range(DAYS_SEEN * 1440):
        local = (place.begins_at + step * MINUTE).astimezone(zone)
        day, minute = local.date(), local.hour * 60 + local.minute
        if day not in hours:
            hours[day] = _minutes(calendar, day)
        days.append(day)
        worked.append(minute in hours[day])
    minutes = [step for step, is_worked in enumerate(worked) if is_worked]
    first = {days[step]: step for step in reversed(minutes)}
    last = {days[step]: step for step in minutes}
    closes = frozenset(step + 1 for step in last.values())
    return Wall(days=tuple(days), worked=tuple(worked), opens=frozenset(first.values()), closes=closes)


def _minutes(calendar: dict[str, Any], day: date) -> set[int]:
    on = day.isoformat()
    if on in calendar["hours_on"]:
        spans = calendar["hours_on"][on]
    elif on in calendar["holidays"]:
        spans = []
    else:
        spans = calendar["weekly"].get(calendar["make_up_days"].get(on, WEEK[day.weekday()]), [])
    return {minute for opens, closes in spans for minute in range(_minute(opens), _minute(closes))}


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
