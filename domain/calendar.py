"""Calendars (工作日历): which hours of which days are worked, and the years for which that is known (C5)."""

import re
from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple, Self, get_args

from pydantic import AfterValidator, BaseModel, Field, model_validator

from domain.words import Words

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
"""The weekdays in the order of `date.weekday()`."""

WEEKEND = Words(zh="周末", en="weekend")
CLOSED = Words(zh="非工作日", en="closed day")

_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")


def _check_clock(value: str) -> str:
    if not _CLOCK.fullmatch(value):
        raise ValueError(f"{value!r} is no time of day: write it as HH:MM between 00:00 and 24:00")
    return value


ClockTime = Annotated[str, AfterValidator(_check_clock)]
"""A local time of day, `HH:MM`; `24:00` is the end of the day."""


class Span(NamedTuple):
    """Working hours on one day, from an opening up to, but not including, a closing; local time."""

    opens: ClockTime
    closes: ClockTime

    def __str__(self) -> str:
        """Write the span as people do: `09:00-12:00`."""
        return f"{self.opens}-{self.closes}"


def _check_spans(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    for span in spans:
        if span.opens >= span.closes:
            raise ValueError(f"the span {span} is empty or runs backwards; one over midnight is written as two")
    ordered = tuple(sorted(spans))
    for earlier, later in pairwise(ordered):
        if later.opens < earlier.closes:
            raise ValueError(f"the spans {earlier} and {later} overlap")
    return ordered


Spans = Annotated[tuple[Span, ...], AfterValidator(_check_spans)]
"""The working hours of one day, in order; none at all is a closed day."""

Year = Annotated[int, Field(ge=MINYEAR, le=MAXYEAR)]


class Calendar(BaseModel, frozen=True, extra="forbid"):
    """Weekly hours, and the days that are different from them.

    `hours_on` beats a holiday, a holiday beats a make-up working day, and that beats the weekly hours. Days of a year
    that is not in `years` go by the weekly hours alone; a deadline that reaches one is provisional.
    """

    calendar: str = Field(min_length=1)
    weekly: dict[Weekday, Spans]
    years: tuple[Year, ...]
    holidays: dict[date, Words] = {}
    make_up_days: dict[date, Weekday] = {}
    hours_on: dict[date, Spans] = {}

    def hours(self, *, on: date) -> tuple[Span, ...]:
        """List the working hours of a local day, in order; empty where it is closed."""
        if on in self.hours_on:
            return self.hours_on[on]
        if on in self.holidays:
            return ()
        return self.weekly.get(self.make_up_days.get(on, _weekday(on)), ())

    def closed_because(self, *, on: date) -> Words | None:
        """Name the reason for which a local day is not worked; nothing where it is worked."""
        if self.hours(on=on):
            return None
        if on in self.holidays:
            return self.holidays[on]
        return WEEKEND if on.weekday() >= WEEKDAYS.index("sat") and on not in self.hours_on else CLOSED

    @model_validator(mode="after")
    def _check_that_work_is_done(self) -> Self:
        if not any(self.weekly.values()):
            raise ValueError("the weekly hours are empty: a calendar in which nobody ever works keeps no deadline")
        for on, weekday in self.make_up_days.items():
            if not self.weekly.get(weekday):
                raise ValueError(f"the make-up day {on} has the hours of {weekday}, which has none")
        return self

    @model_validator(mode="after")
    def _check_dates(self) -> Self:
        if both := sorted(self.holidays.keys() & self.make_up_days.keys()):
            raise ValueError(f"{_listed(both)}: both a holiday and a make-up working day; keep one")
        named = self.holidays.keys() | self.make_up_days.keys() | self.hours_on.keys()
        if outside := sorted(on for on in named if on.year not in self.years):
            raise ValueError(f"{_listed(outside)}: outside the covered years {_listed(self.years)}; add the year")
        return self

    @model_validator(mode="after")
    def _check_years(self) -> Self:
        if len(set(self.years)) < len(self.years):
            raise ValueError(f"years names one twice: {_listed(self.years)}")
        return self


def _weekday(on: date) -> Weekday:
    return WEEKDAYS[on.weekday()]


def _listed(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values)
