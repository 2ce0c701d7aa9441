"""`redress policy …`: an operator's own look at policy packs; all but `migrate` need no stack and no settings."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from console.frame import Failure, data_dir, examples, new_app, print_error, print_json
from console.policy_explain import explain
from console.policy_migrate import migrate
from console.policy_try import try_
from console.stores import open_database
from domain.calendar_end import days_left, is_near, last_covered_year
from domain.policy import Policy
from policies.problems import PackRefused
from policies.reader import SHIPPED, read_folder, read_policy
from settings import Settings, SettingsError
from storage.policies import Policies

app = new_app("Check, list and explain policy packs, and move running cases to them.")

app.command(
    epilog=examples(
        "redress policy explain my-packs/retail.yaml --received-at 2026-03-02T09:30:00+08:00",
        """redress policy explain my-packs/retail.yaml --received-at 2026-03-02T01:30:00Z --facts '{"level": 2}'""",
    )
)(explain)
app.command("try", epilog=examples("redress policy try my-packs/retail.yaml --cases last-month.jsonl --json"))(try_)
app.command(epilog=examples("redress policy migrate retail --to 2 --dry-run", "redress policy migrate retail --to 2"))(
    migrate
)

Digests = dict[str, dict[int, str]]


@app.command(epilog=examples("redress policy check my-packs/shared-mobility.yaml"))
def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A policy pack.")],
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Check a pack; exit 1 if it cannot be used.

    Each problem is a line: file, line, key, the value there and what was expected. The pack's calendar is looked for
    in `calendars/` beside the file, then among the shipped ones. Where a stack runs, its version is compared with
    those that are stored there.
    """
    try:
        policy = read_policy(file, stored=_stored(data_dir(context)))
    except PackRefused as refused:
        if as_json:
            print_json({"sound": False, "problems": [problem.model_dump() for problem in refused.problems]})
        else:
            typer.echo(str(refused))
        raise typer.Exit(1) from None
    if as_json:
        print_json({"sound": True, "problems": [], **_facts(policy)})
    else:
        typer.echo(f"{policy.name} is sound")


@app.command("list", epilog=examples("redress policy list", "redress policy list --policies my-packs --json"))
def list_(
    policies: Annotated[Path, typer.Option(exists=True, file_okay=False, help="A folder of packs.")] = SHIPPED,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """List the packs of a folder; the shipped ones unless told."""
    try:
        found = read_folder(policies)
    except PackRefused as refused:
        raise Failure(str(refused)) from None
    if as_json:
        print_json({"items": [_facts(policy) for policy in found]})
        return
    for policy in found:
        lines = ", ".join(policy.pack.service_lines)
        typer.echo(
            f"{policy.name:24} {policy.pack.title.zh} · {policy.pack.title.en} ({lines}){_calendar_mark(policy)}"
        )


def _calendar_mark(policy: Policy) -> str:
    """Say that the calendar ends soon, or has ended; nothing where there is time."""
    today, calendar = datetime.now(tz=UTC).date(), policy.calendar
    if not is_near(policy, on=today):
        return ""
    return f" [calendar {calendar.calendar} is covered until the end of {last_covered_year(calendar, on=today)} only]"


def _stored(folder: Path) -> Digests:
    """Give the digest of every version that a stack has stored; none where there is no stack."""
    try:
        settings = Settings.load(folder)
    except SettingsError:
        return {}
    try:
        return asyncio.run(_digests(settings))
    except Failure as failure:
        print_error(f"not compared with the stored versions: {failure}")
        return {}


async def _digests(settings: Settings) -> Digests:
    digests: Digests = {}
    async with open_database(settings) as engine:
        for stored in await Policies(engine=engine).list():
            digests.setdefault(stored.pack, {})[stored.version] = stored.digest
    return digests


def _facts(policy: Policy) -> dict[str, object]:
    pack, today = policy.pack, datetime.now(tz=UTC).date()
    return {
        "pack": pack.pack,
        "version": pack.version,
        "title": pack.title.model_dump(),
        "service_lines": list(pack.service_lines),
        "calendar": pack.calendar,
        "calendar_days_left": days_left(policy.calendar, on=today),
        "digest": pack.digest,
    }
