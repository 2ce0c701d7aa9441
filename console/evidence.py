"""`redress evidence …`: whether every file is what was added, and every act on it on record."""

import asyncio
from typing import Annotated

import typer

from console.evidence_files import FileBreak, check_files
from console.frame import examples, new_app, print_json
from console.place import load_settings
from console.stores import open_database, open_vault
from console.waiting import waiting
from gateways.blobs import ObjectBlobStore
from settings import Settings
from storage.custody_check import CustodyBreak, CustodyCheck
from storage.evidence import Evidence

app = new_app("Look for evidence that is missing or altered.")


@app.command(epilog=examples("redress evidence verify", "redress evidence verify --json"))
def verify(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Read every file that a case lists, and every custody chain; exit 1 and a line for each break.

    A line names case, evidence and SHA-256. Reads only; the system may run meanwhile.
    """
    settings = load_settings(context)
    with waiting("reading the evidence"):
        breaks = asyncio.run(_verify(settings))
    if as_json:
        print_json({"sound": not breaks, "breaks": [found._asdict() for found in breaks]})
    else:
        for found in breaks:
            typer.echo(str(found))
        typer.echo(
            f"{len(breaks)} breaks" if breaks else "all evidence is what was added, and its custody is on record"
        )
    raise typer.Exit(1 if breaks else 0)


async def _verify(settings: Settings) -> list[FileBreak | CustodyBreak]:
    async with open_database(settings) as engine:
        vault = open_vault(settings)
        blobs = ObjectBlobStore(url=settings.blobs_url, key_ring=settings.key_ring())
        breaks: list[FileBreak | CustodyBreak] = []
        breaks += await check_files(Evidence(engine=engine, vault=vault).all(), blobs=blobs)
        breaks += await CustodyCheck(engine=engine, vault=vault).verify()
        return breaks
