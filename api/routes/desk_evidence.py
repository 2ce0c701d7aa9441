"""Evidence at the desk: the whole list, the files, holds, handing over, and the custody chain (A7)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Depends, Request, Response

from api.access import Number, Staff, actor_of, check_may_enter, check_may_read, unseen_case
from api.answers import as_json, refusals
from api.body import body_of, takes
from api.evidence_view import CustodyPage, DeskEvidenceItem, DeskEvidencePage, custody_item, desk_item
from api.files import FILE, download, find, handling_of, preview
from api.forms import Form, HandOverForm, ReasonedForm
from api.guard import IdempotencyKey
from api.merging import check_may_open
from api.problems import Problem, not_allowed
from api.services import House, Language, Services
from api.story import whole_story
from domain import custodians, permissions
from domain.case import Case
from domain.custody import OUTSIDE, CustodyAct, Handling, handed_to, held
from domain.evidence import Piece
from domain.pack import Pack
from storage.staff import StaffMember

router = APIRouter(prefix="/api/v1/desk/complaints/{tracking_number}", tags=["evidence"])

_READ: Final = refusals(401, 403, 404, 503)
_CHANGE: Final = refusals(401, 403, 404, 409, 413, 422, 503)


@router.get("/evidence", response_model=DeskEvidencePage, responses=_READ)
async def list_evidence(house: House, language: Language, staff: Staff, number: Number) -> Response:
    """List all the evidence of a case, with what cameras wrote of time and place; to its custodian, what they keep."""
    evidence, handlings = await _evidence(house, staff, number), await house.custody.of(number)
    items = [evidence.show(piece, handlings, language=language) for piece in evidence.pieces]
    return as_json(DeskEvidencePage(items=items))


@router.get("/evidence/{evidence}", response_class=Response, responses={**FILE, **_READ})
async def download_evidence(request: Request, house: House, staff: Staff, number: Number, evidence: str) -> Response:
    """Get a file; that it left is on record before it does."""
    piece = find((await _evidence(house, staff, number)).pieces, evidence)
    handling = handling_of(CustodyAct.DOWNLOADED, piece, request=request, actor=actor_of(staff).signature)
    return await download(house, number, piece, handling)


@router.get("/evidence/{evidence}/preview", response_class=Response, responses={**FILE, **_READ})
async def view_evidence(request: Request, house: House, staff: Staff, number: Number, evidence: str) -> Response:
    """See a small picture of a file; that it was seen is on record before it is."""
    piece = find((await _evidence(house, staff, number)).pieces, evidence)
    handling = handling_of(CustodyAct.VIEWED, piece, request=request, actor=actor_of(staff).signature)
    return await preview(house, number, piece, handling)


@router.get("/custody", response_model=CustodyPage, responses=_READ)
async def read_custody(house: House, language: Language, staff: Staff, number: Number) -> Response:
    """Read what was done with the evidence of a case, oldest first; nothing before anybody knows whose it is."""
    evidence = await _evidence(house, staff, number)
    handlings = await house.custody.of(number) if evidence.case else ()
    seen = [each for each in handlings if evidence.is_whole or each.evidence in {piece.id for piece in evidence.pieces}]
    items = [custody_item(each, role=staff.role, language=language) for each in seen]
    return as_json(CustodyPage(items=items))


async def _holder(staff: Staff) -> StaffMember:
    if staff.role not in permissions.HOLDING:
        raise not_allowed(
            zh=f"角色 {staff.role} 不能封存证据或解除封存。",
            en=f"The role {staff.role} may not hold or release evidence.",
        )
    return staff


async def _handing_over(staff: Staff) -> StaffMember:
    if staff.role not in permissions.HANDING_OVER:
        raise not_allowed(
            zh=f"角色 {staff.role} 不能移交证据。", en=f"The role {staff.role} may not hand evidence over."
        )
    return staff


@dataclass(frozen=True)
class _Desk:
    """Somebody of the staff does something with a piece of evidence."""

    request: Request
    house: Services
    language: str
    number: str
    evidence: str
    key: str | None

    async def do(
        self, act: CustodyAct, *, form: Form, staff: StaffMember, words: str | None, receiver: str | None = None
    ) -> Response:
        """Put it on record, once, unless it stands so already; give the piece as it stands. Raises `Problem`."""
        number = self.number
        evidence = await _evidence(self.house, staff, number)
        piece = find(evidence.pieces, self.evidence)
        await _check_may_handle(self.house, staff, evidence, piece, act)
        attempt = await self.house.guard.admit(
            scope=f"{act} {piece.id} {number} {staff.id}", key=self.key, body=form.model_dump_json().encode()
        )
        if not attempt.is_done:
            by = actor_of(staff).signature
            handling = handling_of(act, piece, request=self.request, actor=by, receiver=receiver, words=words)
            handling = handling.model_copy(update={"request": attempt.request_id})
            await self.house.custody.note(number, handling, unless=partial(_stands, handling))
            await self.house.guard.note_done(attempt)
        handlings = await self.house.custody.of(number)
        return as_json(evidence.show(piece, handlings, language=self.language))


async def _desk(
    *, request: Request, house: House, language: Language, number: Number, evidence: str, key: IdempotencyKey
) -> _Desk:
    return _Desk(request, house, language, number, evidence, key)


Desk = Annotated[_Desk, Depends(_desk)]
Holder = Annotated[StaffMember, Depends(_holder)]
HandingOver = Annotated[StaffMember, Depends(_handing_over)]
Reasoned = Annotated[ReasonedForm, Depends(body_of(ReasonedForm))]
Handed = Annotated[HandOverForm, Depends(body_of(HandOverForm))]


@router.post(
    "/evidence/{evidence}/hold", response_model=DeskEvidenceItem, responses=_CHANGE, openapi_extra=takes(ReasonedForm)
)
async def hold(staff: Holder, desk: Desk, form: Reasoned) -> Response:
    """Put a piece on legal hold: nothing may delete it until that is lifted. Once more changes nothing."""
    return await desk.do(CustodyAct.HELD, form=form, staff=staff, words=form.reason)


@router.post(
    "/evidence/{evidence}/release",
    response_model=DeskEvidenceItem,
    responses=_CHANGE,
    openapi_extra=takes(ReasonedForm),
)
async def release(staff: Holder, desk: Desk, form: Reasoned) -> Response:
    """Lift a legal hold. Once more changes nothing."""
    return await desk.do(CustodyAct.RELEASED, form=form, staff=staff, words=form.reason)


@router.post(
    "/evidence/{evidence}/hand-over",
    response_model=DeskEvidenceItem,
    responses=_CHANGE,
    openapi_extra=takes(HandOverForm, example={"to": "complainant"}),
)
async def hand_over(staff: HandingOver, desk: Desk, form: Handed) -> Response:
    """Let a party see a piece, or put down that somebody outside was given a copy."""
    return await desk.do(CustodyAct.HANDED_OVER, form=form, staff=staff, words=form.note, receiver=form.to)


def _stands(handling: Handling, before: Sequence[Handling]) -> bool:
    """Tell whether an act is on record, or would change nothing; of a copy for somebody outside, each counts."""
    if any(each.request == handling.request for each in before):
        return True
    if handling.act is CustodyAct.HANDED_OVER:
        to = handling.receiver
        return to is not None and to != OUTSIDE and handling.evidence in handed_to(to, before)
    return (handling.evidence in held(before)) == (handling.act is CustodyAct.HELD)


class _Evidence(NamedTuple):
    """What a reader may see of the evidence of a case; `case` is none while no worker has seen it."""

    number: str
    case: Case | None
    pack: Pack | None
    pieces: Sequence[Piece]
    is_whole: bool = True

    def show(self, piece: Piece, handlings: Collection[Handling], *, language: str) -> DeskEvidenceItem:
        """Show a piece of it."""
        own = self.case.department if self.case else None
        return desk_item(
            piece,
            handlings,
            at=f"/api/v1/desk/complaints/{self.number}/evidence",
            language=language,
            custodian=custodians.custodian_of(piece.kind, self.pack) or own or None,
            pack=self.pack,
        )


async def _evidence(house: Services, staff: StaffMember, number: str) -> _Evidence:
    """Give the evidence of a case that the reader may open, else what they are the custodian of. Raises `Problem`."""
    case = await house.complaints.find(number)
    policy = house.policy_of(case.pack, case.pack_version) if case else None
    pack, pieces = policy.pack if policy else None, await house.evidence.of(number)
    kept = [each for each in pieces if custodians.keeps(each.kind, pack, role=staff.role, department=staff.department)]
    try:
        await _opened(house, staff, number)
    except Problem:
        if not kept:
            raise
        return _Evidence(number, case, pack, kept, is_whole=False)
    return _Evidence(number, case, pack, pieces)


async def _opened(house: Services, staff: StaffMember, number: str) -> Case | None:
    """Give a case that the reader may open; none that no worker has seen yet. Raises `Problem` (403, 404)."""
    check_may_enter(staff)
    case = await house.complaints.find(number)
    if case is None:
        check_may_read(staff, None)
        await unseen_case(house, number)
    else:
        await check_may_open(house, staff, case)
    return case


async def _check_may_handle(
    house: Services, staff: StaffMember, evidence: _Evidence, piece: Piece, act: CustodyAct
) -> None:
    """Refuse whose piece it is not to hold, release or hand over. Raises `Problem` (403)."""
    story = await whole_story(house.complaints, evidence.case) if evidence.case else ()
    departments = {each.department for each in (*story[:1], *story[-1:])}
    if custodians.may_handle(
        act, piece.kind, evidence.pack, role=staff.role, department=staff.department, departments=departments
    ):
        return
    raise not_allowed(
        zh="您可以查看这份证据；解除封存和移交由其保管部门负责，其他部门的案件也不能封存。",
        en="You may see this piece. Its custodian releases it and hands it over; of another department's case you hold "
        "nothing.",
    )
