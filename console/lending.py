"""`redress staff lend | revoke | loans`: authority that somebody gives somebody else for a time (E3)."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from console.frame import Failure, print_json
from console.place import load_settings
from console.shifts import read_time
from console.stores import open_database, open_vault
from domain import lending
from domain.duty import Absence
from domain.events import ADMINISTRATOR
from domain.lending import Colleague, Grant, Loan
from domain.power import PowerKind
from domain.refusals import Refused
from policies.problems import PackRefused
from policies.reader import SHIPPED, read_folder
from settings import Settings
from storage.authority import AuthorityRegister
from storage.staff import StaffRegister


def lend(
    context: typer.Context,
    staff_id: Annotated[str, typer.Argument(metavar="ID", help="Who gets it, as `redress staff list` shows them.")],
    *,
    by: Annotated[str, typer.Option(help="Whose authority it is, by id: a team lead or above.")],
    amount: Annotated[int, typer.Option(min=1, help="The greatest total of a case, in fen.")],
    until: Annotated[str, typer.Option(help="Its last moment: an instant with its UTC offset.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    since: Annotated[
        str | None, typer.Option("--from", help="An instant with its UTC offset; now, unless told.")
    ] = None,
) -> None:
    """Lend somebody authority in an emergency; it is on record for ever who did, and ends by itself."""
    now = datetime.now(tz=UTC)
    grant = Grant(
        kind=PowerKind.LOAN,
        of=by,
        to=staff_id,
        amount_fen=amount,
        begins_at=read_time(since) if since else now,
        ends_at=read_time(until),
        reason=reason,
    )
    typer.echo(_line(asyncio.run(_give(load_settings(context), grant, at=now)), at=now))


def revoke(
    context: typer.Context,
    loan: Annotated[str, typer.Argument(metavar="LOAN", help="As `redress staff loans` shows it.")],
) -> None:
    """Take a loan or a delegation back; what was decided by it stands."""
    asyncio.run(_revoke(load_settings(context), loan))
    typer.echo(f"{loan} is revoked")


def loans(
    context: typer.Context,
    staff_id: Annotated[str | None, typer.Argument(metavar="ID", help="Of one member of staff only.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """List what was lent and left to others, the newest first; what is over, too."""
    found, now = asyncio.run(_loans(load_settings(context), staff_id)), datetime.now(tz=UTC)
    if as_json:
        print_json({"items": [each.model_dump(mode="json") | {"good": each.is_good(at=now)} for each in found]})
        return
    for each in found:
        typer.echo(_line(each, at=now))


async def delegate(engine: AsyncEngine, settings: Settings, staff_id: str, absence: Absence) -> None:
    """Leave somebody's authority to their deputy for an absence. Raises `Failure`."""
    grant = Grant(
        kind=PowerKind.DELEGATION,
        of=staff_id,
        to=absence.deputy or "",
        begins_at=absence.begins_at,
        ends_at=absence.ends_at,
        reason="absence",
    )
    await _put(engine, settings, grant, at=datetime.now(tz=UTC))


async def end_delegations(engine: AsyncEngine, settings: Settings, staff_id: str) -> None:
    """Take back what somebody left to others for their absence."""
    register, now = _register(engine, settings), datetime.now(tz=UTC)
    for each in await register.loans(staff_id):
        is_theirs = each.of == staff_id and each.kind is PowerKind.DELEGATION
        if is_theirs and each.revoked_at is None and each.ends_at > now:
            await register.revoke(each.id, by=ADMINISTRATOR.signature, request=secrets.token_hex(16))


async def _give(settings: Settings, grant: Grant, *, at: datetime) -> Loan:
    async with open_database(settings) as engine:
        return await _put(engine, settings, grant, at=at)


async def _put(engine: AsyncEngine, settings: Settings, grant: Grant, *, at: datetime) -> Loan:
    register = StaffRegister(engine=engine)
    giver, taker = [await register.find(each) for each in (grant.of, grant.to)]
    if giver is None:
        raise Failure(f"there is no staff {grant.of}: see `redress staff list`")
    try:
        packs = [policy.pack for policy in read_folder(settings.policies_dir or SHIPPED)]
        lending.check(
            grant,
            giver=Colleague.model_validate(giver),
            taker=Colleague.model_validate(taker) if taker else None,
            packs=packs,
            at=at,
        )
    except (PackRefused, Refused) as error:
        raise Failure(str(error)) from None
    by = ADMINISTRATOR.signature
    return await _register(engine, settings).give(grant, by=by, request=secrets.token_hex(16))


async def _revoke(settings: Settings, loan: str) -> None:
    async with open_database(settings) as engine:
        register = _register(engine, settings)
        known = await register.find(loan)
        if known is None:
            raise Failure(f"there is no {loan}: see `redress staff loans`")
        if known.revoked_at:
            raise Failure(f"{loan} was revoked already")
        await register.revoke(loan, by=ADMINISTRATOR.signature, request=secrets.token_hex(16))


async def _loans(settings: Settings, staff_id: str | None) -> Sequence[Loan]:
    async with open_database(settings) as engine:
        return await _register(engine, settings).loans(staff_id)


def _register(engine: AsyncEngine, settings: Settings) -> AuthorityRegister:
    return AuthorityRegister(engine=engine, vault=open_vault(settings))


def _line(loan: Loan, *, at: datetime) -> str:
    amount = "all of theirs" if loan.amount_fen is None else f"{loan.amount_fen} fen"
    since, until = (each.isoformat(timespec="minutes") for each in (loan.begins_at, loan.ends_at))
    state = f"revoked by {loan.revoked_by}" if loan.revoked_at else "good" if loan.is_good(at=at) else "not good now"
    return f"{loan.id:>5}  {loan.kind:10} {loan.of} to {loan.to}: {amount}, {since} until {until}; {state}"
