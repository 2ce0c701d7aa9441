"""Ready answers for a case: what its pack offers, filled in, for a member of staff to go on from (D1)."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.access import Number, Staff, check_may_read, unseen_case
from api.answers import as_json, refusals
from api.merging import check_may_open
from api.services import House, Language
from domain.answers import Draft, drafts_for

router = APIRouter(prefix="/api/v1/desk/complaints", tags=["desk"])


class DraftPage(BaseModel):
    """Ready answers in the complainant's language; `respond` names the one it began from as `template`."""

    items: tuple[Draft, ...]


@router.get("/{tracking_number}/answers", response_model=DraftPage, responses=refusals(401, 403, 404, 503))
async def read_answers(house: House, language: Language, staff: Staff, number: Number) -> Response:
    """List the pack's ready answers that fit the case as it stands."""
    check_may_read(staff, None)
    case = await house.complaints.find(number)
    if case is None:
        await unseen_case(house, number)
        return as_json(DraftPage(items=()))
    await check_may_open(house, staff, case)
    policy = house.policy_of(case.pack, case.pack_version)
    return as_json(DraftPage(items=drafts_for(case, policy.pack, language=language) if policy else ()))
