"""The cases that one is like, looked for again: what came in since, or was filed in the same moment (A6)."""

from datetime import UTC, datetime

from fastapi import APIRouter, Response

from api.access import Number, Staff, check_may_read, unseen_case
from api.answers import as_json, refusals
from api.likeness import LikenessPage, LikenessView, views
from api.merging import check_may_open
from api.services import House, Language, Services
from domain.likeness import Likeness
from storage.staff import StaffMember

router = APIRouter(prefix="/api/v1/desk/complaints", tags=["desk"])


@router.get("/{tracking_number}/likenesses", response_model=LikenessPage, responses=refusals(401, 403, 404, 503))
async def read_likenesses(house: House, language: Language, staff: Staff, number: Number) -> Response:
    """Look for the cases that this one is like, by what is known now; those that the reader may open."""
    check_may_read(staff, None)
    case = await house.complaints.find(number)
    if case is None:
        await unseen_case(house, number)
        return as_json(LikenessPage(items=[]))
    await check_may_open(house, staff, case)
    policy = house.policy_of(case.pack, case.pack_version)
    now = datetime.now(UTC)
    linked = await house.links.of(case.complaint, number=number, pack=policy.pack if policy else None, at=now)
    return as_json(LikenessPage(items=await likenesses_for(house, linked.likenesses, staff=staff, language=language)))


async def likenesses_for(
    house: Services, likenesses: tuple[Likeness, ...], *, staff: StaffMember, language: str
) -> list[LikenessView]:
    """Show likenesses as their cases stand now."""
    if not likenesses:
        return []
    cases = await house.desk.named([each.tracking_number for each in likenesses])
    return views(likenesses, cases, reader=staff, language=language)
