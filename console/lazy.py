"""A group of commands whose modules are loaded only when they are called."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from console.registry import COMMANDS


class LazyGroup(TyperGroup):
    """The commands of the registry: stand-ins in the help and in completion, the real ones when called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, entry in COMMANDS.items():
            self.commands[name] = TyperCommand(name, help=entry.summary, hidden=entry.is_hidden)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that `args` begin with, and load it."""
        name, stand_in, rest = super().resolve_command(ctx, args)
        return name, load_command(name) if name else stand_in, rest


def load_command(name: str) -> Any:
    """Load a command of the registry."""
    return typer.main.get_command(import_module(COMMANDS[name].module).app)
