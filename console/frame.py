"""What the commands have in common: how they are declared, find the stack, speak and fail."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from console.visible import visible

DATA_DIR = Path("var")


class Failure(Exception):
    """A command cannot do what was asked; the message is the one line a person reads, and the exit code is 1."""


def new_app(summary: str = "") -> typer.Typer:
    """Make the Typer app of a command's module; a group of commands gives its summary."""
    # Plain help and plain errors: they read well in a log, too.
    app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=bool(summary))
    if summary:
        # With a callback it stays a group, even of one command.
        app.callback(help=summary)(_nothing)
    return app


def _nothing() -> None:
    pass


def examples(*lines: str) -> str:
    """Give the last part of a command's help."""
    title = "Example" if len(lines) == 1 else "Examples"
    return "\b\n" + "\n".join([f"{title}:", *(f"  {line}" for line in lines)])  # \b: lines stay as they are


def data_dir(context: typer.Context) -> Path:
    """Give the local stack's folder, as `--data-dir` said."""
    return context.find_object(Path) or DATA_DIR


def print_json(fields: Mapping[str, Any]) -> None:
    """Print one line for a program to read."""
    typer.echo(visible(json.dumps(fields, ensure_ascii=False, default=str)))


def print_error(text: str) -> None:
    """Print one line that says what is wrong."""
    typer.echo(f"redress: {text}", err=True)
