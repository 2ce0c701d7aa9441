"""Who may open a case: whoever has its code, and staff whose role and department allow it (A4, I1)."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Header, Path, Request

from api import case_session
from api.case_session import CaseSession
from api.case_view import NUMBER_EXAMPLE
from api.engine import CaseUnknown, Filed
from api.problems import Problem, no_such_case, not_allowed, not_signed_in
from api.services import House, Services
from domain import permissions
from domain.case import Case
from domain.events import COMPLAINANT, RESPONDENT, Actor
from domain.identity import normalise_number
from storage.staff import StaffMember


@dataclass(frozen=True)
class Caller:
    """Who calls about which case: a party of it, or a member of staff whose right to it is still to be checked."""

    number: str
    staff: StaffMember | None
    code: str = field(default="", repr=False)
    is_respondent: bool = False
    opens: frozenset[str] = frozenset()

    @property
    def actor(self) -> Actor:
        """Give whoever acts, as it goes on the timeline."""
        if self.is_respondent:
            return RESPONDENT
        return COMPLAINANT if self.staff is None else actor_of(self.staff)


def actor_of(staff: StaffMember) -> Actor:
    """Give a member of staff as it goes on a timeline."""
    return Actor(role=staff.role, id=staff.id, department=staff.department, rung=staff.rung)


async def acting(house: Services, staff: StaffMember) -> Actor:
    """Give a member of staff as they act on a case, with the authority that others have given them."""
    return actor_of(staff).model_copy(update={"powers": await house.authority.powers(staff.id)})


async def _staff(request: Request) -> StaffMember | None:
    staff: StaffMember | None = request.state.staff
    return staff


async def _signed_in(request: Request) -> StaffMember:
    staff = await _staff(request)
    if staff is None:
        raise not_signed_in()
    return staff


async def _number(
    tracking_number: Annotated[str, Path(description="In any way of writing.", examples=[NUMBER_EXAMPLE])],
) -> str:
    number = normalise_number(tracking_number)
    if number is None:
        raise no_such_case()
    return number


MaybeStaff = Annotated[StaffMember | None, Depends(_staff)]
"""The member of staff who calls, if it is one."""

Staff = Annotated[StaffMember, Depends(_signed_in)]
"""The member of staff who calls."""

Number = Annotated[str, Depends(_number)]
"""A tracking number as it is written; what cannot be one is 404."""


CodeHeader = Annotated[
    str | None, Header(alias="X-Access-Code", description="The code shown at intake, or one sent later.")
]


async def who_calls(
    request: Request, house: House, number: Number, staff: MaybeStaff, code: CodeHeader = None
) -> Caller:
    """Tell who calls about a case, by code or by the cookie of the case. Raises `Problem`: the one 404."""
    if staff is not None:
        return Caller(number, staff)
    if code and await _opens(house, number, code):
        return Caller(number, None, code)
    if code and await _opens_for_respondent(house, number, code):
        return Caller(number, None, code, is_respondent=True)
    if not code and (session := case_session.read(request, number, identity=house.identity)):
        return await _by_session(house, number, session)
    raise no_such_case()


async def _by_session(house: Services, number: str, session: CaseSession) -> Caller:
    if session.notice is None:
        return Caller(number, None, opens=frozenset(session.opens))
    if await is_told_last(house, number, session.notice):
        return Caller(number, None, is_respondent=True)
    raise no_such_case()


async def _opens_for_respondent(house: Services, number: str, code: str) -> bool:
    notice = house.identity.respondent_notice(number, code)
    return notice is not None and await is_told_last(house, number, notice)


async def is_told_last(house: Services, number: str, notice: int) -> bool:
    """Tell whether the respondent was told of no other code since this event: a stranger's is taken back so."""
    case = await house.complaints.find(number)
    return case is not None and case.inquiry.notice == notice


async def _opens(house: Services, number: str, code: str) -> bool:
    if house.identity.is_code(number, code):
        return True
    return code.isascii() and await house.access_codes.opens(tracking_number=number, code=code)


Calling = Annotated[Caller, Depends(who_calls)]
"""Who calls about a case; whoever has no right to it gets the one 404."""


async def may_follow(house: Services, caller: Caller, case: Case) -> bool:
    """Tell whether who calls about a merged complaint may go on in `case`: staff by their rights, others by the code.

    The code shown at intake opens one case. One that was sent to a contact opens all those that know the contact.
    """
    if caller.staff is None:
        return case.tracking_number in caller.opens or await _opens(house, case.tracking_number, caller.code)
    staff = caller.staff
    return permissions.may_open(case, staff=staff.id, role=staff.role, department=staff.department)


async def unseen_case(house: Services, number: str) -> Filed:
    """Find a case that no worker has seen yet. Raises `Problem` (404)."""
    try:
        return await house.engine.filed(number)
    except CaseUnknown:
        raise no_such_case() from None


def check_reads_cases(staff: StaffMember) -> None:
    """Let pass staff who may open cases, be it only those that they are named for. Raises `Problem` (403)."""
    if staff.role not in permissions.READERS | permissions.NAMED.keys():
        raise _not_a_reader(staff)


def check_may_read(staff: StaffMember, case: Case | None) -> None:
    """Let pass staff who may open a case, or, while nothing of it is known, cases at all. Raises `Problem` (403).

    Who sees only what they are named for gets one answer for every other case, be there one or not.
    """
    if staff.role in permissions.NAMED:
        if case and permissions.may_open(case, staff=staff.id, role=staff.role, department=staff.department):
            return
        raise not_allowed(
            zh="您未被指定办理本案。", en="You may open the cases that you are named for, and nothing else."
        )
    if staff.role not in permissions.READERS:
        raise _not_a_reader(staff)
    if case and not permissions.may_open(case, staff=staff.id, role=staff.role, department=staff.department):
        raise not_allowed(zh="本案不属于您的部门。", en="This case belongs to another department.")


def check_may_act(staff: StaffMember, case: Case | None) -> None:
    """Let pass staff who may act on somebody's behalf. Raises `Problem` (403)."""
    if staff.role not in permissions.ON_BEHALF:
        raise not_allowed(
            zh=f"角色 {staff.role} 不能代投诉人操作。", en=f"The role {staff.role} may not act on somebody's behalf."
        )
    check_may_read(staff, case)


def _not_a_reader(staff: StaffMember) -> Problem:
    return not_allowed(zh=f"角色 {staff.role} 不能查看案件。", en=f"The role {staff.role} may not open cases.")
