"""What an entry point builds and hands to the API: the ports of the layers below, and what an operator has set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import Client
from temporalio.converter import PayloadCodec

from api.engine import A_COMMAND
from api.hub import AnnouncementSource
from api.ports import (
    AccessCodeStore,
    Checks,
    ClaimStore,
    ComplaintStore,
    CustodyStore,
    DeskStore,
    EvidenceStore,
    LetterPress,
    LikenessStore,
    MakeReader,
    NoticeStore,
    RequestStore,
    StaffStore,
    TimelineStore,
)
from api.ports_beside import AuthorityStore, IncidentStore, InterestStore, MatterStore, RespondentStore
from api.ports_ledger import FundingStore, LedgerStore
from api.ports_looks import LookStore
from api.ports_package import Packager
from api.ports_sign_in import Doors
from domain.policy import SHELF, PolicyShelf
from domain.ports import BlobStore, MediaReader, NoticeCarrier


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The ports.

    `client` may be lazy, so that the API starts while Temporal is down; `carriers` bring access codes, by the ways that
    are set up; `checks` are by the names that `/readyz` gives them; `shelf` is filled before the first request.
    """

    client: Client
    complaints: ComplaintStore
    timeline: TimelineStore
    desk: DeskStore
    notices: NoticeStore
    staff: StaffStore
    requests: RequestStore
    access_codes: AccessCodeStore
    like_cases: LikenessStore
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
    carriers: Mapping[str, NoticeCarrier]
    make_reader: MakeReader
    codec: PayloadCodec
    checks: Checks
    letters: LetterPress
    interests: InterestStore
    packages: Packager
    looks: LookStore
    doors: Doors
    announcements: AnnouncementSource
    shelf: PolicyShelf = SHELF


@dataclass(frozen=True, kw_only=True)
class Options:
    """What an operator has set.

    Numbers and codes derive from `identity_key`, which is never rotated; `hooks_secret` signs what other systems post;
    `codec_token` stands in the path of the codec endpoint that answers on loopback only; limits are for one address
    without a staff token; a command that no worker answers is given up after `command_patience`; browsers
    see the house at `public_url`; streams say every `heartbeat` that they are there; `streams_each` are those
    that one address, or one member of staff, may have open at once.
    """

    identity_key: bytes
    hooks_secret: str
    codec_token: str
    temporal_ui_url: str | None = None
    requests_per_minute: int = 1_000
    intakes_per_minute: int = 300
    command_patience: timedelta = A_COMMAND
    public_url: str = "http://127.0.0.1:8000"
    heartbeat: timedelta = timedelta(seconds=15)
    streams_each: int = 100
    streams_together: int = 2_000
