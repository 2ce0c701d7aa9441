"""Custodians (证据保管部门): which department answers for evidence of a kind, and what is its leads' alone (A7)."""

from collections.abc import Collection

from domain import permissions
from domain.custody import CustodyAct
from domain.pack import Pack


def custodian_of(kind: str, pack: Pack | None) -> str | None:
    """Give the department that the pack makes custodian of a kind; none where it is the case's own."""
    named = pack.custodians if pack else {}
    return next((department for known, department in named.items() if known == kind), None)


def keeps(kind: str, pack: Pack | None, *, role: str, department: str | None) -> bool:
    """Tell whether somebody answers for evidence of a kind, whosever the case is: a lead of its custodian."""
    return role in permissions.LEADS and department is not None and department == custodian_of(kind, pack)


def may_handle(
    act: CustodyAct, kind: str, pack: Pack | None, *, role: str, department: str | None, departments: Collection[str]
) -> bool:
    """Tell whether somebody may hold, release or hand over a piece of a kind in a case of these `departments`.

    Where there is a custodian, only they release and hand over; whoever might hold a piece may still do so.
    """
    custodian = custodian_of(kind, pack)
    own = {custodian} if custodian and act is not CustodyAct.HELD else {*departments, custodian}
    return any(
        permissions.may_read(role=role, department=department, case_department=each) for each in own if each is not None
    )
