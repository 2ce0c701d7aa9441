"""`redress staff …`: who works here, and the tokens by which they sign in."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

import typer

from console.contacts import open_contacts, read_contacts, set_contacts
from console.frame import Failure, examples, new_app, print_error, print_json
from console.interests import interest
from console.lending import delegate, end_delegations, lend, loans, revoke
from console.passwords import password
from console.place import load_settings
from console.shifts import read_absence, read_shift, show_absence, show_shift
from console.stores import open_database
from console.tokens import add_to as add_token_commands
from domain.case_mediation import MediatorKind
from domain.complaint import NAME_LENGTH
from domain.contacts import Contacts
from domain.duty import Absence, Person, Shift
from domain.mediators import ROLE as MEDIATOR
from domain.permissions import ALL_DEPARTMENTS, COMMANDS_OF_ROLE, NAMED, ROLES, rung_of
from settings import Settings
from storage.duty import Duties
from storage.staff import StaffMember, StaffRegister

app = new_app("Add, list and disable members of staff, and lend their authority.")
app.command(
    epilog=examples(
        "redress staff lend 12 --by 7 --amount 50000 --until 2026-10-01T20:00+08:00 --reason 'the lead is on the road'"
    )
)(lend)
app.command(epilog=examples("redress staff revoke L3"))(revoke)
app.command(epilog=examples("redress staff loans", "redress staff loans 12 --json"))(loans)

StaffId = Annotated[str, typer.Argument(metavar="ID", help="As `redress staff list` shows it.")]

_ADD_EXAMPLES = examples(
    "redress staff add --name 'Wang Fang' --role team_lead --department customer_service --token",
    "redress staff add --name 'Li Lei' --role auditor --token --json",
    "redress staff add --name 'Zhao Min' --role mediator --mediates-as third_party --token",
)

_CONTACT_EXAMPLES = examples(
    "redress staff contact 7 --email wang@example.com --phone '+86 138 0013 8000'",
    "redress staff contact 7 --chat - < address.txt    # dingtalk://, feishu://, wecombot://, json://, jsons://",
    "redress staff contact 7 --clear",
)
_SHIFT_EXAMPLES = examples(
    "redress staff shift 7 --hours mon-fri=09:00-12:00,13:00-18:00 --hours sat=10:00-14:00", "redress staff shift 7"
)
_ABSENCE_EXAMPLES = examples(
    "redress staff absent 7 --from 2026-10-01T00:00+08:00 --until 2026-10-09T00:00+08:00 --deputy 9"
)


_INTEREST_EXAMPLES = examples(
    "redress staff interest 7 --department technical",
    "redress staff interest 7 --respondent +8613900139000",
    "redress staff interest 7",
)
app.command(epilog=_INTEREST_EXAMPLES)(interest)
add_token_commands(app)
app.command(epilog=examples("redress staff password 7 --login wang.fang"))(password)


class _Entry(NamedTuple):
    """Somebody as the list shows them; disabled people are neither expected nor reached."""

    member: StaffMember
    person: Person
    ways: Sequence[str]


def _nobody(staff_id: str) -> Failure:
    return Failure(f"there is no staff {staff_id}: see `redress staff list`")


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
    mediates_as: Annotated[
        MediatorKind | None, typer.Option(help="Of a mediator: whose they are; of the house unless told otherwise.")
    ] = None,
    with_token: Annotated[bool, typer.Option("--token", help="Make a bearer token; it is shown this once.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Add somebody who works here."""
    if mediates_as and role != MEDIATOR:
        raise typer.BadParameter(f"a {role} mediates nothing: --mediates-as is for the role {MEDIATOR}")
    kind = (mediates_as or MediatorKind.NEGOTIATION) if role == MEDIATOR else None
    if department is None and COMMANDS_OF_ROLE[role] and role not in ALL_DEPARTMENTS | NAMED.keys():
        print_error(f"a {role} acts within a department: without --department they may do nothing on any case")
    added, token = asyncio.run(
        _add(
            load_settings(context),
            {
                "name": name,
                "role": role,
                "department": department,
                "rung": rung or rung_of(role),
                "mediates_as": kind,
            },
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
    """List everybody, those who were disabled too, with how they are reached, their shifts and absences."""
    everybody = asyncio.run(_list(load_settings(context)))
    if as_json:
        print_json({"items": [_facts(entry.member) | _presence(entry) for entry in everybody]})
        return
    for entry in everybody:
        member, person = entry.member, entry.person
        state = f"disabled {member.disabled_at:%Y-%m-%d}" if member.disabled_at else ", ".join(entry.ways)
        line = f"{member.id:>5}  {member.role:18} {member.department or '-':20} {member.rung:18} {member.name}  {state}"
        typer.echo(line.rstrip())
        for more in [*([show_shift(person.shift)] if person.shift else []), *map(show_absence, person.absences)]:
            typer.echo(f"       {more}")


@app.command(epilog=_CONTACT_EXAMPLES)
def contact(
    context: typer.Context,
    staff_id: StaffId,
    *,
    email: Annotated[str | None, typer.Option(help="An e-mail address.")] = None,
    phone: Annotated[str | None, typer.Option(help="A number that takes short messages.")] = None,
    chat: Annotated[
        str | None, typer.Option(help="A chat's or webhook's address; - reads it from stdin, out of the history.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Forget everything that is not given anew.")] = False,
) -> None:
    """Say how notices reach somebody; what is not given stays as it is."""
    given = read_contacts(email=email, phone=phone, chat=chat)
    if not given.ways and not clear:
        raise typer.BadParameter("give --email, --phone, --chat or --clear")
    ways = asyncio.run(set_contacts(load_settings(context), staff_id, given, clear=clear))
    if ways is None:
        raise _nobody(staff_id)
    typer.echo(f"staff {staff_id} is reached by {', '.join(ways) or 'nothing'}")


@app.command(epilog=examples("redress staff disable 7"))
def disable(
    context: typer.Context,
    staff_id: StaffId,
) -> None:
    """Keep somebody out from now on, their tokens too; what they did stays theirs."""
    if not asyncio.run(_disable(load_settings(context), staff_id)):
        raise _nobody(staff_id)
    typer.echo(f"staff {staff_id} is disabled")


@app.command(epilog=_SHIFT_EXAMPLES)
def shift(
    context: typer.Context,
    staff_id: StaffId,
    hours: Annotated[
        list[str] | None, typer.Option(help="Days and hours, such as mon-fri=09:00-12:00,13:00-18:00.")
    ] = None,
    zone: Annotated[str, typer.Option(help="The zone of these hours.")] = "Asia/Shanghai",
) -> None:
    """Give somebody weekly hours; without --hours they are always there, unless absent."""
    weekly = read_shift(hours, zone=zone) if hours else None
    if not asyncio.run(_set_shift(load_settings(context), staff_id, weekly)):
        raise _nobody(staff_id)
    typer.echo(f"staff {staff_id} is there {', '.join(hours) + ' ' + zone if hours else 'always'}")


@app.command(epilog=_ABSENCE_EXAMPLES)
def absent(
    context: typer.Context,
    staff_id: StaffId,
    *,
    since: Annotated[str, typer.Option("--from", help="An instant with its UTC offset.")],
    until: Annotated[str, typer.Option(help="An instant with its UTC offset.")],
    deputy: Annotated[str | None, typer.Option(help="Who stands in for them, by id.")] = None,
    delegates: Annotated[
        bool, typer.Option("--delegate", help="The deputy may decide with their authority meanwhile.")
    ] = False,
) -> None:
    """Note that somebody will be away; the ladder then asks their deputy, else the next rung."""
    absence = read_absence(since=since, until=until, deputy=deputy)
    if delegates and deputy is None:
        raise typer.BadParameter("--delegate needs a --deputy")
    asyncio.run(_add_absence(load_settings(context), staff_id, absence, delegates=delegates))
    typer.echo(f"staff {staff_id} is away from {since} until {until}")


@app.command(epilog=examples("redress staff back 7"))
def back(
    context: typer.Context,
    staff_id: StaffId,
) -> None:
    """Note that somebody is there again: their absences end, those to come are taken back."""
    ended = asyncio.run(_end_absences(load_settings(context), staff_id))
    if not ended:
        raise Failure(f"staff {staff_id} is not away")
    typer.echo(f"staff {staff_id} is back")


async def _end_absences(settings: Settings, staff_id: str) -> int:
    async with open_database(settings) as engine:
        # First what others could decide by, so that a crash in between leaves nobody with too much.
        await end_delegations(engine, settings, staff_id)
        return await Duties(engine=engine).end_absences(staff_id)


async def _set_shift(settings: Settings, staff_id: str, weekly: Shift | None) -> bool:
    async with open_database(settings) as engine:
        return await Duties(engine=engine).set_shift(staff_id, weekly)


async def _add_absence(settings: Settings, staff_id: str, absence: Absence, *, delegates: bool) -> None:
    async with open_database(settings) as engine:
        register = StaffRegister(engine=engine)
        for each in filter(None, (staff_id, absence.deputy)):
            if await register.find(each) is None:
                raise _nobody(each)
        if delegates:
            await delegate(engine, settings, staff_id, absence)
        await Duties(engine=engine).add_absence(staff_id, absence)


async def _add(settings: Settings, fields: dict[str, Any], *, with_token: bool) -> tuple[StaffMember, str | None]:
    async with open_database(settings) as engine:
        register = StaffRegister(engine=engine)
        member = await register.add(**fields)
        return member, await register.issue_token(member.id) if with_token else None


async def _list(settings: Settings) -> list[_Entry]:
    async with open_database(settings) as engine:
        members = await StaffRegister(engine=engine).list()
        people = {person.id: person for person in await Duties(engine=engine).everybody()}
        contacts = await open_contacts(settings, engine).of([member.id for member in members])
    nothing = Contacts()
    return [
        _Entry(
            member=member,
            person=people.get(member.id) or Person(id=member.id, rung=member.rung),
            ways=contacts.get(member.id, nothing).ways,
        )
        for member in members
    ]


async def _disable(settings: Settings, staff_id: str) -> bool:
    async with open_database(settings) as engine:
        return await StaffRegister(engine=engine).disable(staff_id)


def _presence(entry: _Entry) -> dict[str, Any]:
    facts: dict[str, Any] = entry.person.model_dump(mode="json", include={"shift", "absences"})
    return facts | {"reached_by": list(entry.ways)}


def _facts(member: StaffMember) -> dict[str, Any]:
    return {
        "id": member.id,
        "name": member.name,
        "role": member.role,
        "department": member.department,
        "rung": member.rung,
        "mediates_as": member.mediates_as,
        "disabled_at": member.disabled_at.isoformat() if member.disabled_at else None,
    }
