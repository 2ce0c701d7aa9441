"""Lengths of time in ISO 8601: `PT30M`, `P3D` as so much elapsed time, `P2Y` as a period on the calendar.

An hour is always 3,600 seconds and a day 24 hours; months and years differ in length, so only a `Period`, which is
applied to a date, may have them. Nothing longer than a hundred years is taken.
"""

import re
from calendar import monthrange
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import BaseModel, BeforeValidator, PlainSerializer, WithJsonSchema, model_serializer, model_validator

LONGEST: Final = timedelta(days=36_500)
SHORTEST_INTERVAL: Final = timedelta(milliseconds=100)

_PATTERN: Final = re.compile(
    r"P(?=\d|T\d)(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,9}(?:\.\d{1,6})?)H)?(?:(?P<minutes>\d{1,9}(?:\.\d{1,6})?)M)?"
    r"(?:(?P<seconds>\d{1,12}(?:\.\d{1,6})?)S)?)?",
    re.ASCII,
)
_EXAMPLES: Final = "write an ISO 8601 duration, such as PT30M, PT2H, P3D"


def parse_duration(value: object) -> timedelta:
    """Read a duration of elapsed time, longer than zero; raises `ValueError` in words."""
    if isinstance(value, timedelta):
        return _within_bounds(value)
    parts = _parts(value)
    if parts.keys() & {"years", "months"}:
        raise ValueError("a year or a month has no fixed length; write weeks, days, hours, minutes or seconds")
    return _within_bounds(_elapsed(parts))


def format_duration(length: timedelta) -> str:
    """Write a duration in ISO 8601, always the same for the same length."""
    seconds = f"{length.seconds % 60}.{length.microseconds:06d}".rstrip("0").rstrip(".")
    clock = {"H": length.seconds // 3_600, "M": length.seconds // 60 % 60, "S": seconds}
    time = "".join(f"{count}{unit}" for unit, count in clock.items() if count not in {0, "0"})
    return "P" + (f"{length.days}D" if length.days else "") + (f"T{time}" if time else "")


def describe_duration(length: timedelta, *, language: str) -> str:
    """Say a duration in the units that people use for it: `2 h`, `48 小时`, `3 d`, `1 h 30 min`."""
    units = _UNITS["en" if language.lower().startswith("en") else "zh"]
    seconds = length.total_seconds()
    said = []
    # A day or two are deadlines in hours (24 h, 48 h); from three whole days on, people count days.
    days = length.days if length.days >= 3 and not seconds % 86_400 else 0
    for size, unit in zip((86_400, 3_600, 60), units, strict=False):
        count = days if size == 86_400 else int(seconds // size)
        seconds -= count * size
        said += [f"{count} {unit}"] if count else []
    if seconds or not said:
        said.append(f"{seconds:g} {units[-1]}")
    return " ".join(said)


_UNITS: Final = {"zh": ("天", "小时", "分钟", "秒"), "en": ("d", "h", "min", "s")}


def _check_interval(length: timedelta) -> timedelta:
    if length < SHORTEST_INTERVAL:
        raise ValueError(f"something that repeats needs at least {format_duration(SHORTEST_INTERVAL)}")
    return length


_JSON_SCHEMA: Final = {"type": "string", "format": "duration"}

Duration = Annotated[
    timedelta, BeforeValidator(parse_duration), PlainSerializer(format_duration), WithJsonSchema(_JSON_SCHEMA)
]
"""Elapsed time, longer than zero; ISO 8601 text in YAML and JSON."""

Interval = Annotated[Duration, BeforeValidator(lambda value: _check_interval(parse_duration(value)))]
"""A duration after which something happens again and again."""


class Period(BaseModel, frozen=True):
    """A length of time on the calendar, such as two years from a day; written `P2Y`, `P6M`, `P1Y6M`, `P90D`, `PT5S`."""

    years: int = 0
    months: int = 0
    elapsed: timedelta = timedelta()

    longest_years: ClassVar[int] = 100

    def after(self, start: datetime) -> datetime:
        """Find the end of a period that begins at `start`; a day that its month does not have is the month's last."""
        count = start.year * 12 + start.month - 1 + self.years * 12 + self.months
        year, month = divmod(count, 12)
        day = min(start.day, monthrange(year, month + 1)[1])
        return start.replace(year=year, month=month + 1, day=day) + self.elapsed

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        return value if isinstance(value, dict | Period) else cls._parse(value)

    @classmethod
    def _parse(cls, value: object) -> dict[str, Any]:
        parts = _parts(value)
        return {"years": int(parts.pop("years", 0)), "months": int(parts.pop("months", 0)), "elapsed": _elapsed(parts)}

    @model_validator(mode="after")
    def _check(self) -> Self:
        months = self.years * 12 + self.months
        if not months and not self.elapsed:
            raise ValueError("a period must be longer than zero")
        if months > self.longest_years * 12 or self.elapsed > LONGEST:
            raise ValueError(f"a period has at most {self.longest_years} years; for ever is written `forever`")
        return self

    @model_serializer
    def _write(self) -> str:
        return str(self)

    def __str__(self) -> str:
        date = (f"{self.years}Y" if self.years else "") + (f"{self.months}M" if self.months else "")
        return f"P{date}{format_duration(self.elapsed)[1:]}"


def _parts(value: object) -> dict[str, float]:
    if isinstance(value, str) and value.startswith("-"):
        raise ValueError("a length of time must be longer than zero")
    matched = _PATTERN.fullmatch(value) if isinstance(value, str) else None
    if matched is None:
        raise ValueError(_EXAMPLES)
    return {unit: float(count) for unit, count in matched.groupdict().items() if count}


def _elapsed(parts: dict[str, float]) -> timedelta:
    try:
        return timedelta(**parts)
    except OverflowError:
        return timedelta.max


def _within_bounds(length: timedelta) -> timedelta:
    if length <= timedelta():
        raise ValueError("a length of time must be longer than zero")
    if length > LONGEST:
        raise ValueError(f"a length of time has at most {LONGEST.days} days")
    return length
