"""`redress rebuild`: the read model from the event log."""

import asyncio

import typer

from console.frame import Failure, examples, new_app
from console.place import load_settings
from console.stores import open_database, open_vault
from console.waiting import waiting
from settings import Settings
from storage.rebuild import CaseDamaged
from storage.rebuild import rebuild as rebuild_read_model

app = new_app()


@app.command(epilog=examples("redress rebuild"))
def rebuild(context: typer.Context) -> None:
    """Make the read model anew from the event log.

    Every case gets the very rows that it had, if nothing was wrong with them; the system may run meanwhile.
    """
    settings = load_settings(context)
    try:
        with waiting("making the read model anew"):
            count = asyncio.run(_rebuild(settings))
    except CaseDamaged as damaged:
        raise Failure(str(damaged)) from None
    typer.echo(f"{count} cases made anew")


async def _rebuild(settings: Settings) -> int:
    async with open_database(settings) as engine:
        return await rebuild_read_model(engine, vault=open_vault(settings))
