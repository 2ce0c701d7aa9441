"""`redress worker`: one worker process; run as many as there is work for."""

import os
from typing import Annotated, Final

import typer

import worker as worker_process
from console.frame import examples, new_app
from console.place import load_settings
from workflows.workers import MAX_CACHED, QUEUES, WORKFLOW_TASKS

app = new_app()

_EXAMPLES: Final = examples("redress worker", "redress worker --queue effects --metrics-address 127.0.0.1:9100")


def _queues(queues: list[str]) -> list[str]:
    if unknown := [queue for queue in queues if queue not in QUEUES]:
        raise typer.BadParameter(f"there is no queue {unknown[0]!r}; there are {', '.join(QUEUES)}")
    return queues


@app.command(epilog=_EXAMPLES)
def worker(
    context: typer.Context,
    *,
    queues: Annotated[
        list[str], typer.Option("--queue", callback=_queues, help="A queue to serve; may be given more than once.")
    ] = list(QUEUES),  # noqa: B006 - only Typer reads it
    max_cached: Annotated[int, typer.Option(min=0, help="So many cases are kept in memory.")] = MAX_CACHED,
    at_once: Annotated[
        int, typer.Option(min=2, help="So many cases take a step at the same time; fewer leave more to others.")
    ] = WORKFLOW_TASKS,
    niceness: Annotated[
        int, typer.Option("--nice", min=0, max=19, help="How far to stand back for other processes of this machine.")
    ] = 0,
    metrics_address: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Where Prometheus may read the worker's metrics.")
    ] = None,
) -> None:
    """Run a worker against servers given by settings.

    Ends on SIGTERM once what it has begun is done; killed, it loses nothing.
    """
    os.nice(niceness)
    worker_process.run(
        load_settings(context),
        queues=queues,
        max_cached_workflows=max_cached,
        at_once=at_once,
        metrics_address=metrics_address,
    )
