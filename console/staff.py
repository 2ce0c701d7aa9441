"""`redress staff …`: who works here, and the tokens by which they sign in."""

import asyncio
from typing import Annotated, Any

import typer

from console.frame import Failure, examples, new_app, print_error, print_json
from console.place import load_settings
from console.stores import open_database
from domain.complaint import NAME_LENGTH
from domain.permissions import ALL_DEPARTMENTS, COMMANDS_OF_ROLE, ROLES, rung_of
from settings import Settings
from storage.staff import StaffMember, StaffRegister

app = new_app("Add, list and disable members of staff.")

_ADD_EXAMPLES = examples(
    "redress staff add --name 'Wang Fang' --role team_lead --department customer_service --token",
    "redress staff add --name 'Li Lei' --role auditor --token --json",
)


def _role(role: str) -> str:
    if role not in ROLES:
        raise typer.BadParameter(f"{role!r} is no role; there are {', '.join(ROLES)}")
    return role


def _name(name: str) -> str:
    if not 0 < len(name.strip()) <= NAME_LENGTH or "\0" in name:
        raise typer.BadParameter(f"a name has 1 to {NAME_LENGTH} characters")
    return name.strip()


@app.command(epilog=_ADD_EXAMPLES)
def add(
    context: typer.Context,
    *,
    name: Annotated[str, typer.Option(callback=_name, help="As colleagues know them.")],
    role: Annotated[str, typer.Option(callback=_role, help=f"One of {', '.join(ROLES)}.")],
    department: Annotated[str | None, typer.Option(help="A department of a policy pack.")] = None,
    rung: Annotated[str | None, typer.Option(help="Of the escalation ladder, if not that of the role.")] = None,
    with_token: Annotated[bool, typer.Option("--token", help="Make a bearer token; it is shown this once.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Add somebody who works here."""
    if department is None and COMMANDS_OF_ROLE[role] and role not in ALL_DEPARTMENTS:
        print_error(f"a {role} acts within a department: without --department they may do nothing on any case")
    added, token = asyncio.run(
        _add(
            load_settings(context),
            {"name": name, "role": role, "department": department, "rung": rung or rung_of(role)},
            with_token=with_token,
        )
    )
    if as_json:
        print_json({**_facts(added), "token": token})
        return
    typer.echo(f"{added.name} is staff {added.id}: {added.role}, {added.department or 'no department'}, {added.rung}")
    if token:
        typer.echo(f"token, shown this once: {token}")


@app.command("list", epilog=examples("redress staff list --json"))
def list_(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """List everybody, those who were disabled too."""
    everybody = asyncio.run(_list(load_settings(context)))
    if as_json:
        print_json({"items": [_facts(member) for member in everybody]})
        return
    for member in everybody:
        state = f"disabled {member.disabled_at:%Y-%m-%d}" if member.disabled_at else ""
        line = f"{member.id:>5}  {member.role:18} {member.department or '-':20} {member.rung:18} {member.name}  {state}"
        typer.echo(line.rstrip())


@app.command(epilog=examples("redress staff disable 7"))
def disable(
    context: typer.Context,
    staff_id: Annotated[str, typer.Argument(metavar="ID", help="As `redress staff list` shows it.")],
) -> None:
    """Keep somebody out from now on, their tokens too; what they did stays theirs."""
    if not asyncio.run(_disable(load_settings(context), staff_id)):
        raise Failure(f"there is no staff {staff_id}: see `redress staff list`")
    typer.echo(f"staff {staff_id} is disabled")


async def _add(settings: Settings, fields: dict[str, Any], *, with_token: bool) -> tuple[StaffMember, str | None]:
    async with open_database(settings) as engine:
        register = StaffRegister(engine=engine)
        member = await register.add(**fields)
        return member, await register.issue_token(member.id) if with_token else None


async def _list(settings: Settings) -> list[StaffMember]:
    async with open_database(settings) as engine:
        return list(await StaffRegister(engine=engine).list())


async def _disable(settings: Settings, staff_id: str) -> bool:
    async with open_database(settings) as engine:
        return await StaffRegister(engine=engine).disable(staff_id)


def _facts(member: StaffMember) -> dict[str, Any]:
    return {
        "id": member.id,
        "name": member.name,
        "role": member.role,
        "department": member.department,
        "rung": member.rung,
        "disabled_at": member.disabled_at.isoformat() if member.disabled_at else None,
    }
