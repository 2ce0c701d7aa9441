"""`redress calendar …`: working calendars, a year made and a month shown; needs no running stack and no settings."""

from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from console.calendar_grid import day_facts, days_of, month_grid
from console.frame import Failure, examples, new_app, print_json
from console.language import terminal_language
from domain.calendar import Calendar
from domain.calendar_end import days_left
from policies.announced import LibraryMissing, NotAnnounced, UnknownCountry, announced
from policies.calendar_file import YearTaken, calendar_text, merge_year
from policies.problems import PackRefused
from policies.reader import SHIPPED, find_calendar, read_calendar, shipped_calendars

app = new_app("Make and show working calendars.")


def _as_month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no month: write it as YYYY-MM, such as 2026-02") from None


@app.command(epilog=examples("redress calendar seed cn 2026", "redress calendar seed cn 2027 --out calendars/cn.yaml"))
def seed(
    country: Annotated[str, typer.Argument(help="The country: cn.")],
    year: Annotated[int, typer.Argument(min=MINYEAR, max=MAXYEAR, help="The year.")],
    out: Annotated[Path | None, typer.Option(dir_okay=False, help="The calendar's file to add the year to.")] = None,
) -> None:
    """Write a year's public holidays and make-up working days; exit 1 where they are not known.

    Without --out a whole calendar is printed. With it the year is added to that file, and all that is there stays; a
    file that is not there is made. A year that is there with other days is left as it is, and that is exit 1.
    """
    try:
        days = announced(country, year=year)
        if out is None:
            typer.echo(calendar_text(country, country=country, year=year, days=days), nl=False)
        elif not out.exists():
            out.write_text(calendar_text(out.stem, country=country, year=year, days=days), encoding="utf-8")
            typer.echo(f"{out} is made, with {year}")
        else:
            is_new = merge_year(out, year=year, days=days)
            typer.echo(f"{year} is added to {out}" if is_new else f"{out} has {year} already, with these very days")
    except UnknownCountry as unknown:
        raise typer.BadParameter(str(unknown), param_hint="COUNTRY") from None
    except (NotAnnounced, LibraryMissing, YearTaken, PackRefused) as why:
        raise Failure(str(why)) from None
    except OSError as error:
        raise Failure(f"{out} cannot be written: {error.strerror}") from None


@app.command(epilog=examples("redress calendar show cn 2026-02", "redress calendar show cn 2026-02 --json"))
def show(
    calendar: Annotated[str, typer.Argument(help="Its name, or a path to its file.")],
    month: Annotated[date, typer.Argument(parser=_as_month, metavar="MONTH", help="The month, as YYYY-MM.")],
    policies: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="A folder of packs, with its calendars/.")
    ] = SHIPPED,
    region: Annotated[str, typer.Option(help="As it is in this region, by name or code.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Show a month: what is worked, and when it is other than in any week.

    A name is looked for in calendars/ of --policies first, then among the shipped ones; else it is a path.
    """
    read = _read(calendar, folder=policies)
    override = read.override_for(region)
    shown = read.with_override(override) if override else read
    if as_json:
        print_json(
            {
                "calendar": read.calendar,
                "month": f"{month:%Y-%m}",
                "region": override,
                "is_covered": month.year in read.years,
                "days_left": days_left(read, on=datetime.now(tz=UTC).date()),
                "days": [day_facts(shown, on=on) for on in days_of(month)],
            }
        )
        return
    grid = month_grid(shown, month=month, language=terminal_language(), override=override)
    Console(highlight=False, markup=False).print(grid)


def _read(name: str, *, folder: Path) -> Calendar:
    path = find_calendar(name, folder=folder) or Path(name)
    if not path.is_file():
        raise typer.BadParameter(
            f"there is no calendar {name}; shipped are {shipped_calendars()}, and a path to a file is one too",
            param_hint="CALENDAR",
        )
    try:
        return read_calendar(path)
    except PackRefused as refused:
        raise Failure(str(refused)) from None
