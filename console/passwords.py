"""`redress staff password`: the name and the password by which somebody signs in."""

import asyncio
import sys
from typing import Annotated

import typer

from console.doors import open_credentials
from console.frame import Failure, print_json
from console.place import load_settings
from console.stores import open_database, open_vault
from domain.passwords import MOST, fault_of, normalise_login
from settings import Settings
from storage.credentials import LoginTaken
from storage.passwords import make_password
from storage.staff import StaffRegister


def _login(login: str | None) -> str | None:
    if login is None:
        return None
    normal = normalise_login(login)
    if normal is None:
        raise typer.BadParameter("a name to sign in with has 1 to 64 letters, digits or any of . _ @ + -")
    return normal


def password(
    context: typer.Context,
    staff_id: Annotated[str, typer.Argument(metavar="ID", help="As `redress staff list` shows it.")],
    *,
    login: Annotated[
        str | None, typer.Option(callback=_login, help="The name to sign in with; the one so far, or else the ID.")
    ] = None,
    from_stdin: Annotated[
        bool, typer.Option("--stdin", help="Read the password from stdin, its first line, out of the history.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Set a password, made at random and shown this once; all sessions of theirs end."""
    given = sys.stdin.readline(MOST + 2).rstrip("\r\n") if from_stdin else None
    chosen = given if given is not None else make_password()
    name = asyncio.run(_set(load_settings(context), staff_id, login=login, chosen=chosen))
    shown = None if from_stdin else chosen
    if as_json:
        print_json({"id": staff_id, "login": name, "password": shown})
        return
    typer.echo(f"staff {staff_id} signs in as {name}")
    if shown:
        typer.echo(f"password, shown this once: {shown}")


async def _set(settings: Settings, staff_id: str, *, login: str | None, chosen: str) -> str:
    async with open_database(settings) as engine:
        if await StaffRegister(engine=engine).find(staff_id) is None:
            raise Failure(f"there is no staff {staff_id}: see `redress staff list`")
        credentials = open_credentials(settings, engine=engine, vault=open_vault(settings))
        name = login or await credentials.login_of(staff_id) or staff_id
        fault = fault_of(chosen, login=name)
        if fault is not None:
            raise Failure(f"{fault.en}; nothing was changed")
        try:
            await credentials.set(staff_id, login=name, password=chosen)
        except LoginTaken:
            raise Failure(f"somebody else signs in as {name}: choose another --login") from None
        return name
