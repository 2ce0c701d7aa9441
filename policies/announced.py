"""Announced holidays (放假安排): a year's holidays and make-up working days, from the library that keeps a country's.

What a caller can ask for in vain:

    LookupError
      UnknownCountry       there is no library for the country
      NotAnnounced         the library does not have the year (yet)
    LibraryMissing         the library is not installed
"""

from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any, Final, NamedTuple

from domain.calendar import Weekday
from domain.words import Words

_WITH_WEEKEND_HOURS: Final = 5
_IN_FULL: Final = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


class UnknownCountry(LookupError):
    """There is no source of holidays for a country."""


class NotAnnounced(LookupError):
    """A year's holidays are not known to the library."""


class LibraryMissing(RuntimeError):
    """The library that has a country's holidays is not installed."""


class AnnouncedYear(NamedTuple):
    """The holidays of one year by name, and the weekend days that are worked, each with the hours of a weekday."""

    holidays: dict[date, Words]
    make_up_days: dict[date, Weekday]


def announced(country: str, *, year: int) -> AnnouncedYear:
    """Give a country's holidays of a year; raises `UnknownCountry`, `NotAnnounced` or `LibraryMissing`."""
    if country not in _COUNTRIES:
        raise UnknownCountry(f"there is no source of holidays for {country!r}; countries are {', '.join(_COUNTRIES)}")
    return _COUNTRIES[country](year)


def _mainland_china(year: int) -> AnnouncedYear:
    library = _library("chinese_calendar", package="chinesecalendar")
    names = {on: _words(library.Holiday(name)) for on, name in library.holidays.items() if on.year == year}
    if not names:
        known = sorted({on.year for on in library.holidays})
        raise NotAnnounced(
            f"chinesecalendar {library.__version__} has no holidays of {year}, only {known[0]} to {known[-1]}; "
            "a newer version may have them, once they are announced"
        )
    worked = [on for on in library.workdays if on.year == year and on.weekday() >= _WITH_WEEKEND_HOURS]
    return AnnouncedYear(holidays=dict(sorted(names.items())), make_up_days=dict.fromkeys(sorted(worked), "mon"))


def _words(holiday: Any) -> Words:
    return Words(zh=_IN_FULL.get(holiday.chinese, holiday.chinese), en=holiday.value)


def _library(module: str, *, package: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError:
        raise LibraryMissing(f"the library {package} is not installed; `pip install {package}` brings it") from None


_COUNTRIES: Final[dict[str, Callable[[int], AnnouncedYear]]] = {"cn": _mainland_china}
