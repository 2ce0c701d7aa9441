"""`redress panel …`: whether panels are those that their draw gives."""

import asyncio
from typing import Annotated, Final

import typer

from console.frame import Failure, examples, new_app, print_json
from console.place import load_settings
from console.stores import open_database, open_vault
from domain import draw_check
from domain.events import Event
from domain.identity import normalise_number
from settings import Settings
from storage.timeline import Timeline

_PAGE: Final = 500

app = new_app("Draw panels again, and compare.")


@app.callback()
def panel() -> None:
    """Draw panels again, and compare."""


@app.command(epilog=examples("redress panel verify RD-7K2M-9QXD-04TB", "redress panel verify RD-7K2M-9QXD-04TB --json"))
def verify(
    context: typer.Context,
    tracking: Annotated[str, typer.Argument(metavar="TRACKING", help="The tracking number, however it is typed.")],
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Draw every panel of a case again from the seed and pool on record; exit 1 and a line for each difference.

    Replacements are drawn again, too. That the record itself is what was written is for `redress audit verify`.
    """
    number = normalise_number(tracking)
    events = asyncio.run(_events(load_settings(context), number)) if number else []
    if not events:
        raise Failure(f"there is no case {tracking}")
    found, count = list(draw_check.faults(events)), draw_check.draws(events)
    if as_json:
        print_json({"draws": count, "differences": [{"sequence": at, "what": what} for at, what in found]})
    else:
        for at, what in found:
            typer.echo(f"{number} event {at} {what}")
        typer.echo(f"{len(found)} differences" if found else f"{count} draws come out as they are on record")
    raise typer.Exit(1 if found else 0)


async def _events(settings: Settings, number: str) -> list[Event]:
    async with open_database(settings) as engine:
        timeline = Timeline(engine=engine, vault=open_vault(settings))
        events: list[Event] = []
        while page := await timeline.page(number, after=len(events), limit=_PAGE):
            events += page
        return events
