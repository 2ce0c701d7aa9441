"""Intake (受理): what was filed becomes a workflow, at once and once, workers up or not (A3, A4, J3)."""

import asyncio
import hashlib
import json
import logging
import secrets
from datetime import UTC, datetime
from typing import Final, NamedTuple

from api.case_view import MilestoneView, Receipt, links, milestone_views, stage_words
from api.engine import CaseStarted, CaseUnknown, Engine, EngineUnavailable, Filed
from api.failures import DOWN_FOR_A_MOMENT
from api.forms import ComplaintForm
from api.likeness import PATIENCE, Linked, Links
from api.ports import ClaimStore, ComplaintStore
from api.problems import FieldFault, not_understood
from api.readers import Readers
from api.speaker import Speaker
from domain.complaint import CaseStart, Complainant, Complaint, LongText
from domain.identity import Identity
from domain.intake import open_case
from domain.kinds import Stage
from domain.policy import Policy, PolicyNotLoaded, PolicyShelf, UnknownServiceLine
from domain.ports import BlobStore
from domain.words import Words

# No text longer than this enters the engine; it goes to the file store, its beginning stays.
LONGEST_TEXT_BYTES: Final = 16 * 1024
BEGINNING: Final = 2_000

log = logging.getLogger(__name__)


class Taken(NamedTuple):
    """A complaint that is filed, with whether this request did it or one before."""

    receipt: Receipt
    is_new: bool


class Intake:
    """Files complaints."""

    def __init__(
        self,
        *,
        engine: Engine,
        complaints: ComplaintStore,
        blobs: BlobStore,
        claims: ClaimStore,
        identity: Identity,
        readers: Readers,
        shelf: PolicyShelf,
        links: Links,
    ) -> None:
        self._engine = engine
        self._complaints = complaints
        self._blobs = blobs
        self._claims = claims
        self._identity = identity
        self._readers = readers
        self._shelf = shelf
        self._links = links

    async def file(self, form: ComplaintForm, *, key: str | None, filed_by: str, language: str) -> Taken:
        """File a complaint; the same key and body give the same receipt.

        Args:
            form: what was filed.
            key: the `Idempotency-Key`; without one this is a new request.
            filed_by: `complainant`, or the id of a member of staff.
            language: of the receipt's words.

        Raises:
            Problem: 422; the key came before with another body, too.
            EngineUnavailable: it cannot be told whether it is filed; trying again is harmless.
        """
        policy = self._policy_for(form)
        number = self._identity.number_for(key or secrets.token_urlsafe(32))
        request = self._identity.digest_of(number, _canonical(form))
        before = await self._known(number) if key is not None else None
        complaint = await self._complaint(form, policy=policy, filed_by=filed_by)
        filed_at = before.filed_at if before else datetime.now(UTC)
        linked = await self._links.at_arrival(complaint, number=number, pack=policy.pack, at=filed_at)
        is_new = False
        if before is None:
            kept = complaint.model_copy(update={"description": await self._kept(form.description)})
            start = _case_start(number, kept, policy, filed_at=filed_at, request=request, linked=linked)
            before, is_new = await self._start(start, request=request)
        if before.request != request:
            raise not_understood(OTHER_REQUEST)
        return Taken(self._receipt(number, complaint, before, linked=linked, language=language), is_new)

    async def _known(self, number: str) -> Filed | None:
        """Give what was filed under a number, as far as the journal has it: the engine forgets after a while."""
        request = await self._complaints.request_digest(number)
        case = await self._complaints.find(number) if request is not None else None
        if request is None or case is None:
            return None
        return Filed(request=request, filed_at=case.received_at, pack=case.pack, version=case.pack_version)

    async def _start(self, start: CaseStart, *, request: str) -> tuple[Filed, bool]:
        """Start the case, or give what was filed under its number before; tells whether it is new."""
        try:
            filed = await self._engine.start(start, request=request, summary=_summary(start), details=_details(start))
        except CaseStarted:
            return await self._started_before(start.tracking_number), False
        return filed, True

    async def _started_before(self, number: str) -> Filed:
        try:
            return await self._engine.filed(number)
        except CaseUnknown:
            raise EngineUnavailable("the engine has just forgotten the case") from None

    async def _complaint(self, form: ComplaintForm, *, policy: Policy, filed_by: str) -> Complaint:
        words = "\n".join(filter(None, (form.title, form.description)))
        own = form.model_dump(exclude={"description", "complainant"})
        return Complaint(
            **own,
            description=LongText(text=form.description),
            complainant=Complainant(**form.complainant.model_dump()),
            reading=await self._readers.read(words, policy=policy),
            filed_by=filed_by,
        )

    async def _kept(self, text: str) -> LongText:
        data = text.encode()
        if len(data) <= LONGEST_TEXT_BYTES:
            return LongText(text=text)
        await self._claim(data)
        try:
            sha256 = await self._blobs.put(data)
        except OSError as error:
            raise EngineUnavailable("the file store does not take it") from error
        return LongText(text=text[:BEGINNING], sha256=sha256, size=len(data))

    async def _claim(self, data: bytes) -> None:
        """Keep a text from being taken for a file that nobody needs; filing does not wait for the database."""
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._claims.claim_for_good(hashlib.sha256(data).hexdigest())
        except (*DOWN_FOR_A_MOMENT, TimeoutError) as error:
            log.warning("a long text is stored without a claim: %s", type(error).__name__)

    def _policy_for(self, form: ComplaintForm) -> Policy:
        """Find the policy, and check by it what only it can tell. Raises `Problem`."""
        try:
            policy = self._shelf.for_service_line(form.service_line)
        except UnknownServiceLine:
            known = ", ".join(self._shelf.service_lines())
            words = Words(zh=f"没有此业务线；已有：{known}。", en=f"no such service line; known: {known}")
            raise not_understood(FieldFault(path="service_line", words=words)) from None
        if unknown := [flag for flag in form.flags if flag not in policy.pack.flags]:
            known = ", ".join(policy.pack.flags)
            words = Words(zh=f"没有标记 {unknown[0]}；已有：{known}。", en=f"no flag {unknown[0]!r}; known: {known}")
            raise not_understood(FieldFault(path="flags", words=words))
        return policy

    def _receipt(self, number: str, complaint: Complaint, filed: Filed, *, linked: Linked, language: str) -> Receipt:
        received_at = min(complaint.received_at or filed.filed_at, filed.filed_at)
        return Receipt(
            tracking_number=number,
            access_code=self._identity.code_for(number),
            received_at=received_at,
            milestones=self._promised(number, complaint, filed, linked=linked, language=language),
            links=links(number),
            **stage_words(Stage.RECEIVED, language=language),
        )

    def _promised(
        self, number: str, complaint: Complaint, filed: Filed, *, linked: Linked, language: str
    ) -> list[MilestoneView]:
        """Say what the case will be promised, by the very rules that a worker will apply (A4)."""
        try:
            policy = self._shelf.get(filed.pack, filed.version)
            at, request = filed.filed_at, filed.request
            start = _case_start(number, complaint, policy, filed_at=at, request=request, linked=linked)
            case = open_case(start, policy=policy, at=filed.filed_at).case
            promised = milestone_views(case, speaker=Speaker(language=language, policy=policy))
            return [milestone.model_copy(update={"met_at": None}) for milestone in promised]
        except PolicyNotLoaded:
            # The case itself will say it; no intake waits for that.
            return []


