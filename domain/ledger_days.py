"""From one local day to another, as the ledger is totalled and exported (账期)."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Days(NamedTuple):
    """Local days, both of them in; none is from the beginning, or to the end."""

    first: date | None
    last: date | None

    def since(self, zone: ZoneInfo) -> datetime | None:
        """Give the instant in which they begin."""
        return datetime.combine(self.first, time(), zone) if self.first else None

    def until(self, zone: ZoneInfo) -> datetime | None:
        """Give the first instant after them."""
        if self.last is None or self.last == date.max:
            return None
        return datetime.combine(self.last + timedelta(days=1), time(), zone)
