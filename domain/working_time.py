"""Working time (工作时间): how long people have worked between two instants, and when they will have (C5).

An instant is worked when the clock on the wall then stands inside a span of the calendar. That one rule decides both
daylight-saving nights: an hour that does not exist is not worked, and an hour that comes twice is worked twice.

    ValueError
      BeyondHorizon      too far away to be a deadline
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple, final

from domain.calendar import Calendar
from domain.words import Words
from domain.work_year import WorkYear, since_epoch, to_instant
from domain.zones import load_zone

HORIZON_YEARS: Final = 100
"""How many years one question may span; it bounds the work that it makes."""

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 9998
_INSTANT: Final = timedelta(microseconds=1)


class BeyondHorizon(ValueError):
    """A question or its answer lies too far away to be counted."""


class SkippedDay(NamedTuple):
    """A local day on which no work is done, and why."""

    on: date
    reason: Words


@final
class WorkingTime:
    """Counts working time in a calendar and a zone. Takes aware instants and gives them in UTC; knows no clock.

    Each year is laid out when it is first asked for; otherwise an instance never changes, and threads may share it.
    Every question raises `BeyondHorizon` where it would span more than `HORIZON_YEARS`.
    """

    __slots__ = ("_calendar", "_years", "_zone")

    def __init__(self, *, calendar: Calendar, zone: str) -> None:
        self._calendar = calendar
        self._zone = load_zone(zone)
        self._years: dict[int, WorkYear] = {}

    def add(self, start: datetime, minutes: int | timedelta) -> datetime:
        """Find the earliest instant at which `minutes` (or a `timedelta`) have been worked since `start`.

        What fills a day is done at its closing time, not at the next opening.
        """
        wanted = _microseconds(minutes)
        begun = since_epoch(start)
        if wanted == 0:
            return to_instant(begun)
        first = self._local_year(start, begun)
        wanted += self._year(first).worked_before(begun)
        for year in self._years_from(first):
            if wanted <= year.total:
                return to_instant(year.when_worked(wanted))
            wanted -= year.total
        raise _too_far(start)

    def add_days(self, start: datetime, days: int) -> datetime:
        """Find closing time of the n-th working day after the local day of `start`, which itself never counts."""
        if days < 1:
            raise ValueError(f"{days} working days: count from 1, the first working day after the start")
        today = self._local_day(start)
        wanted = days + self._year(today.year).days_until(today.toordinal())
        for year in self._years_from(today.year):
            if wanted <= len(year.days):
                return to_instant(year.closings[wanted - 1])
            wanted -= len(year.days)
        raise _too_far(start)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Measure the time worked from `start` up to `end`; nothing where `end` is not the later."""
        begun, ended, years = self._years_within(start, end)
        return timedelta(microseconds=sum([year.worked_before(ended) - year.worked_before(begun) for year in years]))

    def openings(self, start: datetime, end: datetime) -> int:
        """Count the working days whose opening falls into the time from `start` up to `end`."""
        begun, ended, years = self._years_within(start, end)
        return sum([year.openings_before(ended) - year.openings_before(begun) for year in years])

    def is_covered(self, start: datetime, end: datetime) -> bool:
        """Tell whether the calendar knows every local year from `start` to `end`; a deadline is else provisional."""
        return not self.unknown_years(start, end)

    def unknown_years(self, start: datetime, end: datetime) -> tuple[int, ...]:
        """List the local years from `start` to `end` that the calendar does not know.

        An end at the midnight of New Year still belongs to the old year.
        """
        first, last = self._local_day(start), self._last_day(start, end)
        years = range(first.year, max(first, last).year + 1)
        return tuple(year for year in years if year not in self._calendar.years)

    def skipped(self, start: datetime, end: datetime) -> tuple[SkippedDay, ...]:
        """List the local days from `start` up to `end` that are not worked, each with its reason."""
        first, last = self._local_day(start), self._last_day(start, end)
        _check_span(first, last)
        days = (date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1))
        reasons = ((day, self._calendar.closed_because(on=day)) for day in days)
        return tuple(SkippedDay(on=day, reason=reason) for day, reason in reasons if reason)

    def _years_within(self, start: datetime, end: datetime) -> tuple[int, int, Sequence[WorkYear]]:
        """Give both instants in microseconds with every local year between; no year where `end` is not the later."""
        begun, ended = since_epoch(start), since_epoch(end)
        if ended <= begun:
            return begun, ended, ()
        # Nearly always both lie in one year: nothing more is asked then.
        if (year := self._year(start.year)).since <= begun and ended <= year.until:
            return begun, ended, (year,)
        first, last = self._local_year(start, begun), self._local_year(end, ended)
        if first != last:
            _check_span(self._local_day(start), self._local_day(end))
        return begun, ended, [self._year(year) for year in range(first, last + 1)]

    def _years_from(self, first: int) -> Iterator[WorkYear]:
        return (self._year(year) for year in range(first, first + HORIZON_YEARS))

    def _year(self, year: int) -> WorkYear:
        if (known := self._years.get(year)) is not None:
            return known
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise BeyondHorizon(f"working time is counted from {_FIRST_YEAR} to {_LAST_YEAR}, not in {year}")
        return self._years.setdefault(year, WorkYear.lay_out(calendar=self._calendar, zone=self._zone, year=year))

    def _local_year(self, instant: datetime, moment: int) -> int:
        # As `_local_day`, without asking what o'clock it is: the local year begins within a day of UTC's.
        year = self._year(instant.year)
        return instant.year + (moment >= year.until) - (moment < year.since)

    def _local_day(self, instant: datetime) -> date:
        return instant.astimezone(self._zone).date()

    def _last_day(self, start: datetime, end: datetime) -> date:
        return self._local_day(end - _INSTANT if end > start else end)


def _microseconds(minutes: int | timedelta) -> int:
    wanted = minutes // _INSTANT if isinstance(minutes, timedelta) else minutes * 60_000_000
    if wanted < 0:
        raise ValueError(f"{minutes}: working time is only ever added")
    return wanted


def _check_span(first: date, last: date) -> None:
    if last.year - first.year > HORIZON_YEARS:
        raise BeyondHorizon(f"from {first} to {last} is more than {HORIZON_YEARS} years")


def _too_far(start: datetime) -> BeyondHorizon:
    return BeyondHorizon(f"not reached within {HORIZON_YEARS} years of {start.isoformat()}")
