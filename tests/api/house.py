"""The API on real stores and a real engine, and the people who call it."""

import uuid
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from api.app import create_app
from api.parts import Options, Parts
from api.ports import Check
from console.packaging import CasePackager
from domain.command import StaffCommand, give
from domain.complaint import CaseStart
from domain.events import Actor
from domain.identity import Identity
from domain.intake import open_case
from domain.keyring import Key, KeyRing
from domain.kinds import EventKind
from domain.policy import PolicyShelf
from domain.ports import MediaReader
from domain.step import Step
from gateways.blobs import ObjectBlobStore
from gateways.letter_press import LetterPress
from gateways.media.reader import ProcessMediaReader
from language.words import WordTriage
from storage.access_codes import AccessCodes
from storage.announcements import Announcements
from storage.authority import AuthorityRegister
from storage.complaints import Complaints
from storage.custody import Custody
from storage.desk import Desk
from storage.duty import Duties
from storage.escrow_funding import EscrowFunding
from storage.evidence import Evidence
from storage.file_claims import FileClaims
from storage.incident_members import IncidentMembers
from storage.incidents import Incidents
from storage.interests import Interests
from storage.journal import PostgresJournal
from storage.ledger_book import LedgerBook
from storage.like_cases import LikeCases
from storage.looks import Looks
from storage.matters import Matters
from storage.outbox import Outbox
from storage.panel_grounds import PanelGrounds
from storage.requests import Requests
from storage.respondents import Respondents
from storage.staff import StaffMember, StaffRegister
from storage.timeline import Timeline
from storage.vault import Vault
from tests import trial
from tests.api.doors import doors
from tests.api.letterbox import Letterbox
from tests.storage.owed import notice
from workflows.codec import EncryptionCodec

KEYS = KeyRing(keys=(Key(key_id="k1", secret=b"1" * 32),))
IDENTITY_KEY = b"identity" * 4
HOOKS_SECRET, CODEC_TOKEN = "a-secret-of-the-hooks", "a-token-of-the-codec"
UI = "http://127.0.0.1:8233"
SOMEBODY = ("203.0.113.7", 40_000)
ENGLISH = {"Accept-Language": "en"}
USUAL: dict[str, Any] = {
    "identity_key": IDENTITY_KEY,
    "hooks_secret": HOOKS_SECRET,
    "codec_token": CODEC_TOKEN,
    "temporal_ui_url": UI,
    "requests_per_minute": 100_000,
    "intakes_per_minute": 100_000,
}


class Case(NamedTuple):
    """A case, and the code that opens it."""

    number: str
    code: str

    @property
    def path(self) -> str:
        return f"/api/v1/complaints/{self.number}"

    @property
    def desk(self) -> str:
        return f"/api/v1/desk/complaints/{self.number}"

    @property
    def headers(self) -> dict[str, str]:
        return {"X-Access-Code": self.code, **ENGLISH}


@dataclass(kw_only=True)
class House:
    """The API, and what stands behind it."""

    app: FastAPI
    parts: Parts
    http: httpx.AsyncClient
    journal: PostgresJournal
    duties: Duties
    incidents: Incidents
    members: IncidentMembers
    matters: Matters
    panels: PanelGrounds
    staff: StaffRegister
    sms: Letterbox
    mail: Letterbox
    identity: Identity
    blobs_folder: Path

    @property
    def repeats(self) -> LikeCases:
        """The store of like cases, as a worker uses it."""
        assert isinstance(self.parts.like_cases, LikeCases)
        return self.parts.like_cases

    async def hire(
        self, role: str, *, department: str | None = "front", rung: str = "handler", mediates_as: str | None = None
    ) -> "Colleague":
        """Add somebody to the staff, with a token."""
        member = await self.staff.add(
            name=f"A {role}", role=role, rung=rung, department=department, mediates_as=mediates_as
        )
        return Colleague(member, await self.staff.issue_token(member.id))

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Post JSON, in English; a header's name is written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post(path, json=body, headers={**ENGLISH, **named})

    async def file(self, *, key: str | None = None, headers: dict[str, str] | None = None, **changes: Any) -> Case:
        """File a complaint."""
        named = {**ENGLISH, **(headers or {}), **({"Idempotency-Key": key} if key else {})}
        answer = await self.http.post("/api/v1/complaints", json=complaint(**changes), headers=named)
        assert answer.status_code == 201, answer.text
        return Case(answer.json()["tracking_number"], answer.json()["access_code"])

    async def journaled(
        self, *happenings: "Happening", owing: Sequence[tuple[EventKind, str]] = (), **changes: Any
    ) -> Case:
        """Write a case straight into the journal, as a worker would, with what happened on it and whom it owes what."""
        number = self.identity.number_for(uuid.uuid4().hex)
        policy = trial.policy()
        start: CaseStart = trial.start(number=number, **changes)
        step = open_case(start, policy=policy, at=start.filed_at)
        for happening in happenings:
            step = Step(case=step.case, policy=policy, at=happening.at or start.filed_at, events=step.events)
            happening.on(step)
        owed = [notice(number, what=what, receiver=receiver) for what, receiver in owing]
        await self.journal.record(tracking_number=number, events=step.events, notices=owed)
        return Case(number, self.identity.code_for(number))


