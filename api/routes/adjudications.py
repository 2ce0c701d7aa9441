"""Cases that wait for a ruling (待裁决), for those before whom they are (E7)."""

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.access import Staff, check_reads_cases
from api.answers import as_json, refusals
from api.desk_view import DeskItem
from api.routes.desk import listed
from api.services import House, Language, Services
from domain import permissions
from domain.kinds import Stage
from storage.cursors import MOST_ROWS
from storage.desk import Filters, ListedCase

router = APIRouter(prefix="/api/v1/desk/adjudications", tags=["desk"])


class AdjudicationPage(BaseModel):
    """The cases that are before the reader now, the next due first."""

    items: list[DeskItem]


@router.get("", response_model=AdjudicationPage, responses=refusals(401, 403, 503))
async def list_adjudications(house: House, language: Language, staff: Staff) -> Response:
    """List the cases on whose panel one sits, or which one decides in a panel's stead."""
    check_reads_cases(staff)
    theirs = [each for each in await _adjudicated(house) if await _is_before(house, staff.id, each)]
    return as_json(AdjudicationPage(items=listed(house, theirs, language=language)))


async def _adjudicated(house: Services) -> list[ListedCase]:
    found: list[ListedCase] = []
    cursor: str | None = None
    filters = Filters(stage=Stage.ADJUDICATING)
    while True:
        page = await house.desk.page(filters=filters, cursor=cursor, limit=MOST_ROWS)
        found += page.cases
        cursor = page.next_cursor
        if cursor is None:
            return found


async def _is_before(house: Services, staff: str, listed_case: ListedCase) -> bool:
    case = await house.complaints.find(listed_case.tracking_number)
    return case is not None and permissions.adjudicates(case, staff)
