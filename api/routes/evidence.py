"""Evidence for parties, and clerks on their behalf: adding files, listing them, and getting them back (A7)."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from api.access import Caller, Calling, check_may_read, may_follow, unseen_case
from api.answers import as_json, refusals
from api.evidence_view import EvidencePage, Stored, party_item
from api.files import FILE, download, find, handling_of, preview
from api.problems import case_is_over, goes_on_elsewhere
from api.routes.acts import Acting
from api.services import House, Language, Services
from api.story import whole_story
from api.upload import Upload, received
from domain.custody import CustodyAct, Handling, handed_to
from domain.events import COMPLAINANT
from domain.evidence import EvidenceKind, Piece, may_see
from domain.media import MediaLook
from domain.parties import AddEvidence

router = APIRouter(prefix="/api/v1/complaints/{tracking_number}/evidence", tags=["evidence"])

_WHAT: Final = "evidence"
_ID_DIGITS: Final = 12
_FORM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["file", "kind"],
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "Up to 50 MiB, and not empty."},
        "kind": {"type": "string", "enum": [kind.value for kind in EvidenceKind]},
        "note": {"type": "string", "maxLength": 2000},
        "on_behalf_of": {"type": "string", "enum": ["respondent"], "description": "Of a clerk: whose it is."},
    },
}
_BODY: Final = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}}
_FOUND: Final = {"width", "height", "problem", "taken_at", "camera_clock", "latitude", "longitude"}


@router.post(
    "",
    status_code=201,
    response_model=Stored,
    responses=refusals(401, 403, 404, 409, 413, 422, 429, 503, 507),
    openapi_extra=_BODY,
)
async def add(request: Request, acting: Acting) -> Response:
    """Add a file: it is stored, on record and told to the case once this returns."""
    home = await _home_of(acting)
    async with received(request) as upload:
        acting.check_in_stead(upload.form())
        said = {**upload.form().said(), "file_name": upload.file_name, "sha256": upload.sha256}
        look = await acting.house.media.look(str(upload.path))
        attempt = await acting.attempt(_WHAT, said)
        evidence = f"E-{attempt.request_id[:_ID_DIGITS]}"
        if not attempt.is_done:
            piece = await _store(acting.house, upload, look, evidence=evidence, by=acting.caller.actor.signature)
            handling = handling_of(CustodyAct.UPLOADED, piece, request=request, actor=piece.added_by)
            await acting.house.custody.note(home, handling, unless=partial(_is_noted, handling))
            fields = piece.model_dump(mode="json", include=set(AddEvidence.model_fields), exclude_none=True)
            await acting.tell(attempt, AddEvidence, fields)
        stored = Stored(id=evidence, sha256=upload.sha256, size=upload.size, media_type=look.media_type)
    return as_json(stored, status=201)


@router.get("", response_model=EvidencePage, responses=refusals(401, 403, 404, 429, 503))
async def list_evidence(house: House, language: Language, caller: Calling) -> Response:
    """List what the caller may see: what they added, and what was handed over to them."""
    at = f"/api/v1/complaints/{caller.number}/evidence"
    pieces = await _visible(house, caller)
    return as_json(EvidencePage(items=[party_item(piece, at=at, language=language) for piece in pieces]))


@router.get("/{evidence}", response_class=Response, responses={**FILE, **refusals(401, 403, 404, 429, 503)})
async def download_evidence(request: Request, house: House, caller: Calling, evidence: str) -> Response:
    """Get a file back; that it left is on record before it does."""
    piece = find(await _visible(house, caller), evidence)
    handling = handling_of(CustodyAct.DOWNLOADED, piece, request=request, actor=caller.actor.signature)
    return await download(house, caller.number, piece, handling)


@router.get("/{evidence}/preview", response_class=Response, responses={**FILE, **refusals(401, 403, 404, 429, 503)})
async def view_evidence(request: Request, house: House, caller: Calling, evidence: str) -> Response:
    """See a small picture of a file; that it was seen is on record before it is."""
    piece = find(await _visible(house, caller), evidence)
    handling = handling_of(CustodyAct.VIEWED, piece, request=request, actor=caller.actor.signature)
    return await preview(house, caller.number, piece, handling)


async def _home_of(acting: Acting) -> str:
    """Give the number of the case that takes the file: the caller's, or the one that goes on for it.

    Raises `Problem` (404, 409).
    """
    house, case = acting.house, await acting.case()
    if case is None:
        await unseen_case(house, acting.caller.number)
        return acting.caller.number
    story = await whole_story(house.complaints, case)
    for following in story[1:]:
        if not await may_follow(house, acting.caller, following):
            raise goes_on_elsewhere()
    if story[-1].has_ended:
        raise case_is_over()
    return story[-1].tracking_number


async def _store(house: Services, upload: Upload, look: MediaLook, *, evidence: str, by: str) -> Piece:
    """Put the file, and its preview, into the file store; the same once more changes nothing."""
    preview = hashlib.sha256(look.preview).hexdigest() if look.preview else None
    await house.claims.claim(upload.sha256, preview=preview)
    await house.blobs.put_file(str(upload.path), sha256=upload.sha256)
    form = upload.form()
    return Piece(
        id=evidence,
        kind=form.kind,
        sha256=upload.sha256,
        size=upload.size,
        media_type=look.media_type,
        added_at=datetime.now(UTC),
        added_by=by,
        preview=await house.blobs.put(look.preview) if look.preview else None,
        note=form.note,
        on_behalf_of=form.on_behalf_of,
        file_name=upload.file_name,
        **look.model_dump(include=_FOUND),
    )


def _is_noted(handling: Handling, before: Sequence[Handling]) -> bool:
    return any((each.act, each.evidence) == (handling.act, handling.evidence) for each in before)


async def _visible(house: Services, caller: Caller) -> Sequence[Piece]:
    """Give what the caller may see. Raises `Problem` (403, 404)."""
    number, case = caller.number, await house.complaints.find(caller.number)
    if caller.staff is not None:
        check_may_read(caller.staff, case)
    if case is None:
        await unseen_case(house, number)
        return []
    party = COMPLAINANT.role if caller.staff is not None else caller.actor.role
    handed_over = handed_to(party, await house.custody.of(number))
    return [each for each in await house.evidence.of(number) if may_see(party, each, handed_over=handed_over)]
