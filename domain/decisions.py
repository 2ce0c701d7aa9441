"""What was decided in each cycle (各轮决定), by whom and why: the first stands beside the second (F3)."""

from domain.case import Case
from domain.case_decisions import Decision
from domain.kinds import Stage
from domain.words import Words

DECIDED_BY = {
    "staff": Words(zh="工作人员", en="staff"),
    "rules": Words(zh="公开规则", en="the public rules"),
    "mediation": Words(zh="调解", en="a settlement"),
    "panel": Words(zh="裁决小组", en="a panel"),
    "rung": Words(zh="上级（代裁决小组）", en="a higher rung, in a panel's stead"),
    "arbitrator": Words(zh="外部仲裁", en="an outside arbitrator"),
}
_DECIDED = frozenset({Stage.RESOLVED, Stage.CLOSED, Stage.DECLINED})


def present(case: Case) -> Decision:
    """Give what the present cycle has come to so far."""
    ruling = next((each for each in reversed(case.rulings) if each.cycle == case.cycle), None)
    return Decision(
        cycle=case.cycle,
        decided_at=case.stood_since or case.last_event_at,
        department=case.department,
        by=_by(case),
        deciders=tuple(dict.fromkeys(deed.staff for deed in case.deeds if deed.cycle == case.cycle)),
        told=(case.redraft.found if case.redraft else None) or case.answer or case.finding,
        finding=case.finding,
        responsible=case.established.responsible,
        agreed=case.agreed,
        is_declined=case.stage is Stage.DECLINED,
        outcome=ruling.outcome if ruling else None,
        reasons=ruling.reasons if ruling else None,
    )


def decisions_of(case: Case) -> tuple[Decision, ...]:
    """Give the decisions of all cycles, the first one first; the present cycle's once it has come to one."""
    return (*case.decisions, present(case)) if case.stage in _DECIDED else case.decisions


def _by(case: Case) -> str:
    ruling = next((each for each in reversed(case.rulings) if each.cycle == case.cycle), None)
    if ruling:
        return ruling.by
    if case.mediation and case.mediation.mediated_at:
        return "mediation"
    return "rules" if case.straight_through else "staff"
