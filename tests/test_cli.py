"""`redress` as a whole: its help, its exit codes, its one line for what it cannot do."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import pytest
import typer
from typer.core import TyperGroup

from checks.committed import ROOT
from console.lazy import load_command
from console.registry import COMMANDS
from tests.console.conftest import terminal
from tests.console.terminal import Terminal

__all__ = ["terminal"]


def leaves() -> Iterator[tuple[str, ...]]:
    """Every command that does something, by the words that are typed."""
    for name in COMMANDS:
        command = load_command(name)
        if isinstance(command, TyperGroup):
            yield from ((name, inner) for inner in command.commands)
        else:
            yield (name,)


class TestHelp:
    def test_lists_every_command_that_people_type(self, terminal: Terminal) -> None:
        said = terminal.type("--help")

        shown = [name for name, entry in COMMANDS.items() if not entry.is_hidden]
        assert said.code == 0
        assert [name for name in COMMANDS if f"\n  {name} " in said.out] == shown
        assert "Example" in said.out

    @pytest.mark.parametrize("words", list(leaves()), ids=" ".join)
    def test_of_each_command_says_what_it_does_and_ends_with_an_example(
        self, terminal: Terminal, words: tuple[str, ...]
    ) -> None:
        said = terminal.type(*words, "--help")

        last = said.out.strip().splitlines()[-1]
        assert said.code == 0
        assert last.startswith("    ")
        assert re.search(rf"\bredress (--data-dir \S+ )?{words[0]}\b", last)

    @pytest.mark.parametrize("name", COMMANDS)
    def test_says_in_the_list_what_the_command_says_of_itself(self, name: str) -> None:
        command = load_command(name)

        assert command.help.splitlines()[0] == COMMANDS[name].summary

    def test_loads_nothing_that_takes_long(self) -> None:
        heavy = ("fastapi", "sqlalchemy", "temporalio", "cel_expr_python")
        script = f"import cli, sys; sys.exit(any(name in sys.modules for name in {heavy}))"

        assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


class TestUse:
    def test_without_a_command_shows_the_help(self, terminal: Terminal) -> None:
        said = terminal.type()

        assert said.code == 2
        assert "Usage: redress" in said.err

    def test_wrongly_is_exit_code_2_with_a_hint(self, terminal: Terminal) -> None:
        said = terminal.type("polcy")

        assert said.code == 2
        assert "Did you mean 'policy'?" in said.err

    def test_of_a_module_finds_what_the_registry_names(self) -> None:
        assert all(isinstance(import_module(entry.module).app, typer.Typer) for entry in COMMANDS.values())


class TestFailure:
    @pytest.mark.parametrize(
        "words",
        [
            ("api",),
            ("audit", "verify"),
            ("database", "upgrade"),
            ("engine", "prepare"),
            ("neighbours",),
            ("rebuild",),
            ("show", "RD-7K2M-9QXD-04TB"),
            ("staff", "list"),
            ("worker",),
        ],
        ids=" ".join,
    )
    def test_for_want_of_a_stack_is_one_line_that_says_what_to_do(
        self, terminal: Terminal, words: tuple[str, ...]
    ) -> None:
        said = terminal.type("--data-dir", "nowhere", *words)

        assert said.code == 1
        assert said.out == ""
        assert said.err.startswith("redress: there is no stack in nowhere (`redress up` makes one")
        assert "REDRESS_TEMPORAL_ADDRESS is missing" in said.err
        assert len(said.err.splitlines()) == 1

    def test_of_a_part_is_one_line_as_well(self, terminal: Terminal) -> None:
        said = terminal.type("--data-dir", "trial", "up", "--api-port", "99999")

        assert said.code == 1
        assert said.err.startswith("redress: port 99999 (api) cannot be had: ports go from 1 to 65535;")
        assert len(said.err.splitlines()) == 1
