"""`redress policy migrate`: running cases go on by a newer version of their pack, each told in a line."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import tzinfo
from typing import Annotated, Any, Final

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncEngine

from api.engine import Engine, EngineUnavailable
from console.frame import Failure, print_json
from console.language import terminal_language
from console.migrating import Move, Mover, Outcome, Rehearsal, each_moved
from console.place import load_settings
from console.policy_explain import used_wrongly
from console.stores import open_database, open_vault
from console.temporal import open_temporal
from console.visible import visible
from domain.explanation_words import say_instant
from domain.migration import Due, Moves
from domain.policy import Policy
from domain.words import Words
from domain.zones import load_zone
from settings import Settings
from storage.complaints import Complaints
from storage.policies import Policies
from storage.running_cases import RunningCases

_PROVISIONAL: Final = Words(zh="（暂定）", en=" (provisional)")
_GAINED: Final = Words(zh="新增 {}，期限 {}", en="gains {}, due {}")
_LOST: Final = Words(zh="取消 {}（原期限 {}）", en="loses {}, due {}")
_MOVED: Final = Words(zh="{}：{} → {}", en="{}: {} -> {}")
_MET: Final = Words(zh="{} 已完成", en="{} is met already")
_BREACHED: Final = Words(zh="{} 因此超时", en="{} is breached by it")
_UNMOVED: Final = Words(zh="时限不变", en="no deadline changes")
_REFUSED: Final = Words(zh="未迁移：{}", en="refused: {}")
_ENDED: Final = Words(zh="已归档，无需迁移", en="has ended, nothing to move")
_DONE: Final = Words(zh="已迁移 {} 件至第 {} 版，{} 件未迁移", en="{} moved to version {}, {} refused")
_REHEARSED: Final = Words(
    zh="未作任何更改：将迁移 {} 件至第 {} 版，{} 件不能迁移",
    en="nothing was changed: {} would move to version {}, {} would be refused",
)


def migrate(
    context: typer.Context,
    *,
    pack: Annotated[str, typer.Argument(metavar="PACK", help="The pack's name.")],
    to: Annotated[
        int, typer.Option(min=1, max=2**31 - 1, help="The version that running cases of older ones are to go by.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what it would do.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with a line of JSON for each case.")] = False,
) -> None:
    """Move running cases to a newer version of their pack.

    Grades, departments and open windows stay; milestones are planned by the new version from their original clock
    start: what was met or breached stays, what no longer applies is cancelled, what that makes overdue is breached. A
    line tells what each case gains and loses. A case that stands on something that the version lacks is refused, stays
    as it is, and the exit code is 1. Running it again moves nothing twice. The version must be stored: workers and API
    store the packs of their folder when they start.
    """
    counts = asyncio.run(_run(load_settings(context), pack, to, is_dry=dry_run, as_json=as_json))
    words = _REHEARSED if dry_run else _DONE
    summary = words.in_(terminal_language()).format(counts["moved"], to, counts["refused"])
    typer.echo(summary, err=as_json)
    raise typer.Exit(1 if counts["refused"] else 0)


async def _run(settings: Settings, pack: str, to: int, *, is_dry: bool, as_json: bool) -> Counter[str]:
    async with open_database(settings) as database:
        policy = await _stored(Policies(engine=database), pack, to)
        numbers = await RunningCases(engine=database, vault=open_vault(settings)).older_than(pack=pack, version=to)
        if not numbers:
            return Counter()
        async with _way(settings, database, policy, is_dry=is_dry) as move:
            return await _move_all(numbers, move=move, policy=policy, as_json=as_json)


@asynccontextmanager
async def _way(settings: Settings, database: AsyncEngine, policy: Policy, *, is_dry: bool) -> AsyncIterator[Move]:
    """Give what moves a case, or only finds out what that would do."""
    if is_dry:
        complaints = Complaints(engine=database, vault=open_vault(settings))
        yield Rehearsal(complaints=complaints, policies=Policies(engine=database), policy=policy).move
        return
    async with open_temporal(settings, identity="redress policy migrate") as client:
        yield Mover(engine=Engine(client=client), policy=policy).move


async def _move_all(numbers: Sequence[str], *, move: Move, policy: Policy, as_json: bool) -> Counter[str]:
    counts: Counter[str] = Counter()
    with _progress() as bar:
        task = bar.add_task(policy.name, total=len(numbers))
        try:
            async for outcome in each_moved(numbers, move=move):
                counts[_result(outcome)] += 1
                _tell(outcome, policy=policy, as_json=as_json)
                bar.advance(task)
        except EngineUnavailable as error:
            raise Failure(f"{error}; {counts['moved']} cases are moved, run it again for the others") from None
    return counts


def _progress() -> Progress:
    # Lines go where stdout goes: above the bar on a terminal, unchanged into a pipe.
    return Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), redirect_stdout=sys.stdout.isatty())


async def _stored(policies: Policies, pack: str, version: int) -> Policy:
    """Read a version that is stored; ends the command where there is none (2) or it cannot be read (1)."""
    stored = await policies.find(pack=pack, version=version)
    if stored is None:
        known = [each for each in await policies.list() if each.pack == pack]
        listed = ", ".join(str(each.version) for each in known)
        raise used_wrongly(
            f"version {version} of {pack} is not stored; stored are versions {listed}" if known else f"no pack {pack}"
        )
    try:
        return Policy.model_validate_json(stored.source)
    except ValidationError:
        raise Failure(f"{pack} version {version} was stored by a newer program, and this one cannot read it") from None


def _result(outcome: Outcome) -> str:
    return "refused" if outcome.refusal else "moved" if outcome.moves else "ended"


def _tell(outcome: Outcome, *, policy: Policy, as_json: bool) -> None:
    if as_json:
        print_json(_as_data(outcome))
    else:
        line = _in_words(outcome, zone=load_zone(policy.pack.zone), language=terminal_language())
        typer.echo(visible(f"{outcome.number}: {line}"))


def _as_data(outcome: Outcome) -> dict[str, Any]:
    moves = outcome.moves.model_dump(mode="json") if outcome.moves else {}
    refused = {"because": outcome.refusal.model_dump()} if outcome.refusal else {}
    return {"tracking_number": outcome.number, "result": _result(outcome), **moves, **refused}


def _in_words(outcome: Outcome, *, zone: tzinfo, language: str) -> str:
    if outcome.refusal:
        return _REFUSED.in_(language).format(outcome.refusal.in_(language))
    if outcome.moves is None:
        return _ENDED.in_(language)
    parts = _parts(outcome.moves, zone=zone, language=language)
    return ("；" if language == "zh" else "; ").join(parts) or _UNMOVED.in_(language)


def _parts(moves: Moves, *, zone: tzinfo, language: str) -> Iterator[str]:
    def at(due: Due) -> str:
        return say_instant(due.due_at, zone, language) + (_PROVISIONAL.in_(language) if due.provisional else "")

    yield from (_GAINED.in_(language).format(due.milestone, at(due)) for due in moves.gained)
    yield from (_LOST.in_(language).format(due.milestone, at(due)) for due in moves.lost)
    yield from (_MOVED.in_(language).format(each.milestone, at(each.before), at(each.after)) for each in moves.moved)
    yield from (_MET.in_(language).format(name) for name in moves.met)
    yield from (_BREACHED.in_(language).format(name) for name in moves.breached)
