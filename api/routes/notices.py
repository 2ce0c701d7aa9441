"""What people were told of a case, for whoever may read its file (G2)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access import Number, Staff, check_may_read, unseen_case
from api.answers import as_json, refusals
from api.merging import check_may_open
from api.notices_view import NoticesView, notices_view
from api.paging import Paging, known_cursors
from api.services import House, Language

router = APIRouter(prefix="/api/v1/desk/complaints", tags=["desk"])


@router.get("/{tracking_number}/notices", response_model=NoticesView, responses=refusals(401, 403, 404, 422, 503))
async def read_notices(
    house: House, language: Language, staff: Staff, number: Number, query: Annotated[Paging, Query()]
) -> Response:
    """List what people were told of a case, or are to be told, the oldest first."""
    check_may_read(staff, None)
    case = await house.complaints.find(number)
    if case is None:
        await unseen_case(house, number)
        return as_json(NoticesView(items=[], next=None))
    await check_may_open(house, staff, case)
    with known_cursors():
        page = await house.notices.page(number, cursor=query.cursor, limit=query.limit)
    return as_json(notices_view(page, speaker=house.speaker(case, language=language)))
