"""The end of a calendar (日历到期): which calendars soon know no holidays any more, told well before (C5)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from pydantic import BaseModel

from domain.calendar import Calendar
from domain.policy import Policy
from domain.words import Words

TOLD_BEFORE: Final = timedelta(days=60)
"""So long before a calendar's covered years are over its administrators are told."""
DAILY_FROM: Final = timedelta(days=14)
"""From here on they are told every day."""


class Use(NamedTuple):
    """A version of a pack in use: for new cases (`is_latest`), or by running ones.

    `provisional` is how many running cases have a deadline ahead that the calendar does not cover.
    """

    policy: Policy
    is_latest: bool
    provisional: int = 0


class CalendarEnd(BaseModel, frozen=True):
    """A calendar that ends soon, or has ended: `days_left` is 0 on its last day, and below 0 after it.

    `packs` are the versions that count by it, `provisional` their running cases with deadlines that it does not cover.
    """

    calendar: str
    last_year: int
    days_left: int
    packs: tuple[str, ...]
    provisional: int

    @property
    def words(self) -> Words:
        """What administrators read."""
        after, packs, count = self.last_year + 1, ", ".join(self.packs), self.provisional
        return Words(
            zh=f"工作日历 {self.calendar} 只载入到 {self.last_year} 年（剩余 {self.days_left} 天；{packs}）："
            f"{count} 个在办案件有暂定时限；请载入 {after} 年并迁移制度包",
            en=f"calendar {self.calendar} is covered until the end of {self.last_year} ({self.days_left} days left; "
            f"{packs}): {count} running cases have provisional deadlines; load {after}, then migrate the packs",
        )


class CalendarNotice(BaseModel, frozen=True):
    """What administrators are told by a carrier; the same `key` never twice: once a week, then once a day."""

    key: str
    calendar: str
    words: Words


def last_covered_year(calendar: Calendar, *, on: date) -> int:
    """Give the last year of the unbroken run of covered years around `on`; where that is not covered, one before."""
    year = on.year
    if year not in calendar.years:
        return max((each for each in calendar.years if each < year), default=year - 1)
    while year + 1 in calendar.years:
        year += 1
    return year


def days_left(calendar: Calendar, *, on: date) -> int:
    """Give how many days after `on` the calendar still covers; below 0 where it has ended."""
    return (date(last_covered_year(calendar, on=on), 12, 31) - on).days


def is_near(policy: Policy, *, on: date) -> bool:
    """Tell whether a policy's calendar ends within sixty days; one that no deadline is counted in never does."""
    counts = any(row.allowance.is_working for row in policy.pack.milestones)
    return counts and days_left(policy.calendar, on=on) <= TOLD_BEFORE.days


def calendar_ends(uses: Iterable[Use], *, on: date) -> tuple[CalendarEnd, ...]:
    """Give each calendar that ends within sixty days of the day `on`, by its name and last year.

    An older version matters only while a running case of it has a provisional deadline.
    """
    near: dict[tuple[str, int], list[Use]] = {}
    for use in uses:
        if (use.is_latest or use.provisional) and is_near(use.policy, on=on):
            calendar = use.policy.calendar
            near.setdefault((calendar.calendar, last_covered_year(calendar, on=on)), []).append(use)
    return tuple(
        CalendarEnd(
            calendar=calendar,
            last_year=last_year,
            days_left=days_left(near_uses[0].policy.calendar, on=on),
            packs=tuple(sorted(use.policy.name for use in near_uses)),
            provisional=sum(use.provisional for use in near_uses),
        )
        for (calendar, last_year), near_uses in sorted(near.items())
    )


def calendar_notices(ends: Iterable[CalendarEnd], *, on: date) -> Iterator[CalendarNotice]:
    """Give what administrators are to be told on that day."""
    for end in ends:
        when = f"{on:%G-W%V}" if end.days_left > DAILY_FROM.days else on.isoformat()
        key = f"calendar/{end.calendar}/{end.last_year}/{when}"
        yield CalendarNotice(key=key, calendar=end.calendar, words=end.words)
