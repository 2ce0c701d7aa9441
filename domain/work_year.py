"""A year of working time (工作年), laid out in instants so that questions about it are a search, not a count (C5).

Instants are whole microseconds since 1970-01-01 UTC: `working_time.py` turns them into datetimes and back.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple, Self
from zoneinfo import ZoneInfo

from domain.calendar import Calendar, Span

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_INSTANT: Final = timedelta(microseconds=1)
_SECOND: Final = 1_000_000
_DAY: Final = 86_400 * _SECOND
_LOOK_EVERY: Final = _DAY


class Stretch(NamedTuple):
    """An unbroken stretch of work: two instants, and the local day (an ordinal) to which it belongs."""

    begins: int
    ends: int
    day: int


class Offset(NamedTuple):
    """A stretch of time in which the local clock is `ahead` microseconds of UTC."""

    begins: int
    ends: int
    ahead: int


class WorkYear(NamedTuple):
    """The working time of one local year, which goes from `since` up to `until`; all lists are in order."""

    since: int
    until: int
    begins: tuple[int, ...]
    ends: tuple[int, ...]
    worked: tuple[int, ...]
    """Microseconds worked in the year up to the end of each stretch."""
    days: tuple[int, ...]
    """Ordinals of the days on which some work is done, each with its opening and its closing."""
    openings: tuple[int, ...]
    closings: tuple[int, ...]

    @classmethod
    def lay_out(cls, *, calendar: Calendar, zone: ZoneInfo, year: int) -> Self:
        """Lay out the local `year`; `zone` and calendar are as in `WorkingTime`."""
        stretches = sorted(_stretches(calendar=calendar, zone=zone, year=year))
        openings = {stretch.day: stretch.begins for stretch in reversed(stretches)}
        closings = {stretch.day: stretch.ends for stretch in stretches}
        days = tuple(sorted(openings))
        return cls(
            since=_new_year(year, zone),
            until=_new_year(year + 1, zone),
            begins=tuple(stretch.begins for stretch in stretches),
            ends=tuple(stretch.ends for stretch in stretches),
            worked=tuple(accumulate(stretch.ends - stretch.begins for stretch in stretches)),
            days=days,
            openings=tuple(openings[day] for day in days),
            closings=tuple(closings[day] for day in days),
        )

    @property
    def total(self) -> int:
        """Microseconds worked in the whole year."""
        return self.worked[-1] if self.worked else 0

    def worked_before(self, instant: int) -> int:
        """Count the microseconds worked in the year before `instant`."""
        last = bisect_right(self.begins, instant) - 1
        if last < 0:
            return 0
        return self.worked[last] - max(0, self.ends[last] - instant)

    def when_worked(self, amount: int) -> int:
        """Find the earliest instant at which `amount` has been worked: above zero, and no more than the total."""
        at = bisect_left(self.worked, amount)
        return self.ends[at] - (self.worked[at] - amount)

    def openings_before(self, instant: int) -> int:
        """Count the working days whose opening lies before `instant`."""
        return bisect_left(self.openings, instant)

    def days_until(self, day: int) -> int:
        """Count the working days up to and with the local `day` (an ordinal)."""
        return bisect_right(self.days, day)


def since_epoch(instant: datetime) -> int:
    """Count the microseconds since 1970 of an aware datetime; raises `ValueError` for a naive one."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone: an instant is an aware datetime")
    return (instant - _EPOCH) // _INSTANT


def to_instant(microseconds: int) -> datetime:
    """Turn microseconds since 1970 into a datetime in UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


def _new_year(year: int, zone: ZoneInfo) -> int:
    return since_epoch(datetime(year, 1, 1, tzinfo=zone))


def _stretches(*, calendar: Calendar, zone: ZoneInfo, year: int) -> Iterator[Stretch]:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    hours = {day: _bounds(calendar.hours(on=date.fromordinal(day))) for day in range(first, last + 1)}
    # The local clock may be up to a day away from UTC.
    window = _midnight(first) - _DAY, _midnight(last) + 2 * _DAY
    for offset in _offsets(zone, *window):
        touched = range(
            max(first, _day_of(offset.begins + offset.ahead)), min(last, _day_of(offset.ends + offset.ahead)) + 1
        )
        for day in touched:
            yield from _clip(hours[day], day=day, offset=offset)


def _clip(hours: Iterable[tuple[int, int]], *, day: int, offset: Offset) -> Iterator[Stretch]:
    midnight = _midnight(day) - offset.ahead
    for opens, closes in hours:
        begins, ends = max(midnight + opens, offset.begins), min(midnight + closes, offset.ends)
        if begins < ends:
            yield Stretch(begins=begins, ends=ends, day=day)


def _offsets(zone: ZoneInfo, begins: int, ends: int) -> Iterator[Offset]:
    ahead = _ahead(zone, begins)
    since = begins
    for looked in range(begins, ends, _LOOK_EVERY):
        until = min(looked + _LOOK_EVERY, ends)
        if (changed := _ahead(zone, until)) != ahead:
            change = _find_change(zone, looked, until, ahead)
            yield Offset(begins=since, ends=change, ahead=ahead)
            ahead, since = changed, change
    yield Offset(begins=since, ends=ends, ahead=ahead)


def _find_change(zone: ZoneInfo, before: int, after: int, ahead: int) -> int:
    """Find the instant at which the clock stops being `ahead`; the zone's changes fall on whole seconds."""
    seconds = range(before // _SECOND, after // _SECOND + 1)
    index = bisect_left(seconds, True, key=lambda second: _ahead(zone, second * _SECOND) != ahead)
    return seconds[index] * _SECOND


def _ahead(zone: ZoneInfo, instant: int) -> int:
    local = to_instant(instant).astimezone(zone)
    return (local.utcoffset() or timedelta()) // _INSTANT


@lru_cache
def _bounds(spans: tuple[Span, ...]) -> tuple[tuple[int, int], ...]:
    return tuple((_since_midnight(span.opens), _since_midnight(span.closes)) for span in spans)


def _since_midnight(clock: str) -> int:
    hours, minutes = clock.split(":")
    return (int(hours) * 60 + int(minutes)) * 60 * _SECOND


def _midnight(day: int) -> int:
    return (day - _EPOCH_DAY) * _DAY


def _day_of(local: int) -> int:
    return local // _DAY + _EPOCH_DAY
