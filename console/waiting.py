"""Long work: a sign of life on a terminal, a plain line elsewhere."""

import sys
from contextlib import AbstractContextManager, nullcontext

import typer
from rich.console import Console


def waiting(what: str) -> AbstractContextManager[object]:
    """Say on stderr what is going on for as long as the block runs."""
    if sys.stderr.isatty():
        return Console(stderr=True).status(what)
    typer.echo(f"{what} …", err=True)
    return nullcontext()
