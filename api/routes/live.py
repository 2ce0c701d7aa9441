"""What is new, as server-sent events: of a case to its parties and to the desk, and of all cases to the desk (G3)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel

from api.access import (
    CodeHeader,
    Number,
    Staff,
    check_may_read,
    check_reads_cases,
    unseen_case,
    who_calls,
)
from api.answers import refusals
from api.hub import Bell, DeskBell
from api.live import EventStream, Reader, message, stream
from api.merging import check_may_open, read_place
from api.problems import not_signed_in
from api.reading_on import read_on
from api.routes.complaints import Cursor, read_cursor
from api.services import House, Language, Services
from api.timeline_view import PAGE, for_staff
from api.windows import asker_of
from domain import permissions
from domain.case import Case
from storage.staff import StaffMember

router = APIRouter(tags=["live"])
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "Server-sent events.", "content": {"text/event-stream": {}}}
}

LastEventId = Annotated[
    str | None, Header(max_length=20, description="The `id` of the last event received; goes before `cursor`.")
]


class Changed(BaseModel):
    """A case that has changed."""

    tracking_number: str
    sequence: int


class Changes(BaseModel):
    """Cases that have changed."""

    cases: list[Changed]


@router.get("/api/v1/complaints/{tracking_number}/live", responses=_STREAM | refusals(403, 404, 422, 429, 503))
async def follow_complaint(
    *,
    request: Request,
    house: House,
    language: Language,
    number: Number,
    code: CodeHeader = None,
    cursor: Cursor = None,
    last_event_id: LastEventId = None,
) -> Response:
    """Tell what happened and what happens, as the timeline does, from the beginning or after the place given."""
    staff: StaffMember | None = request.state.staff
    check = partial(who_calls, request, house, number, staff, code)
    caller = await check()
    place = read_place(last_event_id or cursor)
    shared, bell = _sharing(house), Bell()
    first = await read_on(shared, caller, chapter=place[0], after=place[1], language=language)
    if not first.chapters:
        await unseen_case(house, number)

    async def look() -> AsyncIterator[str]:
        nonlocal place
        while True:
            chapter, after = place
            house.live.hub.watch(bell, number)
            read = await read_on(shared, caller, chapter=chapter, after=after, language=language)
            house.live.hub.watch(bell, *read.chapters)
            for item in read.items:
                at = f"{chapter}.{item.sequence}" if chapter else str(item.sequence)
                yield message(item.model_dump_json(), place=at)
            place = chapter, read.last or after
            if not read.is_full:
                if chapter + 1 >= len(read.chapters):
                    return
                place = chapter + 1, 0

    reader = Reader(bell=bell, look=look, check=check, language=language)
    return _open(request, house, staff, reader)


@router.get("/api/v1/desk/complaints/{tracking_number}/live", responses=_STREAM | refusals(401, 403, 404, 422, 429))
async def follow_case(
    *,
    request: Request,
    house: House,
    language: Language,
    staff: Staff,
    number: Number,
    cursor: Cursor = None,
    last_event_id: LastEventId = None,
) -> Response:
    """Tell everything that happened and happens on a case, to whoever may open it, for as long as they may."""
    check_reads_cases(staff)
    after = read_cursor(last_event_id or cursor)
    shared, bell = _sharing(house), Bell()
    if (case := await house.complaints.find(number)) is None:
        check_may_read(staff, None)
        await unseen_case(house, number)
    else:
        await check_may_open(house, staff, case)

    async def look() -> AsyncIterator[str]:
        nonlocal after
        house.live.hub.watch(bell, number)
        while True:
            # Before the case, so that nothing is told by a right that they have ended.
            events = await shared.timeline.page(number, after=after, limit=PAGE)
            if (case := await shared.complaints.find(number)) is None:
                return
            await check_may_open(shared, staff, case)
            for item in for_staff(events, speaker=house.speaker(case, language=language)):
                yield message(item.model_dump_json(), place=str(item.sequence))
            after = events[-1].sequence if events else after
            if len(events) < PAGE:
                return

    check = partial(_still_here, request, staff)
    reader = Reader(bell=bell, look=look, check=check, language=language)
    return _open(request, house, staff, reader)


@router.get("/api/v1/desk/live", responses=_STREAM | refusals(401, 403, 429))
async def follow_the_desk(request: Request, house: House, language: Language, staff: Staff) -> Response:
    """Tell, at most once a second, which of the cases that one may open have changed: number and last event, no more.

    `look-again` says that any may have, as at the beginning.
    """
    check_reads_cases(staff)

    def may_open(case: Case) -> bool:
        return permissions.may_open(case, staff=staff.id, role=staff.role, department=staff.department)

    bell = DeskBell(may_open)

    async def look() -> AsyncIterator[str]:
        changed = bell.take()
        if changed is None:
            yield message("{}", name="look-again")
        elif changed:
            cases = [Changed(tracking_number=number, sequence=sequence) for number, sequence in changed.items()]
            yield message(Changes(cases=cases).model_dump_json(), name="changed")

    check = partial(_still_here, request, staff)
    reader = Reader(bell=bell, look=look, check=check, language=language)
    return _open(request, house, staff, reader)


def _open(request: Request, house: Services, staff: StaffMember | None, reader: Reader) -> EventStream:
    """Open a stream where there is a seat for it. Raises `Problem` (429, 503)."""
    who = f"staff {staff.id}" if staff else asker_of(request.client.host if request.client else "")
    house.live.seats.take(who)
    messages = stream(reader, hub=house.live.hub, heartbeat=house.options.heartbeat)
    return EventStream(messages, leave=partial(house.live.seats.leave, who))


async def _still_here(request: Request, staff: StaffMember) -> None:
    """Let pass staff who are signed in still, as whom they came. Raises `Problem`."""
    if await request.state.look_again() != staff:
        raise not_signed_in()


def _sharing(house: Services) -> Services:
    return replace(house, complaints=house.live.reads, timeline=house.live.reads)
