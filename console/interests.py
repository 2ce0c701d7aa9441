"""`redress staff interest`: what keeps somebody from a panel (利益关系申报)."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer

from console.frame import Failure, print_json
from console.place import load_settings
from console.stores import open_database, open_vault
from domain.events import ADMINISTRATOR
from domain.identity import normalise_number
from domain.interests import About, Interest
from settings import Settings
from storage.interests import Interests
from storage.staff import StaffRegister

Given = tuple[About, str]


def interest(
    context: typer.Context,
    staff_id: Annotated[str, typer.Argument(metavar="ID", help="As `redress staff list` shows it.")],
    *,
    case: Annotated[str | None, typer.Option(help="A tracking number.")] = None,
    department: Annotated[str | None, typer.Option(help="A department of a policy pack.")] = None,
    respondent: Annotated[str | None, typer.Option(help="A name, phone or e-mail; it is not kept readable.")] = None,
    end: Annotated[int | None, typer.Option(metavar="NUMBER", help="Let one that was declared count no more.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Declare where somebody has an interest and sits on no panel; with nothing given, list what was declared."""
    settings = load_settings(context)
    given = _given(case, department, respondent)
    if end is not None and given:
        raise typer.BadParameter("--end goes alone")
    known = asyncio.run(_change(settings, staff_id, given, end=end))
    if as_json:
        print_json({"items": [each.model_dump(mode="json") for each in known]})
        return
    for each in known:
        ended = f", ended {each.ended_at:%Y-%m-%d}" if each.ended_at else ""
        typer.echo(f"{each.id:>5}  {each.about} {each.subject}".rstrip() + f", declared by {each.declared_by}{ended}")
    if not known:
        typer.echo(f"staff {staff_id} has declared nothing")


def _given(case: str | None, department: str | None, respondent: str | None) -> list[Given]:
    number = normalise_number(case) if case is not None else None
    if case is not None and number is None:
        raise typer.BadParameter(f"{case!r} is no tracking number")
    pairs = ((About.CASE, number), (About.DEPARTMENT, department), (About.RESPONDENT, respondent))
    return [(about, subject) for about, subject in pairs if subject]


async def _change(settings: Settings, staff_id: str, given: Sequence[Given], *, end: int | None) -> Sequence[Interest]:
    async with open_database(settings) as engine:
        if await StaffRegister(engine=engine).find(staff_id) is None:
            raise Failure(f"there is no staff {staff_id}: see `redress staff list`")
        interests = Interests(engine=engine, vault=open_vault(settings))
        for about, subject in given:
            await interests.declare(staff_id, about, subject, by=ADMINISTRATOR.role)
        if end is not None:
            theirs = [each for each in await interests.of(staff_id) if each.id == end and each.ended_at is None]
            if not theirs:
                raise Failure(f"staff {staff_id} has no interest {end} that still counts")
            await interests.end(end)
        return await interests.of(staff_id)
