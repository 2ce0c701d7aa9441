"""`redress policy explain`: every due moment of a complaint with given facts, and how it comes about."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails, to_json

from console.frame import Failure, print_error
from console.language import terminal_language
from console.visible import visible
from domain.explanation import Explanation
from domain.explanation_words import tell
from domain.facts import FACT_TYPES, Facts
from domain.instant import read_instant
from domain.policy import Policy
from domain.prospect import Prospects, read_pauses
from domain.working_time import BeyondHorizon
from domain.zones import load_zone
from policies.problems import PackRefused, show
from policies.reader import read_policy

_Read = TypeVar("_Read")

FACT_KEYS: Final = f"facts are {', '.join(FACT_TYPES)}"
"""What facts may be called."""

_FACTS: Final = "Facts in JSON, by the names that conditions use; what is not given is unset."


def explain(
    file: Annotated[Path, typer.Argument(help="A policy pack.")],
    received_at: Annotated[str, typer.Option(metavar="TIME", help="When the complaint comes in, in RFC 3339.")],
    facts: Annotated[str, typer.Option(metavar="JSON", help=_FACTS)] = "{}",
    pause: Annotated[
        list[str] | None,
        typer.Option(metavar="FROM/TO", help="A time of waiting for the complainant; may be repeated."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Explain when each milestone of a complaint would be due, and why.

    For a complaint with these facts that stays open, graded by the pack unless level, urgency or severity are among
    the facts. The pack's calendar is looked for in `calendars/` beside the file, then among the shipped ones. Needs no
    running stack. Times are told in the pack's zone; in Chinese where the terminal is set to it (LANG).
    """
    policy = read_pack_or_end(file)
    given = _option("--facts", lambda: Facts.model_validate_json(facts, strict=True))
    clock_start = _option("--received-at", lambda: read_instant(received_at, may_lack_seconds=True))
    pauses = _option("--pause", lambda: read_pauses([_read_pause(each) for each in pause or ()]))
    try:
        explained = Prospects(policy).foresee(facts=given, received_at=clock_start, pauses=pauses)
    except BeyondHorizon as error:
        raise used_wrongly(str(error)) from None
    if as_json:
        print_as_json(explained, policy=policy)
        return
    for line in _lines(explained, policy=policy, language=terminal_language()):
        typer.echo(line)


def read_pack_or_end(file: Path) -> Policy:
    """Read a pack with its calendar; ends the command where there is none (2) or it is not sound (1)."""
    if not file.is_file():
        raise used_wrongly(f"there is no file {file}")
    try:
        return read_policy(file)
    except PackRefused as refused:
        raise Failure(str(refused)) from None


def used_wrongly(text: str) -> typer.Exit:
    """Say what is wrong with what was typed, and give the end of the command."""
    print_error(text)
    return typer.Exit(2)


def in_one_line(error: ValueError, *, keys: str = FACT_KEYS) -> str:
    """Say what is wrong with facts, a time or a pause; `keys` are those that the whole may have."""
    if isinstance(error, ValidationError):
        return "; ".join(_fault(each, keys) for each in error.errors())
    return str(error)


def print_as_json(explained: Iterable[Explanation], *, policy: Policy, **more: str | int) -> None:
    """Print explanations as one line of JSON, each step with its words in both languages, after what `more` says."""
    zone = load_zone(policy.pack.zone)
    milestones = [_as_data(each, zone) for each in explained]
    line = to_json({**more, "milestones": milestones}).decode()
    # Most lines have nothing to hide, and `try` prints thousands a second.
    sys.stdout.write(f"{line if line.isprintable() else visible(line)}\n")


def _as_data(explanation: Explanation, zone: tzinfo) -> dict[str, Any]:
    milestone = explanation.milestone
    return {
        "name": milestone.name,
        "clock_start": milestone.clock_start,
        "allowance": milestone.allowance,
        "due_at": milestone.due_at,
        "provisional": milestone.provisional,
        "warnings": [{"fraction": fraction, "at": at} for fraction, at in milestone.warnings],
        "steps": [
            step.fields() | {language: tell(step, zone=zone, language=language) for language in ("zh", "en")}
            for step in explanation.steps
        ],
    }


def _lines(explained: Sequence[Explanation], *, policy: Policy, language: str) -> Iterator[str]:
    zone = load_zone(policy.pack.zone)
    yield f"{policy.name} · {policy.pack.zone}"
    for each in explained:
        yield ""
        yield f"{each.milestone.name} · {policy.pack.milestone_title(each.milestone.name, language)}"
        for step in each.steps:
            yield f"  {tell(step, zone=zone, language=language)}"


def _option(name: str, read: Callable[[], _Read]) -> _Read:
    try:
        return read()
    except ValueError as error:
        raise used_wrongly(f"{name}: {in_one_line(error)}") from None


def _read_pause(text: str) -> tuple[datetime, datetime]:
    began_at, stroke, ended_at = text.partition("/")
    if not stroke:
        raise ValueError(f"{text} is no pause: write FROM/TO, two times with a stroke between them")
    return read_instant(began_at, may_lack_seconds=True), read_instant(ended_at, may_lack_seconds=True)


def _fault(error: ErrorDetails, keys: str) -> str:
    *around, name = error["loc"] or ("",)
    if error["type"] == "extra_forbidden":
        return f"there is no {name!r}; {FACT_KEYS if around else keys}"
    said = error["msg"].removeprefix("Value error, ")
    return f"{'.'.join(map(str, error['loc']))}: {said}, got {show(error['input'])}" if name else said
