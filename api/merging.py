"""Merged cases over HTTP: what a merging has to know, who may open them, and where their complainant reads on (A6)."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from api.access import Caller, check_may_read, may_follow
from api.problems import FieldFault, Problem, not_understood
from api.services import Services
from api.story import whole_story
from domain import permissions
from domain.case import Case
from domain.command import StaffCommand
from domain.events import Event
from domain.handover import KnownCase
from domain.kinds import EventKind
from domain.merging import MergeInto, is_in_work
from domain.person import is_same_complainant
from domain.words import Words
from storage.staff import StaffMember

_PLACE: Final = re.compile(r"(?:([0-9]{1,3})\.)?([0-9]{1,10})", re.ASCII)


async def known_cases(house: Services, form: StaffCommand, *, number: str, staff: StaffMember) -> dict[str, KnownCase]:
    """Look up the case that a command names; one that is not there, or that the reader may not open, is left out."""
    if not isinstance(form, MergeInto):
        return {}
    case, other = await house.complaints.find(number), await house.complaints.find(form.tracking_number)
    if case is None or other is None:
        return {}
    if not permissions.may_read(role=staff.role, department=staff.department, case_department=other.department):
        return {}
    known = KnownCase(
        tracking_number=other.tracking_number,
        pack=other.pack,
        is_in_work=is_in_work(other),
        is_same_complainant=is_same_complainant(case.complaint, other.complaint),
    )
    return {form.tracking_number: known}


async def story_for(house: Services, caller: Caller, case: Case) -> Sequence[Case]:
    """Give a case, and of those that went on for it the ones that the caller may read."""
    case, *following = await whole_story(house.complaints, case)
    return [case, *[each for each in following if await may_follow(house, caller, each)]]


def hides_where_it_went(caller: Caller, story: Sequence[Case]) -> bool:
    """Tell whether a complainant has shown no code that opens the case that goes on for a merged one."""
    return caller.staff is None and story[0].merged_into is not None and len(story) == 1


def without_number(events: Iterable[Event]) -> list[Event]:
    """Leave out into which case one was merged."""
    return [each.model_copy(update={"data": {}}) if each.kind is EventKind.MERGED else each for each in events]


async def check_may_open(house: Services, staff: StaffMember, case: Case) -> None:
    """Let pass staff who may open a case, or the one that went on for it. Raises `Problem` (403)."""
    try:
        check_may_read(staff, case)
    except Problem:
        if case.merged_into is None:
            raise
        check_may_read(staff, (await whole_story(house.complaints, case))[-1])


def read_place(cursor: str | None) -> tuple[int, int]:
    """Read a complainant's cursor: which case of the story, after which event. Raises `Problem` (422)."""
    if cursor is None:
        return 0, 0
    found = _PLACE.fullmatch(cursor)
    if found is None or int(found[2]) >= 2**31:
        words = Words(zh="不是本列表给出的游标", en="not a cursor that this list has given")
        raise not_understood(FieldFault(path="cursor", words=words))
    return int(found[1] or 0), int(found[2])


def next_place(chapter: int, *, chapters: int, last: int | None) -> str | None:
    """Give the cursor after a page: in the same case after event `last`, else at the beginning of the next one."""
    if last is not None:
        return f"{chapter}.{last}" if chapter else str(last)
    return f"{chapter + 1}.0" if chapter + 1 < chapters else None
