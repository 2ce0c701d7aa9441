"""The register of respondents (被投诉人名册): lists, whole records, and what is asked before giving work (E8)."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from api.access import Staff
from api.answers import as_json, refusals
from api.body import body_of, takes
from api.forms import LookupForm
from api.paging import Paging, known_cursors
from api.problems import not_allowed, nothing_here
from api.respondents import (
    RespondentFile,
    RespondentList,
    respondent_file,
    respondent_item,
    whys_of,
)
from api.services import House, Language, Services
from api.speaker import Speaker
from api.standings import ID_EXAMPLE, StandingView, standing_view
from domain.case_inquiry import Respondent
from domain.rights import RESPONDENT_READERS
from storage.respondents import RegisteredRespondent, RespondentFilters
from storage.staff import StaffMember

router = APIRouter(prefix="/api/v1/desk/respondents", tags=["respondents"])

Id = Annotated[str, Path(alias="respondent", pattern=r"^respondent-[0-9a-f]{16}$", examples=[ID_EXAMPLE])]


class RespondentQuery(Paging):
    """What the list is narrowed down to."""

    banned: bool | None = None
    blacklisted: bool | None = None
    suspended: bool | None = None
    bearing: bool | None = None


@router.get("", response_model=RespondentList, responses=refusals(401, 403, 422, 503))
async def list_respondents(house: House, staff: Staff, query: Annotated[RespondentQuery, Query()]) -> Response:
    """List respondents, those known last first."""
    _check_may_read(staff)
    now = datetime.now(UTC)
    filters = RespondentFilters(**query.model_dump(exclude={"cursor", "limit"}))
    with known_cursors():
        page = await house.respondents.page(filters=filters, at=now, cursor=query.cursor, limit=query.limit)
    items = [respondent_item(each, at=now) for each in page.items]
    return as_json(RespondentList(items=items, next=page.next_cursor))


@router.get("/{respondent}", response_model=RespondentFile, responses=refusals(401, 403, 404, 503))
async def read_respondent(house: House, language: Language, staff: Staff, respondent: Id) -> Response:
    """Read a whole respondent: what is in force, and the record of the last twelve months."""
    found = await _find(house, respondent, staff)
    cases = await house.respondents.cases_of(respondent)
    listed = await house.desk.named([each.tracking_number for each in cases]) if cases else ()
    penalties = await house.respondents.penalties_of(respondent)
    view = respondent_file(
        found,
        penalties=penalties,
        whys=await whys_of(house, penalties),
        cases=cases,
        listed={each.tracking_number: each for each in listed},
        speaker=Speaker(language=language, policy=None),
        at=datetime.now(UTC),
    )
    return as_json(view)


@router.get("/{respondent}/standing", response_model=StandingView, responses=refusals(401, 403, 404, 503))
async def read_standing(house: House, staff: Staff, respondent: Id) -> Response:
    """Read only what is in force, with nothing personal in it."""
    found = await _find(house, respondent, staff)
    return as_json(standing_view(found.id, found.standing, at=datetime.now(UTC)))


@router.post(
    "/lookup",
    response_model=StandingView,
    responses=refusals(401, 403, 404, 413, 422, 503),
    openapi_extra=takes(LookupForm, example={"respondent_id": "worker-17"}),
)
async def look_up(house: House, staff: Staff, form: Annotated[LookupForm, Depends(body_of(LookupForm))]) -> Response:
    """Read what is in force against whoever has this id or contact; in a body, since no address may hold it."""
    _check_may_read(staff)
    respondent = await house.respondents.known_by(Respondent(**form.model_dump()))
    found = await house.respondents.find(respondent) if respondent else None
    if found is None:
        raise nothing_here()
    return as_json(standing_view(found.id, found.standing, at=datetime.now(UTC)))


async def _find(house: Services, respondent: str, staff: StaffMember) -> RegisteredRespondent:
    """Find a respondent. Raises `Problem` (403, 404)."""
    _check_may_read(staff)
    found = await house.respondents.find(respondent)
    if found is None:
        raise nothing_here()
    return found


def _check_may_read(staff: StaffMember) -> None:
    if staff.role not in RESPONDENT_READERS:
        raise not_allowed(
            zh=f"角色 {staff.role} 不能查看被投诉人名册。",
            en=f"The role {staff.role} may not read the register of respondents.",
        )