OTHER_REQUEST: Final = FieldFault(
    path="Idempotency-Key",
    words=Words(
        zh="此 Idempotency-Key 已用于另一个请求；新请求请用新的。",
        en="this key was used for another request; a new request needs a new key",
    ),
)


def _canonical(form: ComplaintForm) -> bytes:
    """Give what was filed in one way of writing, whatever order and layout it came in."""
    content = form.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(content, sort_keys=True, ensure_ascii=False).encode()


def _case_start(
    number: str, complaint: Complaint, policy: Policy, *, filed_at: datetime, request: str, linked: Linked
) -> CaseStart:
    return CaseStart(
        tracking_number=number,
        pack=policy.pack.pack,
        pack_version=policy.pack.version,
        complaint=complaint,
        filed_at=filed_at,
        # Journaled with the first event, so that a repetition is known when the engine has long forgotten the case.
        request_digest=request,
        likenesses=linked.likenesses,
        repeat_count=linked.repeat_count,
        incident=linked.incident.id if linked.incident else "",
        incident_size=linked.incident.size + 1 if linked.incident else 0,
    )


def _summary(start: CaseStart) -> str:
    """Say in a line what an engineer's list shows beside the number; nothing personal."""
    return f"{start.pack} · {start.complaint.service_line} · {start.complaint.channel}"


def _details(start: CaseStart) -> str:
    by = "staff" if start.complaint.filed_by != "complainant" else "the complainant"
    return (
        f"Filed by {by}, channel **{start.complaint.channel}**, at {start.filed_at:%Y-%m-%d %H:%M:%S} UTC\n\n"
        f"Policy **{start.pack}** version {start.pack_version}, service line **{start.complaint.service_line}**"
    )
