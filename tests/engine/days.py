"""Days to come and calendars over them, for cases on the real engine, which begin today."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from domain.events import Event

SHANGHAI: Final = "Asia/Shanghai"
WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICE: Final = [["09:00", "12:00"], ["13:00", "18:00"]]


def a_monday() -> date:
    """A Monday to come, a week ahead at least."""
    today = datetime.now(tz=ZoneInfo(SHANGHAI)).date()
    return today + timedelta(days=14 - today.weekday())


def at(day: date, local: str, *, zone: str = SHANGHAI) -> datetime:
    """Give an instant by the wall clock of a zone."""
    return datetime.combine(day, time.fromisoformat(local), ZoneInfo(zone)).astimezone(UTC)


def office(**changes: Any) -> dict[str, Any]:
    """A calendar of its own: office hours on working days, with the years that a test lives in."""
    year = datetime.now(tz=UTC).year
    usual = {"calendar": "own", "weekly": dict.fromkeys(WEEK[:5], OFFICE), "years": list(range(year, year + 12))}
    return usual | changes


def due_moments(events: list[Event]) -> list[datetime]:
    """Give by when what was missed had been due."""
    return [datetime.fromisoformat(event.data["due_at"]) for event in events]
