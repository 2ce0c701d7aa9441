"""`redress import`: complaints from somebody's file, through the same door as everybody's."""

import asyncio
import codecs
import os
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Final, TextIO

import typer

from console.api_address import find_api
from console.frame import Failure, data_dir, examples, new_app, print_json
from console.import_fields import Mapper, MappingInvalid
from console.import_lines import Line, read_lines
from console.import_progress import ImportProgress
from console.importing import Importer
from console.intake import Intake, IntakeClosed, Pace
from console.language import terminal_language

app = new_app()

_EXAMPLES: Final = examples(
    "redress import complaints.jsonl",
    "redress import june.csv --service-line bike --map text=description --map user=name --rate 5",
)
_MAP_HELP: Final = "A column and the field it fills, such as text=description; may be given more than once."


def _encoding(name: str) -> str:
    try:
        known = codecs.lookup(name).name
    except LookupError:
        raise typer.BadParameter(f"no encoding is called {name}") from None
    # Spreadsheets put a mark in front of UTF-8 that belongs to no column.
    return "utf-8-sig" if known == "utf-8" else known


def _mapping(maps: list[str]) -> list[str]:
    try:
        Mapper(maps)
    except MappingInvalid as invalid:
        raise typer.BadParameter(str(invalid)) from None
    return maps


@app.command("import", epilog=_EXAMPLES)
def import_(
    context: typer.Context,
    *,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with a header, or JSON lines.")],
    service_line: Annotated[str | None, typer.Option(help="Of lines that name none.")] = None,
    channel: Annotated[str, typer.Option(help="How lines came in that do not say so.")] = "staff",
    rate: Annotated[float | None, typer.Option(min=0.01, help="At most so many a second.")] = None,
    maps: Annotated[list[str], typer.Option("--map", metavar="THEIRS=OURS", callback=_mapping, help=_MAP_HELP)] = [],  # noqa: B006 - Typer makes an option that may be repeated of it
    encoding: Annotated[
        str, typer.Option(callback=_encoding, help="Of the file; that of many Chinese spreadsheets is gb18030.")
    ] = "utf-8",
    token: Annotated[
        str | None, typer.Option(envvar="REDRESS_TOKEN", help="Of staff; received_at and flags need one.")
    ] = None,
    receipts: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Where to add tracking numbers and access codes, as JSON lines.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with the figures in JSON.")] = False,
) -> None:
    """File the complaints of a CSV or JSON lines file.

    A column fills the field of `POST /api/v1/complaints` that bears its name, with dots for fields within fields
    (complainant.phone). A line that cannot be filed is reported by its number and skipped; the exit code is 1 then.
    Running it again, after corrections or a break, files nothing twice; two equal lines are two complaints.
    """
    mapper = Mapper(maps, defaults={"service_line": service_line, "channel": channel})
    address = find_api(data_dir(context))
    progress = ImportProgress(file)
    try:
        with _receipts(receipts) as taken, progress:
            intake = Intake(address=address, pace=Pace(per_second=rate), language=terminal_language(), token=token)
            importer = Importer(intake=intake, mapper=mapper, progress=progress, receipts=taken)
            asyncio.run(_run(importer, intake, read_lines(file, encoding=encoding, columns=mapper.columns)))
    except (IntakeClosed, OSError, ValueError) as error:
        raise Failure(f"{error} (so far {progress.summary})") from None
    if as_json:
        print_json(progress.counts)
    else:
        typer.echo(progress.summary)
    raise typer.Exit(1 if progress.counts["skipped"] else 0)


async def _run(importer: Importer, intake: Intake, lines: Iterator[Line]) -> None:
    async with intake:
        await intake.look()
        await importer.run(lines)


def _receipts(path: Path | None) -> TextIO | nullcontext[None]:
    if path is None:
        return nullcontext()
    # Whoever has a code can read the complaint.
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8")
