"""A month of a calendar, on a screen and for a program."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from rich import box
from rich.cells import cell_len
from rich.table import Table

from console.visible import visible
from domain.calendar import WEEKDAYS, Calendar, Span
from domain.words import Words

_WEEKDAYS: Final = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_WIDEST: Final = len("09:00-12:00")
_WORKED: Final = Words(zh="上班", en="worked")
_CLOSED: Final = Words(zh="休", en="closed")
_MAKE_UP: Final = Words(zh="调休上班", en="make-up")
_WEEKLY: Final = Words(zh="平日", en="weekly hours")
_NOT_COVERED: Final = Words(
    zh="? 该年份的节假日尚未载入：按平日计算，时限为暂定",
    en="? holidays of this year are not known: days go by the weekly hours, deadlines are provisional",
)


def days_of(month: date) -> Iterator[date]:
    """Go through the days of the month that begins on `month`."""
    day = month
    while day.month == month.month:
        yield day
        if day == date.max:
            return
        day += timedelta(days=1)


def day_facts(calendar: Calendar, *, on: date) -> dict[str, Any]:
    """Say what a day is: `hours` as [opens, closes], `differs` from the week, and why it is closed or worked."""
    hours, why = calendar.hours(on=on), calendar.closed_because(on=on)
    return {
        "on": on.isoformat(),
        "is_worked": bool(hours),
        "hours": [list(span) for span in hours],
        "differs": hours != _weekly(calendar, on),
        "closed_because": why.model_dump() if why else None,
        "make_up_of": calendar.make_up_days.get(on),
        "is_covered": on.year in calendar.years,
    }


def month_grid(calendar: Calendar, *, month: date, language: str, override: str | None = None) -> Table:
    """Draw a month, a row a week; hours are told where they are not those of the weekday."""
    place = f" · {override}" if override else ""
    covered = month.year in calendar.years
    legend = [] if covered else [getattr(_NOT_COVERED, language)]
    table = Table(
        title=visible(f"{calendar.calendar}{place} · {month:%Y-%m}"),
        caption="\n".join([*_week(calendar, language), *legend]),
        caption_justify="left",
        box=box.SQUARE,
        show_lines=True,
        padding=(0, 1, 0, 0),
    )
    cells = [""] * month.weekday() + [_cell(calendar, on=on, language=language) for on in days_of(month)]
    for weekday, name in enumerate(_WEEKDAYS[language]):
        # Names may be broken between words, hours may not.
        words = " ".join(cells[weekday :: len(WEEKDAYS)]).split()
        table.add_column(name, overflow="fold", width=min(_WIDEST, max(map(cell_len, [*words, name]))))
    for begin in range(0, len(cells), len(WEEKDAYS)):
        table.add_row(*cells[begin : begin + len(WEEKDAYS)])
    return table


def _cell(calendar: Calendar, *, on: date, language: str) -> str:
    hours = calendar.hours(on=on)
    mark = "" if on.year in calendar.years else " ?"
    lines = [f"{on.day}{mark}", getattr(_WORKED if hours else _CLOSED, language)]
    if not hours and on in calendar.holidays:
        lines[1] = getattr(calendar.holidays[on], language)
    elif on in calendar.make_up_days:
        lines[1] = getattr(_MAKE_UP, language)
    if hours != _weekly(calendar, on):
        lines += map(str, hours)
    return visible("\n".join(lines))


def _week(calendar: Calendar, language: str) -> list[str]:
    """Tell the weekly hours, weekdays of the same hours together."""
    names: dict[tuple[Span, ...], list[str]] = {}
    for key, name in zip(WEEKDAYS, _WEEKDAYS[language], strict=True):
        if spans := calendar.weekly.get(key):
            names.setdefault(spans, []).append(name)
    told = (f"{' '.join(days)} {', '.join(map(str, spans))}" for spans, days in names.items())
    return [f"{getattr(_WEEKLY, language)}: {'; '.join(told)}"]


def _weekly(calendar: Calendar, on: date) -> tuple[Span, ...]:
    return calendar.weekly.get(WEEKDAYS[on.weekday()], ())
