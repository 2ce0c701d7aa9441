"""What keeps people from a panel (回避依据): read from event log, staff register and declared interests (E7)."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.case import Case
from domain.contacts import Contacts
from domain.events import Event
from domain.interests import About
from domain.panel_seating import Ground, departments
from domain.person import email_key, phone_key, respondent_key
from storage.complaints import Complaints
from storage.contacts import StaffContacts
from storage.database import Autocommitting
from storage.interests import Interests, mark_of
from storage.staff import StaffMember, StaffRegister
from storage.tables import events
from storage.vault import Vault


class PanelGrounds:
    """Finds out who may not decide a case; implements `domain.ports_panel.PanelGrounds`."""

    def __init__(self, *, engine: AsyncEngine, vault: Vault) -> None:
        self._engine = Autocommitting(engine)
        self._vault = vault
        self._complaints = Complaints(engine=engine, vault=vault)
        self._contacts = StaffContacts(engine=engine, vault=vault)
        self._interests = Interests(engine=engine, vault=vault)
        self._staff = StaffRegister(engine=engine)

    async def of(self, tracking_number: str) -> Ground:
        """Give what is written by now; of a case that is not there, nothing is known."""
        case = await self._complaints.find(tracking_number)
        if case is None:
            return Ground()
        happened = await self._events(tracking_number)
        members = [each for each in await self._staff.list() if each.disabled_at is None]
        contacts = await self._contacts.of([each.id for each in members])
        parties = set(_keys_of(case))
        return Ground(
            events=happened,
            parties=frozenset(
                each.id for each in members if not parties.isdisjoint(_staff_keys(each, contacts.get(each.id)))
            ),
            interested=await self._interests.interested(self._marks(case, departments(happened))),
        )

    async def _events(self, tracking_number: str) -> tuple[Event, ...]:
        columns = (events.c.sequence, events.c.at, events.c.kind, events.c.actor, events.c.data)
        query = select(*columns).where(events.c.tracking_number == tracking_number).order_by(events.c.sequence)
        async with self._engine.connect() as connection:
            return tuple(Event.model_validate(row._asdict()) for row in await connection.execute(query))

    def _marks(self, case: Case, departments: frozenset[str]) -> Iterator[bytes]:
        yield mark_of(self._vault, About.CASE, case.tracking_number)
        yield from (mark_of(self._vault, About.DEPARTMENT, each) for each in departments)
        respondent = case.inquiry.respondent
        named = (respondent.name, respondent.phone, respondent.email) if respondent else ()
        yield from (
            mark_of(self._vault, About.RESPONDENT, each) for each in (*named, case.complaint.respondent) if each
        )


def _keys_of(case: Case) -> Iterator[str]:
    """Give what tells who the parties of a case are."""
    complainant, respondent = case.complaint.complainant, case.inquiry.respondent
    yield from _keys(complainant.name, complainant.phone, complainant.email)
    yield from _keys(case.complaint.respondent, None, None)
    if respondent:
        yield from _keys(respondent.name, respondent.phone, respondent.email)


def _staff_keys(member: StaffMember, contacts: Contacts | None) -> Iterator[str]:
    known = contacts or Contacts()
    yield from _keys(member.name, known.phone, known.email)


def _keys(name: str | None, phone: str | None, email: str | None) -> Iterator[str]:
    pairs = (("name", respondent_key, name), ("phone", phone_key, phone), ("email", email_key, email))
    yield from (f"{what} {key(value)}" for what, key, value in pairs if value and key(value))
