"""Why is it due then: every due moment of a case explained to whoever may read its file (C2)."""

from fastapi import APIRouter, Response

from api.access import Number, Staff, check_may_read, unseen_case
from api.answers import as_json, refusals
from api.deadlines_view import DeadlinesView, deadlines_view
from api.merging import check_may_open
from api.services import House, Language

router = APIRouter(prefix="/api/v1/desk/complaints", tags=["desk"])


@router.get("/{tracking_number}/deadlines", response_model=DeadlinesView, responses=refusals(401, 403, 404, 503))
async def read_deadlines(house: House, language: Language, staff: Staff, number: Number) -> Response:
    """Explain every due moment of a case: clock start, allowance, pauses credited, days not worked, and the result."""
    check_may_read(staff, None)
    case = await house.complaints.find(number)
    if case is None:
        await unseen_case(house, number)
        return as_json(DeadlinesView(tracking_number=number, milestones=[]))
    await check_may_open(house, staff, case)
    policy = house.policy_of(case.pack, case.pack_version)
    return as_json(deadlines_view(case, policy=policy, speaker=house.speaker(case, language=language)))
