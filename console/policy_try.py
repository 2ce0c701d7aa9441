"""`redress policy try`: when a pack would have had the milestones of many cases due, a line each."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import BaseModel

from console.frame import print_error
from console.language import terminal_language
from console.policy_explain import in_one_line, print_as_json, read_pack_or_end, used_wrongly
from console.visible import visible
from domain.explanation import Explanation
from domain.explanation_words import say_instant
from domain.facts import Facts
from domain.instant import Instant
from domain.policy import Policy
from domain.prospect import Prospects, read_pauses
from domain.zones import load_zone


class CaseLine(BaseModel, frozen=True, extra="forbid"):
    """A case to try a pack on: one line of JSON."""

    id: str | int
    received_at: Instant
    facts: Facts = Facts()
    pauses: tuple[tuple[Instant, Instant], ...] = ()


_KEYS: Final = f"a case has {', '.join(CaseLine.model_fields)}"


def try_(
    file: Annotated[Path, typer.Argument(help="A policy pack.")],
    cases: Annotated[Path, typer.Option(metavar="LINES", help="A file of cases, a line of JSON each.")],
    as_json: Annotated[bool, typer.Option("--json", help="Answer each case with a line of JSON.")] = False,
) -> None:
    """Try a pack on many cases before it is published.

    A case is a line `{"id", "received_at", "facts", "pauses": [[from, to]]}`; facts and pauses may be left out. What
    comes out is what `redress policy explain` says of it. A bad line is named by its number, the others are answered,
    and the exit code is 1.
    """
    policy = read_pack_or_end(file)
    if not cases.is_file():
        raise used_wrongly(f"there is no file {cases}")
    prospects, is_sound = Prospects(policy), True
    for number, line in _numbered(cases):
        try:
            case = CaseLine.model_validate_json(line, strict=True)
            pauses = read_pauses(case.pauses)
            explained = prospects.foresee(facts=case.facts, received_at=case.received_at, pauses=pauses)
        except ValueError as error:
            is_sound = False
            print_error(f"{cases}:{number}: {in_one_line(error, keys=_KEYS)}")
            continue
        if as_json:
            print_as_json(explained, policy=policy, id=case.id)
        else:
            typer.echo(visible(f"{case.id}: {_in_short(explained, policy)}"))
    if not is_sound:
        raise typer.Exit(1)


def _numbered(cases: Path) -> Iterator[tuple[int, bytes]]:
    with cases.open("rb") as lines:
        yield from ((number, line) for number, line in enumerate(lines, start=1) if line.strip())


def _in_short(explained: tuple[Explanation, ...], policy: Policy) -> str:
    zone, language = load_zone(policy.pack.zone), terminal_language()
    dues = [f"{each.milestone.name} {say_instant(each.milestone.due_at, zone, language)}" for each in explained]
    return ", ".join(dues)
