"""Fresh eyes (另行指派): who took part in what was decided before does not decide again (F3)."""

from collections.abc import Callable

from domain.case import Case
from domain.changes import Change, follows_all


def decided_before(case: Case, staff: str, *, follows: Callable[[Change], bool] = follows_all) -> bool:
    """Tell whether somebody took part in the last cycle's decision, or after an appeal in that of any cycle."""
    if case.was_decided_by(staff, cycle=case.cycle - 1):
        return True
    if case.appealed != case.cycle - 1:
        return False
    earlier = any(deed.staff == staff and deed.cycle < case.cycle for deed in case.deeds)
    return earlier and follows(Change.APPEAL_TO_OTHERS)


def those_before(case: Case, *, follows: Callable[[Change], bool] = follows_all) -> list[str]:
    """Give everybody of whom that is so, each once."""
    staff = dict.fromkeys(deed.staff for deed in case.deeds)
    return [each for each in staff if decided_before(case, each, follows=follows)]
