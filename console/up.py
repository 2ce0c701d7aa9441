"""`redress up`: the whole system on one machine."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from console.frame import data_dir, examples, new_app
from local.ports import Ports
from local.up import UpOptions, run

app = new_app()

_PORTS = Ports()
_EXAMPLES = examples("redress up", "redress --data-dir trial up --api-port 0 --temporal-port 0 --ui-port 0")


@app.command(epilog=_EXAMPLES)
def up(
    context: typer.Context,
    *,
    api_port: Annotated[int, typer.Option(help="Of the API; 0 picks a free one, here and below.")] = _PORTS.api,
    temporal_port: Annotated[int, typer.Option(help="Of Temporal.")] = _PORTS.temporal,
    ui_port: Annotated[int, typer.Option(help="Of the Temporal Web UI.")] = _PORTS.ui,
    postgres_port: Annotated[int, typer.Option(help="Of PostgreSQL.")] = _PORTS.postgres,
    neighbours_port: Annotated[int, typer.Option(help="Of the neighbours.")] = _PORTS.neighbours,
    mail_port: Annotated[int, typer.Option(help="Of the neighbours' mailbox, by SMTP.")] = _PORTS.mail,
    policies: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="A folder of policy packs, not the shipped ones.")
    ] = None,
    has_worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Run a worker.")] = True,
    has_neighbours: Annotated[
        bool, typer.Option("--neighbours/--no-neighbours", help="Run the neighbours: payments, records and the like.")
    ] = True,
) -> None:
    """Run the whole system on this machine until Ctrl-C.

    PostgreSQL, Temporal with its Web UI, a worker, the API and the neighbours; all data stay in the stack's folder.
    Prints the addresses, then one line of JSON once all answers. A part that dies is started again.
    """
    options = UpOptions(
        data_dir=data_dir(context),
        ports=Ports(
            api=api_port,
            temporal=temporal_port,
            ui=ui_port,
            postgres=postgres_port,
            neighbours=neighbours_port,
            mail=mail_port,
        ),
        policies=policies,
        has_worker=has_worker,
        has_neighbours=has_neighbours,
    )
    raise typer.Exit(asyncio.run(run(options)))
