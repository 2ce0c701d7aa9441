"""Cases that wait to be looked back at (倒查), for those who do (F6)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access import Staff, check_may_read
from api.answers import as_json, refusals
from api.desk_view import ReviewPage
from api.routes.desk import listed, own_department
from api.services import House, Language

router = APIRouter(prefix="/api/v1/desk/reviews", tags=["desk"])

Left = Annotated[bool, Query(description="Those instead that went to the archive before anybody recorded them.")]


@router.get("", response_model=ReviewPage, responses=refusals(401, 403, 422, 503))
async def list_reviews(house: House, language: Language, staff: Staff, left: Left = False) -> Response:
    """List the cases that one's department has to look back at, for who sees all departments all of them."""
    check_may_read(staff, None)
    cases = await house.desk.reviews(department=own_department(staff, None), are_left=left)
    return as_json(ReviewPage(items=listed(house, cases, language=language)))
