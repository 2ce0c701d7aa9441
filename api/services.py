"""All that the routes work with; built once by the entry point, found by each request at `request.app.state`."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from temporalio.converter import PayloadCodec

from api.access_codes import CodeSender
from api.engine import Engine
from api.guard import Guard
from api.intake import Intake
from api.languages import language_of
from api.likeness import Links
from api.live import Live
from api.metrics import Figures
from api.parts import Options
from api.ports import (
    AccessCodeStore,
    Checks,
    ClaimStore,
    ComplaintStore,
    CustodyStore,
    DeskStore,
    EvidenceStore,
    LetterPress,
    NoticeStore,
    StaffStore,
    TimelineStore,
)
from api.ports_beside import AuthorityStore, IncidentStore, InterestStore, MatterStore, RespondentStore
from api.ports_ledger import FundingStore, LedgerStore
from api.ports_looks import LookStore
from api.ports_package import Packager
from api.readers import Readers
from api.sign_in import SignIn
from api.speaker import Speaker
from domain.case import Case
from domain.identity import Identity
from domain.policy import Policy, PolicyNotLoaded, PolicyShelf
from domain.ports import BlobStore, MediaReader


@dataclass(frozen=True, kw_only=True)
class Services:
    """What stands behind the routes."""

    engine: Engine
    complaints: ComplaintStore
    timeline: TimelineStore
    desk: DeskStore
    notices: NoticeStore
    staff: StaffStore
    access_codes: AccessCodeStore
    code_sender: CodeSender
    guard: Guard
    links: Links
    intake: Intake
    incidents: IncidentStore
    authority: AuthorityStore
    ledger: LedgerStore
    funding: FundingStore
    matters: MatterStore
    respondents: RespondentStore
    blobs: BlobStore
    evidence: EvidenceStore
    custody: CustodyStore
    claims: ClaimStore
    media: MediaReader
    identity: Identity
    readers: Readers
    shelf: PolicyShelf
    codec: PayloadCodec
    checks: Checks
    letters: LetterPress
    interests: InterestStore
    packages: Packager
    looks: LookStore
    sign_in: SignIn
    options: Options
    live: Live
    figures: Figures = field(default_factory=Figures)

    def policy_of(self, pack: str, version: int) -> Policy | None:
        """Find the policy of a case; none when that version is not here any more."""
        try:
            return self.shelf.get(pack, version)
        except PolicyNotLoaded:
            return None

    def speaker(self, case: Case, *, language: str) -> Speaker:
        """Give who tells of a case."""
        return Speaker(language=language, policy=self.policy_of(case.pack, case.pack_version))


async def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


async def _language(request: Request) -> str:
    return language_of(request.headers.get("accept-language"))


House = Annotated[Services, Depends(_services)]
"""The services, in a route's parameters."""

Language = Annotated[str, Depends(_language)]
"""The language of the caller, in a route's parameters."""
