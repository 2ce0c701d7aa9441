"""`redress staff token …`: bearer tokens for programs, with scopes and an end."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from console.frame import Failure, examples, print_json
from console.place import load_settings
from console.stores import open_database
from settings import Settings
from storage.staff import ListedToken, Scope, StaffRegister

_StaffId = Annotated[str, typer.Argument(metavar="ID", help="As `redress staff list` shows it.")]
_AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
_LONGEST = timedelta(days=3_660)
_DURATION: TypeAdapter[timedelta] = TypeAdapter(timedelta)


def add_to(app: typer.Typer) -> None:
    """Add the commands of tokens."""
    app.command(epilog=examples("redress staff token 7 --expires-in P90D --scope read"))(token)
    app.command(epilog=examples("redress staff tokens 7", "redress staff tokens 7 --json"))(tokens)
    app.command("revoke-token", epilog=examples("redress staff revoke-token 7 3f9a1c0b52d4"))(revoke_token)


def _duration(text: str | None) -> timedelta | None:
    if text is None:
        return None
    try:
        duration = _DURATION.validate_python(text)
    except ValidationError:
        duration = timedelta()
    if not timedelta() < duration <= _LONGEST:
        raise typer.BadParameter(f"{text!r} is no duration of up to ten years such as P90D or PT12H")
    return duration


def token(
    context: typer.Context,
    staff_id: _StaffId,
    *,
    expires_in: Annotated[
        str | None, typer.Option(help="A duration such as P90D or PT12H; without it the token has no end.")
    ] = None,
    scopes: Annotated[
        list[Scope] | None, typer.Option("--scope", help="May be repeated; without it, all that the role may.")
    ] = None,
    as_json: _AsJson = False,
) -> None:
    """Make a bearer token; it is shown this once."""
    lasts = _duration(expires_in)
    expires_at = datetime.now(UTC) + lasts if lasts else None
    made = asyncio.run(_issue(load_settings(context), staff_id, expires_at=expires_at, scopes=scopes))
    if as_json:
        print_json({"id": staff_id, "token": made, "expires_at": expires_at, "scopes": scopes})
        return
    typer.echo(f"token, shown this once: {made}")


def tokens(context: typer.Context, staff_id: _StaffId, as_json: _AsJson = False) -> None:
    """List the tokens of somebody that are good; none of them can be shown again."""
    listed = asyncio.run(_list(load_settings(context), staff_id))
    if as_json:
        print_json({"items": [each.model_dump(mode="json") for each in listed]})
        return
    for each in listed:
        end = f"until {each.expires_at:%Y-%m-%d %H:%M %Z}" if each.expires_at else "without end"
        scopes = ", ".join(each.scopes) if each.scopes is not None else "all of the role"
        typer.echo(f"{each.id}  made {each.created_at:%Y-%m-%d}  {end}  {scopes}")


def revoke_token(
    context: typer.Context,
    staff_id: _StaffId,
    token_id: Annotated[str, typer.Argument(metavar="TOKEN", help="As `redress staff tokens` shows it.")],
) -> None:
    """End a token from now on."""
    if not asyncio.run(_revoke(load_settings(context), staff_id, token_id)):
        raise Failure(f"staff {staff_id} has no token {token_id}: see `redress staff tokens {staff_id}`")
    typer.echo(f"token {token_id} is revoked")


async def _issue(
    settings: Settings, staff_id: str, *, expires_at: datetime | None, scopes: Sequence[Scope] | None
) -> str:
    async with open_database(settings) as engine:
        register = StaffRegister(engine=engine)
        if await register.find(staff_id) is None:
            raise Failure(f"there is no staff {staff_id}: see `redress staff list`")
        return await register.issue_token(staff_id, expires_at=expires_at, scopes=scopes)


async def _list(settings: Settings, staff_id: str) -> Sequence[ListedToken]:
    async with open_database(settings) as engine:
        return await StaffRegister(engine=engine).tokens(staff_id)


async def _revoke(settings: Settings, staff_id: str, token_id: str) -> bool:
    async with open_database(settings) as engine:
        return await StaffRegister(engine=engine).revoke_listed(staff_id, token_id)
