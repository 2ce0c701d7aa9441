"""`redress ledger …`: the ledger beside the neighbours', its days, its lines as CSV, and the escrow account."""

import asyncio
import sys
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from console.frame import Failure, examples, new_app, print_json
from console.place import load_settings
from console.stores import open_database
from console.waiting import waiting
from domain.ledger_days import Days
from domain.money import CNY
from domain.permissions import FUNDERS
from domain.policy import PolicyShelf
from domain.ports import NeighbourUnavailable
from domain.zones import UnknownZone, load_zone
from gateways.books import HttpBooks
from gateways.neighbour import Neighbour
from policies.stock import Stock
from settings import Settings
from storage.escrow_funding import EscrowFunding, FundingConflict
from storage.ledger_book import DayTotal, LedgerBook
from storage.ledger_csv import HEADINGS, cells, csv_line
from storage.policies import Policies
from storage.reconcile import Reconciled, Reconciliation
from storage.staff import StaffRegister

app = new_app("Compare, total, export and fund the ledger.")

_DAY: Final = ["%Y-%m-%d"]
From = Annotated[datetime | None, typer.Option("--from", formats=_DAY, help="The first day, such as 2026-03-01.")]
To = Annotated[datetime | None, typer.Option("--to", formats=_DAY, help="The last day.")]
Zone = Annotated[str | None, typer.Option("--zone", help="Whose days; that of the packs unless told.")]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@app.command(epilog=examples("redress ledger reconcile", "redress ledger reconcile --json"))
def reconcile(context: typer.Context, as_json: AsJson = False) -> None:
    """Compare the ledger with the neighbours' lists; exit 1 and a line for each difference.

    Finds what is missing here or there, what moved twice, and other amounts, currencies and accounts. Payments under
    way are no differences. Reads only; the system may run meanwhile.
    """
    settings = load_settings(context)
    with waiting("comparing the ledger"):
        found = asyncio.run(_reconcile(settings))
    differences = found.differences
    if as_json:
        listed = [each._asdict() for each in differences]
        print_json({"equal": not differences, "under_way": found.under_way, "differences": listed})
    else:
        for each in differences:
            typer.echo(str(each))
        many = "difference" if len(differences) == 1 else "differences"
        said = f"{len(differences)} {many}" if differences else "the ledger equals the neighbours'"
        typer.echo(f"{said}; payments under way: {found.under_way}")
    raise typer.Exit(1 if differences else 0)


async def _reconcile(settings: Settings) -> Reconciled:
    token = settings.neighbours_token.get_secret_value()
    neighbour = Neighbour(system="payments", base_url=str(settings.payments_url), token=token)
    try:
        async with open_database(settings) as engine:
            return await Reconciliation(engine=engine, books=HttpBooks(neighbour=neighbour)).reconcile()
    except NeighbourUnavailable as error:
        raise Failure(f"the payment system's lists cannot be read: {error}; try again") from None
    finally:
        await neighbour.close()


@app.command(epilog=examples("redress ledger totals --from 2026-03-01 --to 2026-03-31"))
def totals(
    context: typer.Context, first: From = None, last: To = None, zone: Zone = None, as_json: AsJson = False
) -> None:
    """Show what went through each account on each day."""
    rows = asyncio.run(_totals(load_settings(context), _days(first, last), zone))
    if as_json:
        print_json({"days": [row._asdict() for row in rows]})
        return
    for row in rows:
        debit, credit = f"{row.debit_fen / 100:,.2f}", f"{row.credit_fen / 100:,.2f}"
        typer.echo(f"{row.day} {row.account:24} {debit:>16} {credit:>16} {row.currency}")


async def _totals(settings: Settings, days: Days, zone: str | None) -> list[DayTotal]:
    async with open_database(settings) as engine:
        local = await _zone(engine, zone)
        return await LedgerBook(engine=engine).totals(zone=local.key, since=days.since(local), until=days.until(local))


