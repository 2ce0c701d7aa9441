"""A calendar's file (日历文件), as it is written: whole, or with a year more than it had."""

import os
import shutil
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from domain.calendar import Calendar, Span
from domain.words import Words
from policies.announced import AnnouncedYear
from policies.reader import SHIPPED, read_calendar


class YearTaken(ValueError):
    """The file has that year already, and with other days."""


def calendar_text(name: str, *, country: str, year: int, days: AnnouncedYear) -> str:
    """Write a calendar of one year, with the weekly hours of the shipped one of that country."""
    shipped = read_calendar(SHIPPED / "calendars" / f"{country}.yaml")
    root = CommentedMap(calendar=name)
    root["weekly"] = CommentedMap((day, _spans(spans)) for day, spans in shipped.weekly.items() if spans)
    root["years"] = _flow([])
    _add_year(root, year=year, days=days)
    return _dumped(root)


def merge_year(path: Path, *, year: int, days: AnnouncedYear) -> bool:
    """Add a year to a calendar's file, whose every other word stays; tell whether anything was added.

    The file changes whole or not at all. Raises `PackRefused` where it is no sound calendar, and `YearTaken`.
    """
    calendar = read_calendar(path)
    if year in calendar.years:
        _check_same(calendar, year=year, days=days)
        return False
    root = _yaml().load(path.read_text(encoding="utf-8-sig"))
    _add_year(root, year=year, days=days)
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_text(_dumped(root), encoding="utf-8")
        read_calendar(fresh)
        shutil.copymode(path, fresh)
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    return True


def _check_same(calendar: Calendar, *, year: int, days: AnnouncedYear) -> None:
    there: dict[Any, Any] = {**calendar.make_up_days, **calendar.holidays}
    there = {on: said for on, said in there.items() if on.year == year}
    announced: dict[Any, Any] = {**days.make_up_days, **days.holidays}
    different = sorted(on for on in there.keys() | announced.keys() if there.get(on) != announced.get(on))
    if different:
        listed = ", ".join(map(str, different))
        raise YearTaken(f"{year} is there already, and differs on {listed}; nothing was written")


def _add_year(root: CommentedMap, *, year: int, days: AnnouncedYear) -> None:
    years = root["years"]
    years.insert(sum(known < year for known in years), year)
    for key, fresh in (("holidays", days.holidays), ("make_up_days", days.make_up_days)):
        if not fresh:
            continue
        known = root.get(key) or CommentedMap()
        known.fa.set_block_style()
        for on, said in fresh.items():
            known[on] = _flow({"zh": said.zh, "en": said.en}) if isinstance(said, Words) else said
        root[key] = known


def _spans(spans: tuple[Span, ...]) -> Any:
    # Quoted, since other readers of YAML take 12:00 for a number.
    return _flow([list(map(DoubleQuotedScalarString, span)) for span in spans])


def _flow(value: Any) -> Any:
    made = CommentedMap(value) if isinstance(value, dict) else CommentedSeq(value)
    made.fa.set_flow_style()
    return made


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.allow_unicode = True
    yaml.width = 4096
    return yaml


def _dumped(root: CommentedMap) -> str:
    text = StringIO()
    _yaml().dump(root, text)
    return text.getvalue()
