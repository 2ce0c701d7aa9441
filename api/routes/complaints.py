"""Filing a complaint and reading it (A3, A4, G1)."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.access import Caller, Calling, MaybeStaff, check_may_read, unseen_case
from api.answers import as_json, refusals
from api.body import body_of, takes
from api.case_view import CaseView, Receipt, case_view, unseen_case_view
from api.forms import COMPLAINT_EXAMPLE, ComplaintForm
from api.guard import IdempotencyKey
from api.merging import hides_where_it_went, next_place, read_place, story_for
from api.penalty_appeals import told_penalties
from api.problems import FieldFault, not_allowed, not_understood
from api.reading_on import read_on
from api.respondent_view import respondent_view
from api.services import House, Language
from api.timeline_view import TimelinePage
from domain import permissions
from domain.case import Case
from domain.events import COMPLAINANT
from domain.titles import JOINED
from domain.words import Words
from storage.staff import StaffMember

router = APIRouter(prefix="/api/v1/complaints", tags=["complaints"])

Cursor = Annotated[str | None, Query(max_length=20, description="`next` of the page before.")]


def check_may_file(form: ComplaintForm, staff: StaffMember | None) -> None:
    """Let pass a complaint whose filer may say all that it says. Raises `Problem` (403)."""
    if staff is not None and staff.role not in permissions.INTAKE:
        raise not_allowed(zh=f"角色 {staff.role} 不能登记投诉。", en=f"The role {staff.role} may not file complaints.")
    if staff is None and form.staff_fields:
        words = Words(zh="只有工作人员可以填写", en="only staff may fill this in")
        faults = [FieldFault(path=name, words=words) for name in form.staff_fields]
        raise not_allowed(
            zh="部分字段需要员工令牌。", en="Some of the fields need a staff bearer token.", faults=faults
        )


@router.post(
    "",
    status_code=201,
    response_model=Receipt,
    responses=refusals(401, 403, 413, 422, 429, 503),
    openapi_extra=takes(ComplaintForm, example=COMPLAINT_EXAMPLE),
)
async def file_complaint(
    house: House,
    language: Language,
    staff: MaybeStaff,
    key: IdempotencyKey,
    form: Annotated[ComplaintForm, Depends(body_of(ComplaintForm))],
) -> Response:
    """File a complaint; it is durable, with its number, once this returns."""
    check_may_file(form, staff)
    filed_by = staff.id if staff else COMPLAINANT.role
    taken = await house.intake.file(form, key=key, filed_by=filed_by, language=language)
    headers = {"Location": taken.receipt.links["self"]}
    if not taken.is_new:
        headers["Idempotent-Replayed"] = "true"
    return as_json(taken.receipt, status=201, headers=headers)


@router.get("/{tracking_number}", response_model=CaseView, responses=refusals(401, 403, 404, 429, 503))
async def read_complaint(house: House, language: Language, caller: Calling) -> Response:
    """Tell how a complaint stands."""
    case = await house.complaints.find(caller.number)
    _check(caller, case)
    if case is None:
        filed = await unseen_case(house, caller.number)
        return as_json(unseen_case_view(caller.number, filed_at=filed.filed_at, language=language))
    if caller.is_respondent:
        view = respondent_view(
            case,
            speaker=house.speaker(case, language=language),
            penalties=await told_penalties(house, case.tracking_number),
            at=datetime.now(UTC),
        )
        return as_json(view)
    view = case_view(case, speaker=house.speaker(case, language=language))
    story = await story_for(house, caller, case)
    if hides_where_it_went(caller, story):
        view = view.model_copy(update={"merged_into": None, "next_step": JOINED.in_(language)})
    elif (goes_on := story[-1]) is not case:
        there = case_view(goes_on, speaker=house.speaker(goes_on, language=language))
        view.goes_on = there.model_copy(update={"links": view.links})
    return as_json(view)


@router.get("/{tracking_number}/timeline", response_model=TimelinePage, responses=refusals(401, 403, 404, 429, 503))
async def read_timeline(house: House, language: Language, caller: Calling, cursor: Cursor = None) -> Response:
    """Tell what happened, oldest first; of a merged complaint, then what happened on the one that goes on for it."""
    chapter, after = read_place(cursor)
    read = await read_on(house, caller, chapter=chapter, after=after, language=language)
    if not read.chapters:
        await unseen_case(house, caller.number)
    last = read.last if read.is_full else None
    beyond = not read.chapters or chapter >= len(read.chapters)
    following = None if beyond else next_place(chapter, chapters=len(read.chapters), last=last)
    return as_json(TimelinePage(items=read.items, next=following))


def read_cursor(cursor: str | None) -> int:
    """Read the cursor of a timeline. Raises `Problem` (422)."""
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdecimal()) or int(cursor) >= 2**31:
        words = Words(zh="不是本列表给出的游标", en="not a cursor that this list has given")
        raise not_understood(FieldFault(path="cursor", words=words))
    return int(cursor)


def _check(caller: Caller, case: Case | None) -> None:
    if caller.staff is not None:
        check_may_read(caller.staff, case)
