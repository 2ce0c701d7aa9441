"""Red alerts that nobody has acknowledged (红色预警), for those who answer for them (B4)."""

from fastapi import APIRouter, Response

from api.access import Staff, check_may_read
from api.answers import as_json, refusals
from api.desk_view import AlertPage, desk_item
from api.routes.desk import own_department
from api.services import House, Language
from api.speaker import Speaker

router = APIRouter(prefix="/api/v1/desk/alerts", tags=["desk"])


@router.get("", response_model=AlertPage, responses=refusals(401, 403, 503))
async def list_alerts(house: House, language: Language, staff: Staff) -> Response:
    """List the alerts that wait, the oldest first: those of one's department, for who sees all departments all."""
    check_may_read(staff, None)
    cases = await house.desk.alerts(department=own_department(staff, None))
    items = [
        desk_item(case, speaker=Speaker(language=language, policy=house.policy_of(case.pack, case.pack_version)))
        for case in cases
    ]
    return as_json(AlertPage(items=items))
