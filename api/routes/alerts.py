"""Red alerts that nobody has acknowledged (红色预警), for those who answer for them (B4)."""

from fastapi import APIRouter, Response

from api.access import Staff, check_may_read
from api.answers import as_json, refusals
from api.desk_view import AlertPage
from api.routes.desk import listed, own_department
from api.services import House, Language

router = APIRouter(prefix="/api/v1/desk/alerts", tags=["desk"])


@router.get("", response_model=AlertPage, responses=refusals(401, 403, 503))
async def list_alerts(house: House, language: Language, staff: Staff) -> Response:
    """List the alerts that wait, the oldest first: those of one's department, for who sees all departments all."""
    check_may_read(staff, None)
    cases = await house.desk.alerts(department=own_department(staff, None))
    return as_json(AlertPage(items=listed(house, cases, language=language)))
