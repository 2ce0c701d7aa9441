"""Shifts and absences as they are typed at `redress staff`."""

import re
from datetime import datetime
from itertools import groupby
from typing import Final

import typer
from pydantic import ValidationError

from domain.calendar import WEEKDAYS
from domain.duty import Absence, Shift
from domain.instant import read_instant
from domain.zones import UnknownZone, load_zone

_DAYS: Final = re.compile(rf"({'|'.join(WEEKDAYS)})(?:-({'|'.join(WEEKDAYS)}))?")


def read_shift(hours: list[str], *, zone: str) -> Shift:
    """Read weekly hours such as `mon-fri=09:00-12:00,13:00-18:00`; a day named again gets the later hours.

    Raises:
        typer.BadParameter: in words that name what is wrong.
    """
    weekly: dict[str, list[list[str]]] = {}
    for each in hours:
        days, _, spans = each.partition("=")
        found = _DAYS.fullmatch(days)
        if not found or not spans:
            raise typer.BadParameter(f"{each!r}: write days and hours, such as mon-fri=09:00-12:00,13:00-18:00")
        first, last = WEEKDAYS.index(found[1]), WEEKDAYS.index(found[2] or found[1])
        if last < first:
            raise typer.BadParameter(f"{each!r}: {found[2]} comes before {found[1]}; write two --hours")
        weekly |= {day: [span.split("-") for span in spans.split(",")] for day in WEEKDAYS[first : last + 1]}
    try:
        load_zone(zone)
        return Shift.model_validate({"zone": zone, "weekly": weekly})
    except UnknownZone as error:
        raise typer.BadParameter(str(error)) from error
    except ValidationError as error:
        raise typer.BadParameter(str(error.errors()[0]["msg"]).removeprefix("Value error, ")) from error


def show_shift(shift: Shift) -> str:
    """Write weekly hours as `read_shift` reads them, days with the same hours after each other together."""
    spans = {day: ",".join(f"{span.opens}-{span.closes}" for span in shift.weekly.get(day, ())) for day in WEEKDAYS}
    runs = [(hours, list(days)) for hours, days in groupby(WEEKDAYS, key=lambda day: spans[day]) if hours]
    shown = (f"{days[0]}{f'-{days[-1]}' if days[1:] else ''}={hours}" for hours, days in runs)
    return f"{' '.join(shown)} {shift.zone}"


def show_absence(absence: Absence) -> str:
    """Write when somebody is away."""
    deputy = f", deputy {absence.deputy}" if absence.deputy else ""
    begins, ends = (at.isoformat(timespec="minutes") for at in (absence.begins_at, absence.ends_at))
    return f"away from {begins} until {ends}{deputy}"


def read_absence(*, since: str, until: str, deputy: str | None) -> Absence:
    """Read when somebody is away. Raises `typer.BadParameter`."""
    begins_at, ends_at = read_time(since), read_time(until)
    if ends_at <= begins_at:
        raise typer.BadParameter(f"--until {until} is not after --from {since}")
    return Absence(begins_at=begins_at, ends_at=ends_at, deputy=deputy)


def read_time(text: str) -> datetime:
    """Read an instant with its offset. Raises `typer.BadParameter`."""
    try:
        return read_instant(text, may_lack_seconds=True)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r}: {error}") from None
