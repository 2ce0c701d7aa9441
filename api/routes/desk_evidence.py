"""Evidence at the desk: the whole list, the files, holds, handing over, and the custody chain (A7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from api.access import Number, Staff, actor_of, check_may_read, unseen_case
from api.answers import as_json, refusals
from api.body import body_of, takes
from api.evidence_view import CustodyPage, DeskEvidenceItem, DeskEvidencePage, custody_item, desk_item
from api.files import FILE, download, find, handling_of, preview
from api.forms import Form, HandOverForm, ReasonedForm
from api.guard import IdempotencyKey
from api.merging import check_may_open
from api.problems import not_allowed
from api.services import House, Language, Services
from domain import permissions
from domain.custody import OUTSIDE, CustodyAct, Handling, handed_to, held
from domain.evidence import Piece
from storage.staff import StaffMember

router = APIRouter(prefix="/api/v1/desk/complaints/{tracking_number}", tags=["evidence"])

_READ: Final = refusals(401, 403, 404, 503)
_CHANGE: Final = refusals(401, 403, 404, 409, 413, 422, 503)


@router.get("/evidence", response_model=DeskEvidencePage, responses=_READ)
async def list_evidence(house: House, language: Language, staff: Staff, number: Number) -> Response:
    """List all the evidence of a case, with what cameras wrote of time and place."""
    pieces, handlings = await _pieces(house, staff, number), await house.custody.of(number)
    at = _at(number)
    items = [desk_item(piece, handlings, at=at, language=language) for piece in pieces]
    return as_json(DeskEvidencePage(items=items))


@router.get("/evidence/{evidence}", response_class=Response, responses={**FILE, **_READ})
async def download_evidence(request: Request, house: House, staff: Staff, number: Number, evidence: str) -> Response:
    """Get a file; that it left is on record before it does."""
    piece = find(await _pieces(house, staff, number), evidence)
    handling = handling_of(CustodyAct.DOWNLOADED, piece, request=request, actor=actor_of(staff).signature)
    return await download(house, number, piece, handling)


@router.get("/evidence/{evidence}/preview", response_class=Response, responses={**FILE, **_READ})
async def view_evidence(request: Request, house: House, staff: Staff, number: Number, evidence: str) -> Response:
    """See a small picture of a file; that it was seen is on record before it is."""
    piece = find(await _pieces(house, staff, number), evidence)
    handling = handling_of(CustodyAct.VIEWED, piece, request=request, actor=actor_of(staff).signature)
    return await preview(house, number, piece, handling)


@router.get("/custody", response_model=CustodyPage, responses=_READ)
async def read_custody(house: House, language: Language, staff: Staff, number: Number) -> Response:
    """Read what was done with the evidence of a case, oldest first."""
    await _check_may_open(house, staff, number)
    items = [custody_item(each, role=staff.role, language=language) for each in await house.custody.of(number)]
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
        piece = find(await _pieces(self.house, staff, number), self.evidence)
        await _check_may_handle(self.house, staff, number)
        attempt = await self.house.guard.admit(
            scope=f"{act} {piece.id} {number} {staff.id}", key=self.key, body=form.model_dump_json().encode()
        )
        handlings = [*await self.house.custody.of(number)]
        if not attempt.is_done and not _stands(act, piece, receiver, handlings):
            by = actor_of(staff).signature
            handling = handling_of(act, piece, request=self.request, actor=by, receiver=receiver, words=words)
            await self.house.custody.note(number, handling)
            handlings.append(handling)
        await self.house.guard.note_done(attempt)
        return as_json(desk_item(piece, handlings, at=_at(number), language=self.language))


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


def _stands(act: CustodyAct, piece: Piece, receiver: str | None, handlings: Sequence[Handling]) -> bool:
    """Tell whether an act would change nothing; of a copy for somebody outside, each counts."""
    if act is CustodyAct.HANDED_OVER:
        return receiver is not None and receiver != OUTSIDE and piece.id in handed_to(receiver, handlings)
    return (piece.id in held(handlings)) == (act is CustodyAct.HELD)


async def _pieces(house: Services, staff: StaffMember, number: str) -> Sequence[Piece]:
    """Give the evidence of a case that the reader may open. Raises `Problem` (403, 404)."""
    await _check_may_open(house, staff, number)
    return await house.evidence.of(number)


async def _check_may_open(house: Services, staff: StaffMember, number: str) -> None:
    check_may_read(staff, None)
    case = await house.complaints.find(number)
    if case is None:
        await unseen_case(house, number)
    else:
        await check_may_open(house, staff, case)


async def _check_may_handle(house: Services, staff: StaffMember, number: str) -> None:
    """Refuse who may open the case only for its task force, or to look back at it. Raises `Problem` (403)."""
    case = await house.complaints.find(number)
    if case is None or permissions.may_read(
        role=staff.role, department=staff.department, case_department=case.department
    ):
        return
    if permissions.may_open(case, staff=staff.id, role=staff.role, department=staff.department):
        raise not_allowed(
            zh="专项小组成员和倒查人可以查看其他部门案件的证据，但不能封存或移交。",
            en="Members of the task force, and who looks back, see the evidence of another department's case; they do "
            "not hold or hand it over.",
        )


def _at(number: str) -> str:
    return f"/api/v1/desk/complaints/{number}/evidence"
