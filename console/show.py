"""`redress show`: one case on one screen."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Final, NamedTuple

import typer
from rich.console import Console

from console.case_sheet import case_sheet
from console.frame import Failure, examples, new_app, print_json
from console.language import terminal_language
from console.place import load_settings
from console.stores import open_database, open_vault
from domain.case import Case
from domain.events import Event
from domain.identity import normalise_number
from domain.outgoing import Settled
from domain.panel_veil import veiled, veiled_event
from domain.policy import Policy
from settings import Settings
from storage.complaints import Complaints
from storage.outbox import Outbox
from storage.policies import Policies
from storage.timeline import Timeline

app = new_app()

_PAGE: Final = 500


class _Shown(NamedTuple):
    case: Case
    events: list[Event]
    notices: Sequence[Settled]
    policy: Policy | None


@app.command(epilog=examples("redress show RD-7K2M-9QXD-04TB", "LANG=zh_CN.UTF-8 redress show RD-7K2M-9QXD-04TB"))
def show(
    context: typer.Context,
    tracking: Annotated[str, typer.Argument(metavar="TRACKING", help="The tracking number, however it is typed.")],
    as_json: Annotated[bool, typer.Option("--json", help="The case, its events and its notices in JSON.")] = False,
) -> None:
    """Show a case in the terminal.

    What it is about, where it stands and who answers for it, its milestones, tasks and remedies, what people were told,
    and its timeline, from the database alone. In Chinese where the terminal is set to it (LANG), else in English.
    """
    number = normalise_number(tracking)
    shown = asyncio.run(_read(load_settings(context), number)) if number else None
    if shown is None:
        raise Failure(f"there is no case {tracking}")
    if as_json:
        events = [veiled_event(event).model_dump(mode="json") for event in shown.events]
        notices = [notice.model_dump(mode="json") for notice in shown.notices]
        print_json({"case": veiled(shown.case).model_dump(mode="json"), "events": events, "notices": notices})
        return
    language = terminal_language()
    sheet = case_sheet(shown.case, shown.events, notices=shown.notices, policy=shown.policy, language=language)
    Console(highlight=False).print(sheet)


async def _read(settings: Settings, number: str) -> _Shown | None:
    vault = open_vault(settings)
    async with open_database(settings) as engine:
        case = await Complaints(engine=engine, vault=vault).find(number)
        if case is None:
            return None
        timeline = Timeline(engine=engine, vault=vault)
        events: list[Event] = []
        while page := await timeline.page(number, after=len(events), limit=_PAGE):
            events += page
        notices = await Outbox(engine=engine).of_case(number)
        stored = await Policies(engine=engine).find(pack=case.pack, version=case.pack_version)
    return _Shown(case, events, notices, Policy.model_validate_json(stored.source) if stored else None)