@app.command(epilog=examples("redress ledger export --from 2026-03-01 --to 2026-03-31 --out march.csv"))
def export(
    context: typer.Context,
    *,
    first: From = None,
    last: To = None,
    zone: Zone = None,
    out: Annotated[Path | None, typer.Option(help="A new file to write; without it, stdout.")] = None,
) -> None:
    """Write every entry as CSV, one a line, in the order of posting."""
    asyncio.run(_export(load_settings(context), _days(first, last), zone, out))


async def _export(settings: Settings, days: Days, zone: str | None, out: Path | None) -> None:
    async with open_database(settings) as engine:
        local = await _zone(engine, zone)
        book = LedgerBook(engine=engine)
        try:
            # Spreadsheets read it as Unicode by its first character.
            file = out.open("x", encoding="utf-8-sig", newline="") if out else sys.stdout
        except OSError as error:
            raise Failure(f"{out} cannot be written: {error.strerror}") from None
        try:
            file.write(csv_line(HEADINGS))
            async with aclosing(book.lines(since=days.since(local), until=days.until(local))) as lines:
                async for line in lines:
                    file.write(csv_line(cells(line)))
        finally:
            if out:
                file.close()


@app.command(epilog=examples("redress ledger fund --reference BANK-2026-0301-7 --amount-fen 9000000 --by 12"))
def fund(
    context: typer.Context,
    *,
    reference: Annotated[str, typer.Option(help="The bank's, which names the payment for ever.")],
    amount_fen: Annotated[int, typer.Option(min=1, max=2**53 - 1, help="In the currency's smallest unit.")],
    by: Annotated[str, typer.Option(metavar="ID", help="Who of finance says so, as `redress staff list` shows it.")],
    currency: Annotated[str, typer.Option(help="By its three letters.")] = CNY,
) -> None:
    """Book what a bank has put into the escrow account; it is posted once a second person says the same."""
    if not reference.isascii() or not reference.isprintable() or not 0 < len(reference) <= 100 or " " in reference:
        raise typer.BadParameter("a reference has 1 to 100 printable ASCII characters, and no spaces")
    if len(currency) != 3 or not currency.isascii() or not currency.isupper():
        raise typer.BadParameter(f"{currency!r} is no currency; write its three letters, such as CNY")
    state = asyncio.run(_fund(load_settings(context), reference, amount_fen, currency, by))
    typer.echo("posted" if state == "posted" else "asked for; a second person of finance has to say the same")


async def _fund(settings: Settings, reference: str, amount_fen: int, currency: str, by: str) -> str:
    async with open_database(settings) as engine:
        member = await StaffRegister(engine=engine).find(by)
        if member is None or member.disabled_at or member.role not in FUNDERS:
            raise Failure(f"staff {by} is not of {' or '.join(sorted(FUNDERS))}: see `redress staff list`")
        try:
            return await EscrowFunding(engine=engine).fund(
                reference=reference, amount_fen=amount_fen, currency=currency, staff=by, at=datetime.now(UTC)
            )
        except FundingConflict as error:
            raise Failure(str(error)) from None


def _days(first: datetime | None, last: datetime | None) -> Days:
    days = Days(first.date() if first else None, last.date() if last else None)
    if days.first and days.last and days.last < days.first:
        raise typer.BadParameter(f"--to {days.last} lies before --from {days.first}")
    return days


async def _zone(engine: AsyncEngine, name: str | None) -> ZoneInfo:
    if name is None:
        shelf = PolicyShelf()
        await Stock(shelf=shelf, store=Policies(engine=engine)).refresh()
        zones = sorted({policy.pack.zone for policy in shelf.policies()})
        if len(zones) > 1:
            raise Failure(f"the packs have days of {', '.join(zones)}: name one by --zone")
        name = zones[0] if zones else "UTC"
    try:
        return load_zone(name)
    except UnknownZone as error:
        raise Failure(str(error)) from None