class Colleague(NamedTuple):
    """A member of staff with a token."""

    member: StaffMember
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", **ENGLISH}

    @property
    def actor(self) -> Actor:
        member = self.member
        return Actor(role=member.role, id=member.id, department=member.department, rung=member.rung)


@dataclass(frozen=True)
class Happening:
    """A command that somebody gives at some instant."""

    command: StaffCommand
    actor: Actor
    at: datetime | None = None

    def on(self, step: Step) -> None:
        step.actor = self.actor
        give(self.command, step)


def complaint(**changes: Any) -> dict[str, Any]:
    """What is posted to file a complaint; a field that is none is left out."""
    usual: dict[str, Any] = {
        "service_line": "trial_bike",
        "channel": "web",
        "description": "I was overcharged for a ride of ten minutes.",
        "complainant": {"name": "Zhang San", "phone": "+86 138 0000 0000", "language": "en"},
        "order_number": "ORDER-1",
        "amount_fen": 600,
    }
    return {name: value for name, value in (usual | changes).items() if value is not None}


def paths(answer: httpx.Response) -> list[str]:
    """Give the paths of the fields that an answer calls wrong."""
    return [error["path"] for error in answer.json()["errors"]]


def new_key() -> str:
    """Give an `Idempotency-Key` that nobody has used."""
    return uuid.uuid4().hex


@asynccontextmanager
async def open_house(
    *,
    client: Client,
    engine: AsyncEngine,
    folder: Path,
    checks: dict[str, Check] | None = None,
    address: tuple[str, int] = SOMEBODY,
    carriers: Collection[str] = ("sms", "email"),
    media: MediaReader | None = None,
    **options: Any,
) -> AsyncIterator[House]:
    """Build the API on these servers."""
    vault, blobs, sms, mail = Vault(keys=KEYS, index_key=b"index" * 8), folder / "blobs", Letterbox(), Letterbox()
    parts = Parts(
        client=client,
        **stores(engine, vault, ObjectBlobStore(url=blobs.as_uri(), key_ring=KEYS)),
        media=media or ProcessMediaReader(),
        carriers={way: box for way, box in (("sms", sms), ("email", mail)) if way in carriers},
        make_reader=WordTriage,
        codec=EncryptionCodec(key_ring=KEYS),
        letters=LetterPress(),
        checks=checks or {},
        shelf=shelf(),
    )
    app = create_app(parts=parts, options=Options(**(USUAL | options)))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=address)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as http:
        yield House(
            app=app,
            parts=parts,
            http=http,
            journal=PostgresJournal(engine=engine, vault=vault),
            **worker_stores(engine, vault),
            staff=StaffRegister(engine=engine),
            sms=sms,
            mail=mail,
            identity=Identity(IDENTITY_KEY),
            blobs_folder=blobs,
        )


def worker_stores(engine: AsyncEngine, vault: Vault) -> dict[str, Any]:
    """What a worker needs beside them."""
    return {
        "duties": Duties(engine=engine),
        "incidents": Incidents(engine=engine, vault=vault),
        "members": IncidentMembers(engine=engine),
        "matters": Matters(engine=engine, vault=vault),
        "panels": PanelGrounds(engine=engine, vault=vault),
    }


def stores(engine: AsyncEngine, vault: Vault, blobs: ObjectBlobStore) -> dict[str, Any]:
    """The stores, by the names that the API knows them by."""
    return {
        "looks": Looks(engine=engine),
        "announcements": Announcements(engine=engine),
        "interests": Interests(engine=engine, vault=vault),
        "packages": CasePackager(engine=engine, vault=vault, blobs=blobs),
        "complaints": Complaints(engine=engine, vault=vault),
        "timeline": Timeline(engine=engine, vault=vault),
        "desk": Desk(engine=engine, vault=vault),
        "incidents": Incidents(engine=engine, vault=vault),
        "authority": AuthorityRegister(engine=engine, vault=vault),
        "ledger": LedgerBook(engine=engine),
        "funding": EscrowFunding(engine=engine),
        "respondents": Respondents(engine=engine, vault=vault),
        "notices": Outbox(engine=engine),
        "staff": StaffRegister(engine=engine),
        "requests": Requests(engine=engine),
        "access_codes": AccessCodes(engine=engine, vault=vault),
        "like_cases": LikeCases(engine=engine, vault=vault),
        "evidence": Evidence(engine=engine, vault=vault),
        "custody": Custody(engine=engine, vault=vault),
        "blobs": blobs,
        "claims": FileClaims(engine=engine, shelf=blobs),
        "matters": Matters(engine=engine, vault=vault),
        "doors": doors(engine, vault),
    }


def shelf() -> PolicyShelf:
    """A shelf with the trial pack on it."""
    shelf = PolicyShelf()
    shelf.put(trial.policy())
    return shelf
