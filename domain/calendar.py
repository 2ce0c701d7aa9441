"""Calendars (工作日历): which hours of which days are worked, and the years for which that is known (C5)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import MAXYEAR, MINYEAR, date
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple, Self, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

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


def _check_region(name: str) -> str:
    if name != name.strip() or not name.isprintable():
        raise ValueError(f"{name!r} is no region: write its name or code as complaints have it")
    return name


RegionKey = Annotated[str, Field(min_length=1), AfterValidator(_check_region)]
"""The name or the code of a region; a code also stands for every longer one that begins with it."""


_Value = TypeVar("_Value")
_Fault = tuple[tuple[str, ...], str]
"""Where something is wrong that only shows when several keys are held together, and what it is."""


class Region(BaseModel, frozen=True, extra="forbid"):
    """What is different in a region from the whole country; all of it may be left out."""

    weekly: dict[Weekday, Spans] = {}
    holidays: dict[date, Words] = {}
    make_up_days: dict[date, Weekday] = {}
    hours_on: dict[date, Spans] = {}

    @property
    def special_days(self) -> frozenset[date]:
        """The days of which it says something by date."""
        return frozenset(self.holidays.keys() | self.make_up_days.keys() | self.hours_on.keys())


class Calendar(BaseModel, frozen=True, extra="forbid"):
    """Weekly hours, and the days that are different from them.

    `hours_on` beats a holiday, a holiday beats a make-up working day, and that beats the weekly hours. Days of a year
    that is not in `years` go by the weekly hours alone; a deadline that reaches one is provisional. `regions` has what
    holds in a part of the country alone, by the name or code of the part (C5).
    """

    calendar: str = Field(min_length=1)
    weekly: dict[Weekday, Spans]
    years: tuple[Year, ...]
    holidays: dict[date, Words] = {}
    make_up_days: dict[date, Weekday] = {}
    hours_on: dict[date, Spans] = {}
    # Left out where there are none: a calendar without them is stored as programs before them wrote it, and read it.
    regions: dict[RegionKey, Region] = Field(default={}, exclude_if=lambda regions: not regions)

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

    def override_for(self, region: str) -> str | None:
        """Name the override that holds in `region`: its own, else that of the longest code that it begins with."""
        if region in self.regions:
            return region
        codes = (key for key in self.regions if key.isdecimal() and region.isdecimal() and region.startswith(key))
        return max(codes, key=len, default=None)

    def with_override(self, name: str) -> Self:
        """Give the calendar of one of its `regions`: what that says of a day or a weekday replaces the country's."""
        region = self.regions[name]
        return self.model_copy(
            update={
                "weekly": self.weekly | region.weekly,
                "holidays": _replaced(self.holidays, region.holidays, region),
                "make_up_days": _replaced(self.make_up_days, region.make_up_days, region),
                "hours_on": _replaced(self.hours_on, region.hours_on, region),
                "regions": {},
            }
        )

    @model_validator(mode="after")
    def _check_what_goes_together(self) -> Self:
        faults = list(self._faults()) or [
            (_place_in(region, name=name, place=place), said)
            for name, region in self.regions.items()
            for place, said in self.with_override(name)._faults()
        ]
        if faults:
            errors = [
                InitErrorDetails(type="value_error", loc=place, input=self, ctx={"error": ValueError(said)})
                for place, said in faults
            ]
            raise ValidationError.from_exception_data("Calendar", errors)
        return self

    def _faults(self) -> Iterator[_Fault]:
        if not any(self.weekly.values()):
            yield ("weekly",), "the weekly hours are empty: a calendar in which nobody ever works keeps no deadline"
        for on, weekday in self.make_up_days.items():
            if not self.weekly.get(weekday):
                yield _at("make_up_days", on), f"the make-up day {on} has the hours of {weekday}, which has none"
        if both := sorted(self.holidays.keys() & self.make_up_days.keys()):
            yield _at("make_up_days", both[0]), f"{_listed(both)}: both a holiday and a make-up working day; keep one"
        if outside := [each for each in self._days_by_key() if each[1].year not in self.years]:
            listed = _listed(sorted({on for _, on in outside}))
            yield _at(*outside[0]), f"{listed}: outside the covered years {_listed(self.years)}; add the year"
        if len(set(self.years)) < len(self.years):
            yield ("years",), f"years names one twice: {_listed(self.years)}"

    def _days_by_key(self) -> Iterator[tuple[str, date]]:
        yield from (("holidays", on) for on in self.holidays)
        yield from (("make_up_days", on) for on in self.make_up_days)
        yield from (("hours_on", on) for on in self.hours_on)


def _replaced(country: Mapping[date, _Value], own: Mapping[date, _Value], region: Region) -> dict[date, _Value]:
    return {on: value for on, value in country.items() if on not in region.special_days} | dict(own)


def _place_in(region: Region, *, name: str, place: tuple[str, ...]) -> tuple[str, ...]:
    """Find the place in an override of what is wrong with the calendar that it makes."""
    is_own = any(str(on) == place[-1] for on in region.special_days)
    # What the country's own days lack, they lack because of the region's week.
    return ("regions", name, *place) if is_own else ("regions", name, "weekly")


def _at(key: str, on: date) -> tuple[str, ...]:
    return key, str(on)


def _weekday(on: date) -> Weekday:
    return WEEKDAYS[on.weekday()]


def _listed(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values)
