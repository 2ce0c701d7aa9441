"""Instants as people and programs write them: RFC 3339 text with an offset, never a number, never a bare local time."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Annotated, Final

from pydantic import BeforeValidator, WithJsonSchema

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)

JUST_AFTER: Final = timedelta.resolution
"""A due moment itself is still in time, and so is the last moment of a window; what is missed is missed just after."""

_RFC_3339: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d)(?:(:\d\d)(?:\.(\d{1,6})\d{0,12})?)?(Z|z|[+-]\d\d:\d\d)", re.ASCII
)
_EXPECTED: Final = "expected RFC 3339 text with an offset, such as 2026-03-02T09:30:00+08:00"


def read_instant(value: object, *, may_lack_seconds: bool = False) -> datetime:
    """Read an instant and give it in UTC; people at a terminal may leave out seconds. Raises `ValueError` in words.

    A `datetime` with an offset is taken as it is, so that what has been read can be read again.
    """
    instant = value if isinstance(value, datetime) else _parse(value, may_lack_seconds=may_lack_seconds)
    if instant.tzinfo is None:
        raise ValueError(_EXPECTED)
    # Compared before it is converted: the first and the last day of the calendar have no UTC.
    if not EARLIEST <= instant < LATEST:
        raise ValueError(f"a time from {EARLIEST.year} to {LATEST.year - 1} is expected")
    return instant.astimezone(UTC)


def say_minute(instant: datetime | None, zone: tzinfo) -> str:
    """Say an instant to the minute, as clocks in `zone` show it; nothing where there is none."""
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant else ""


def _parse(value: object, *, may_lack_seconds: bool) -> datetime:
    found = _RFC_3339.fullmatch(value) if isinstance(value, str) else None
    if found is None or not (found[3] or may_lack_seconds):
        raise ValueError(_EXPECTED)
    day, clock, seconds, fraction, offset = found.groups()
    exact = f"{seconds or ':00'}.{(fraction or '0').ljust(6, '0')}"
    try:
        return datetime.fromisoformat(f"{day}T{clock}{exact}{offset.upper()}")
    except ValueError:
        raise ValueError(f"there is no such time; {_EXPECTED}") from None


Instant = Annotated[datetime, BeforeValidator(read_instant), WithJsonSchema({"type": "string", "format": "date-time"})]
"""An instant in UTC, from RFC 3339 text with an offset."""
