"""How task forces (专项小组) are told; a complainant hears that there is one, and nothing of who is in it (D3, G1)."""

from collections.abc import Mapping
from typing import Final

from api.telling import Telling, told
from domain.kinds import EventKind

FORCE_TELLINGS: Final[Mapping[EventKind, Telling]] = {
    EventKind.TASK_FORCE_FORMED: told(
        "已成立专项小组[：{seats}][；处置方案须于 {plan_due_at} 前会签]",
        "A special team was formed[: {seats}][; its plan is due at {plan_due_at}]",
    ),
    EventKind.MEMBER_REPLACED: told(
        "专项小组{department}成员更换为员工 {staff}[（原为员工 {instead_of}）]",
        "Staff {staff} sits in the task force for {department}[ instead of staff {instead_of}]",
        internal=True,
    ),
    EventKind.MEETING_RECORDED: told(
        "专项小组联席会议 {meeting}[（{held_at}）][，出席：员工 {attended}][：{minutes}]",
        "Joint meeting {meeting} of the task force[, {held_at}][, staff {attended}][: {minutes}]",
        internal=True,
    ),
    EventKind.PLAN_DRAFTED: told(
        "专项小组处置方案第 {version} 版[：{text}][；{remedies}]",
        "The task force's plan, version {version}[: {text}][; {remedies}]",
        internal=True,
    ),
    EventKind.PLAN_AGREED: told(
        "同意专项小组处置方案[第 {version} 版]", "Agreed to the task force's plan[, version {version}]", internal=True
    ),
    EventKind.PLAN_DISSENTED: told(
        "对专项小组处置方案[第 {version} 版]提出异议[：{reason}]",
        "Dissented from the task force's plan[, version {version}][: {reason}]",
        internal=True,
    ),
    EventKind.PLAN_SETTLED: told(
        "专项小组处置方案[第 {version} 版]会签完毕[；同意：员工 {agreed}][；异议：员工 {dissented}]",
        "All have spoken on the task force's plan[, version {version}][; agreed: staff {agreed}]"
        "[; dissented: staff {dissented}]",
        internal=True,
    ),
    EventKind.PLAN_ELAPSED: told(
        "专项小组处置方案未按期会签[；未表态：员工 {silent}]",
        "The task force's plan was not settled in time[; not heard: staff {silent}]",
        internal=True,
    ),
}
