"""Authority (审批权限): who may decide on how much, and never on what they proposed or found themselves (E3)."""

from domain.kinds import EventKind
from domain.refusals import not_allowed
from domain.step import Step

AUTHORS = frozenset(
    {
        EventKind.FINDING_RECORDED,
        EventKind.REMEDY_PROPOSED,
        EventKind.PLAN_DRAFTED,
        EventKind.PLAN_AGREED,
        EventKind.PLAN_DISSENTED,
    }
)


def check_somebody_else(step: Step) -> None:
    """Let pass who neither found nor proposed anything in this cycle. Raises `NotAllowed`."""
    case, actor = step.case, step.actor
    if any(deed.staff == actor.id and deed.cycle == case.cycle and deed.what in AUTHORS for deed in case.deeds):
        raise not_allowed(
            zh="提出方案、作出调查结论或对小组处置方案表过态的人不能审批该方案。",
            en="Whoever proposed the remedy, recorded the finding or spoke on the task force's plan may not decide on "
            "it.",
        )


def check_authority(step: Step, total_fen: int | None = None) -> None:
    """Let pass whose authority covers a total in fen; none: the case's, with what it already got. Raises `NotAllowed`."""
    total = step.case.total_fen if total_fen is None else total_fen
    rung, pack = step.actor.rung, step.policy.pack
    if rung not in pack.ladder or not pack.may_approve(rung, total):
        raise not_allowed(
            zh=f"方案合计 {total} 分，超出 {rung} 的审批权限。",
            en=f"The remedies come to {total} fen, more than {rung} may approve.",
        )
