"""What the API needs of what stands beside the cases: incidents, matters, respondents, authority and interests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.case_incident import KnownIncident
from domain.case_inquiry import Respondent
from domain.incident import Incident, IncidentEvent
from domain.interests import About, Interest
from domain.lending import Grant, Loan
from domain.matter import Matter
from domain.matter_events import MatterEvent, MatterKind
from domain.penalty_record import BornePenalty
from domain.power import Power
from storage.incidents import IncidentPage
from storage.matters import MatterFilters, MatterPage
from storage.respondents import CaseAbout, RegisteredRespondent, RespondentFilters, RespondentPage


class IncidentStore(Protocol):
    """Mass incidents as they are journaled."""

    async def find(self, incident: str) -> Incident | None:
        """Give an incident; none where there is no such."""
        ...

    async def events(self, incident: str) -> Sequence[IncidentEvent]:
        """Give what happened on one, in order."""
        ...

    async def standings(self, incident: str) -> dict[str, int]:
        """Count its members by how they stand to its answer."""
        ...

    async def page(
        self,
        *,
        department: str | None = None,
        stage: str | None = None,
        pack: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> IncidentPage:
        """Give some incidents, the newest first. Raises `storage.cursors.CursorInvalid`."""
        ...

    async def open_one(self, *, pack: str, category: str, kind: str) -> KnownIncident | None:
        """Give the open incident of a kind."""
        ...

    async def known(self, incident: str) -> KnownIncident | None:
        """Give an incident that is open."""
        ...


class AuthorityStore(Protocol):
    """What people have given others of their authority."""

    async def give(self, grant: Grant, *, by: str, request: str) -> Loan:
        """Put a loan on record, once for each `request`."""
        ...

    async def revoke(self, loan: str, *, by: str, request: str) -> Loan:
        """Take a loan back, for good."""
        ...

    async def find(self, loan: str) -> Loan | None:
        """Give a loan by its id."""
        ...

    async def loans(self, staff_id: str | None = None) -> Sequence[Loan]:
        """List what was given, by or to somebody where they are named, the newest first."""
        ...

    async def powers(self, staff_id: str) -> tuple[Power, ...]:
        """Give what somebody may use now, or might just have."""
        ...


class MatterStore(Protocol):
    """Matters as they are journaled."""

    async def find(self, matter: str) -> Matter | None:
        """Give a matter; none where there is no such."""

    async def events(self, matter: str) -> Sequence[MatterEvent]:
        """Give what happened on a matter, in order."""

    async def of_case(self, tracking_number: str) -> Sequence[Matter]:
        """Give the matters that a case has left behind."""

    async def page(
        self, kind: MatterKind, *, filters: MatterFilters, cursor: str | None = None, limit: int = 50
    ) -> MatterPage:
        """Give some matters of a kind, the next due first. Raises `storage.cursors.CursorInvalid`."""


class RespondentStore(Protocol):
    """The register of respondents."""

    async def find(self, respondent: str) -> RegisteredRespondent | None:
        """Give a respondent; none where there is no such."""

    async def of_case(self, tracking_number: str) -> RegisteredRespondent | None:
        """Give whom a case is about; none where nobody is known."""

    async def known_by(self, respondent: Respondent) -> str | None:
        """Give the id of whoever has this contact or operator's id."""

    async def page(
        self, *, filters: RespondentFilters, at: datetime, cursor: str | None = None, limit: int = 50
    ) -> RespondentPage:
        """Give some respondents. Raises `storage.cursors.CursorInvalid`."""

    async def penalties_of(self, respondent: str) -> Sequence[BornePenalty]:
        """Give all penalties of a respondent, the latest first."""

    async def cases_of(self, respondent: str) -> Sequence[CaseAbout]:
        """Give the cases about a respondent, the latest first."""


class InterestStore(Protocol):
    """Where members of staff have interests of their own."""

    async def declare(self, staff_id: str, about: About, subject: str, *, by: str) -> Interest:
        """Keep an interest of somebody; one that they have declared already changes nothing."""
        ...

    async def find(self, interest: int) -> Interest | None:
        """Give one by its id."""
        ...

    async def of(self, staff_id: str | None = None) -> Sequence[Interest]:
        """List what was declared, of somebody or of all."""
        ...

    async def end(self, interest: int) -> bool:
        """Let one count no more from now on; false where there is none, or it has ended."""
        ...
