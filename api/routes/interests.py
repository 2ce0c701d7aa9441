"""Declared interests (利益关系申报): by those who have them, and by administrators for everybody (E7)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel

from api.access import Staff
from api.answers import as_json, refusals
from api.body import body_of, takes
from api.forms import InterestForm
from api.problems import FieldFault, not_allowed, not_understood, nothing_here
from api.services import House
from domain.identity import normalise_number
from domain.interests import About, Interest
from domain.rights import DECLARING, INTEREST_READERS
from domain.words import Words
from storage.staff import StaffMember

router = APIRouter(prefix="/api/v1/desk/interests", tags=["desk"])

_ADMINISTRATOR = "administrator"


class InterestList(BaseModel):
    """What was declared, also what has ended."""

    items: list[Interest]


async def _declaring(staff: Staff) -> StaffMember:
    if staff.role not in DECLARING:
        raise not_allowed(
            zh=f"角色 {staff.role} 不参与裁决，无须申报。",
            en=f"The role {staff.role} decides nothing and declares nothing.",
        )
    return staff


@router.post(
    "",
    status_code=201,
    response_model=Interest,
    responses=refusals(401, 403, 413, 422, 503),
    openapi_extra=takes(InterestForm, example={"about": "department", "subject": "technical"}),
)
async def declare(
    house: House,
    staff: Annotated[StaffMember, Depends(_declaring)],
    form: Annotated[InterestForm, Depends(body_of(InterestForm))],
) -> Response:
    """Declare an interest: its member sits on no panel of such a case. Once more changes nothing."""
    whose = form.staff or staff.id
    if whose != staff.id:
        _check_is_administrator(staff)
        if await house.staff.find(whose) is None:
            raise not_understood(_fault("staff", zh=f"没有员工 {whose}", en=f"there is no staff {whose!r}"))
    subject = normalise_number(form.subject) if form.about is About.CASE else form.subject
    if subject is None:
        raise not_understood(_fault("subject", zh="不是投诉编号", en="not a tracking number"))
    return as_json(await house.interests.declare(whose, form.about, subject, by=f"staff:{staff.id}"), status=201)


@router.get("", response_model=InterestList, responses=refusals(401, 503))
async def list_interests(house: House, staff: Staff) -> Response:
    """List one's own interests; administrators and auditors see everybody's."""
    own = None if staff.role in INTEREST_READERS else staff.id
    return as_json(InterestList(items=list(await house.interests.of(own))))


@router.post("/{interest}/end", response_model=Interest, responses=refusals(401, 403, 404, 503))
async def end(house: House, staff: Staff, interest: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
    """Let an interest count no more; for administrators, so that nobody takes their own back. Once more is the same."""
    _check_is_administrator(staff)
    await house.interests.end(interest)
    found = await house.interests.find(interest)
    if found is None:
        raise nothing_here()
    return as_json(found)


def _check_is_administrator(staff: StaffMember) -> None:
    if staff.role != _ADMINISTRATOR:
        raise not_allowed(zh="由管理员执行。", en="That is for administrators.")


def _fault(path: str, *, zh: str, en: str) -> FieldFault:
    return FieldFault(path=path, words=Words(zh=zh, en=en))
