"""The desk (工作台): lists of cases, whole case files, and timelines for staff (I1, J2)."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field, StringConstraints

from api.access import Number, Staff, actor_of, check_may_read, check_reads_cases, unseen_case
from api.answers import as_json, refusals
from api.desk_view import DeskItem, DeskPage, DeskView, desk_item, desk_view, unseen_desk_view
from api.inbox_views import SHOWN, View, ViewCounts, narrowed, view_count
from api.matters import matters_of
from api.merging import check_may_open
from api.paging import Paging, known_cursors
from api.problems import not_allowed
from api.respondents import standing_in
from api.routes.complaints import Cursor, read_cursor
from api.routes.likenesses import likenesses_for
from api.services import House, Language, Services
from api.speaker import Speaker
from api.timeline_view import PAGE, TimelinePage, for_staff
from domain import permissions
from domain.case import Case
from domain.instant import Instant
from domain.keyring import UnknownKey
from domain.kinds import Stage, Urgency, WaitingOn
from gateways.sealing import BlobAltered
from storage.desk import Filters, ListedCase, Sort
from storage.staff import StaffMember

log = logging.getLogger(__name__)
router = APIRouter(prefix="/api/v1/desk/complaints", tags=["desk"])

Word = Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00-\x1f]*$")]
Query_ = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]


class DeskQuery(Paging):
    """What the list is narrowed down to."""

    department: Word | None = None
    handler: Word | None = None
    stage: Stage | None = None
    level: Annotated[int, Field(ge=1, le=3)] | None = None
    urgency: Urgency | None = None
    breached: bool | None = None
    due_before: Instant | None = None
    pack: Word | None = None
    incident: Word | None = None
    q: Query_ | None = Field(default=None, description="Tracking number, order number, or words of the complaint.")
    open: bool | None = Field(default=None, description="Neither closed nor ended otherwise.")
    assigned: bool | None = Field(default=None, description="Somebody handles it.")
    waiting_on: WaitingOn | None = None
    red_alert: bool | None = Field(default=None, description="Its red alert is not acknowledged.")
    view: View | None = Field(default=None, description="A view of the inbox, as its reader has it.")
    sort: Sort = "due_at"


@router.get("", response_model=DeskPage, responses=refusals(401, 403, 422, 503))
async def list_complaints(
    house: House, language: Language, staff: Staff, query: Annotated[DeskQuery, Query()]
) -> Response:
    """List the cases that the reader may see, the next due first."""
    check_reads_cases(staff)
    view = narrowed(query.view, staff=staff.id, at=datetime.now(UTC)) if query.view else {}
    asked = query.model_dump(include=set(Filters.model_fields))
    filters = Filters(**asked | view | _own(staff, query.department))
    with known_cursors():
        page = await house.desk.page(filters=filters, sort=query.sort, cursor=query.cursor, limit=query.limit)
    return as_json(DeskPage(items=listed(house, page.cases, language=language), next=page.next_cursor))


@router.get("/counts", response_model=ViewCounts, responses=refusals(401, 403, 503))
async def count_views(house: House, language: Language, staff: Staff) -> Response:
    """Count the cases on each view of the inbox, up to 999."""
    check_reads_cases(staff)
    now, own = datetime.now(UTC), _own(staff, None)
    lists = [Filters(**narrowed(view, staff=staff.id, at=now) | own) for view in View]
    found = await house.desk.counts(lists, most=SHOWN + 1)
    items = [view_count(view, number, language=language) for view, number in zip(View, found, strict=True)]
    return as_json(ViewCounts(items=items))


@router.get("/{tracking_number}", response_model=DeskView, responses=refusals(401, 403, 404, 503))
async def read_case_file(house: House, language: Language, staff: Staff, number: Number) -> Response:
    """Read a whole case file."""
    check_reads_cases(staff)
    case = await house.complaints.find(number)
    if case is None:
        check_may_read(staff, None)
        filed = await unseen_case(house, number)
        link = workflow_link(house, number)
        view = unseen_desk_view(number, filed_at=filed.filed_at, language=language, temporal_ui=link)
        return as_json(view, headers=_etag(view))
    await check_may_open(house, staff, case)
    return await case_file(house, case, staff=staff, language=language)


@router.get("/{tracking_number}/timeline", response_model=TimelinePage, responses=refusals(401, 403, 404, 422, 503))
async def read_timeline(
    house: House, language: Language, staff: Staff, number: Number, cursor: Cursor = None
) -> Response:
    """Read everything that happened, oldest first."""
    check_reads_cases(staff)
    after = read_cursor(cursor)
    case = await house.complaints.find(number)
    if case is None:
        check_may_read(staff, None)
        await unseen_case(house, number)
        return as_json(TimelinePage(items=[], next=None))
    await check_may_open(house, staff, case)
    events = await house.timeline.page(number, after=after, limit=PAGE)
    items = for_staff(events, speaker=house.speaker(case, language=language))
    return as_json(TimelinePage(items=items, next=str(events[-1].sequence) if len(events) == PAGE else None))


async def case_file(house: Services, case: Case, *, staff: StaffMember, language: str) -> Response:
    """Answer with a whole case file, the words of the complaint in full."""
    speaker = house.speaker(case, language=language)
    view = desk_view(
        await _with_whole_text(house, case),
        reader=actor_of(staff),
        policy=house.policy_of(case.pack, case.pack_version),
        speaker=speaker,
        temporal_ui=workflow_link(house, case.tracking_number),
        likenesses=await likenesses_for(house, case.likenesses, staff=staff, language=language),
        respondent_standing=await standing_in(house, case),
        matters=await matters_of(house, case.tracking_number, speaker=speaker) if case.matters else (),
    )
    return as_json(view, headers=_etag(view))


def listed(house: Services, cases: Sequence[ListedCase], *, language: str) -> list[DeskItem]:
    """Show cases in a list, each in the words of its pack."""
    return [
        desk_item(case, speaker=Speaker(language=language, policy=house.policy_of(case.pack, case.pack_version)))
        for case in cases
    ]


def workflow_link(house: Services, number: str) -> str | None:
    """Give the address of a case in the Temporal Web UI (J2)."""
    if house.options.temporal_ui_url is None:
        return None
    return f"{house.options.temporal_ui_url}/namespaces/{house.engine.namespace}/workflows/{number}"


def _etag(view: DeskView) -> dict[str, str]:
    return {"ETag": f'"{view.sequence}"'}


def _own(staff: StaffMember, wanted: str | None) -> dict[str, str | None]:
    """Give what narrows a list down to what somebody may see. Raises `Problem` (403)."""
    if staff.role in permissions.NAMED:
        return {"department": wanted, "mediator": staff.id}
    return {"department": own_department(staff, wanted)}


def own_department(staff: StaffMember, wanted: str | None) -> str | None:
    """Give the department to list: one's own, unless one sees them all. Raises `Problem` (403)."""
    if staff.role in permissions.ALL_DEPARTMENTS:
        return wanted
    if staff.department is None or wanted not in {None, staff.department}:
        raise not_allowed(zh="您只能查看本部门的案件。", en="You may list the cases of your own department.")
    return staff.department


async def _with_whole_text(house: Services, case: Case) -> Case:
    description = case.complaint.description
    if description.sha256 is None:
        return case
    try:
        text = (await house.blobs.get(description.sha256)).decode()
    except (KeyError, BlobAltered, UnknownKey) as error:
        # The beginning is better than nothing.
        log.error("the whole text of %s cannot be read: %s", case.tracking_number, type(error).__name__)
        return case
    whole: dict[str, Any] = {"description": description.model_copy(update={"text": text})}
    return case.model_copy(update={"complaint": case.complaint.model_copy(update=whole)})
