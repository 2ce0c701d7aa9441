"""`redress audit …`: whether the event log is what was written."""

import asyncio
from typing import Annotated

import typer

from console.frame import examples, new_app, print_json
from console.place import load_settings
from console.stores import open_database, open_vault
from console.waiting import waiting
from settings import Settings
from storage.audit import Audit
from storage.chain_check import Break

app = new_app("Look for anything altered or missing in the event log.")


@app.command(epilog=examples("redress audit verify", "redress audit verify --json"))
def verify(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Verify every case's hash chain, the daily seals and the ledger; exit 1 and a line for each break.

    Finds events that were altered, taken out, put in or swapped, a case whose end was cut off, and a case that is gone
    as a whole. Reads only; the system may run meanwhile.
    """
    settings = load_settings(context)
    with waiting("reading the event log"):
        breaks = asyncio.run(_verify(settings))
    if as_json:
        print_json({"sound": not breaks, "breaks": [found._asdict() for found in breaks]})
    else:
        for found in breaks:
            typer.echo(str(found))
        typer.echo(f"{len(breaks)} breaks" if breaks else "the event log is what was written")
    raise typer.Exit(1 if breaks else 0)


async def _verify(settings: Settings) -> list[Break]:
    async with open_database(settings) as engine:
        return await Audit(engine=engine, vault=open_vault(settings)).verify()
