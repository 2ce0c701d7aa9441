"""What waits for a task force's plan (方案会签): whatever ends an investigation, until the plan is settled or due."""

from domain.case import Case
from domain.instant import say_minute
from domain.refusals import not_now
from domain.step import Step
from domain.zones import load_zone


def holds_back(case: Case) -> bool:
    """Tell whether the investigation still waits for its task force's plan."""
    return case.task_force is not None and case.task_force.holds_back


def check_settled(step: Step) -> None:
    """Let an investigation end once its task force's plan is settled, or was due. Raises `NotNow`."""
    force = step.case.task_force
    if force is None or not force.holds_back:
        return
    by = say_minute(force.plan_due_at, load_zone(step.policy.pack.zone))
    silent = ", ".join(force.silent)
    if force.plan is None:
        raise not_now(
            zh=f"专项小组尚未拟定处置方案；在方案会签完成或 {by} 之前，不能结束调查。",
            en=f"The task force has no plan yet; before it is settled, or {by} has passed, the investigation goes on.",
        )
    raise not_now(
        zh=f"专项小组处置方案第 {force.plan.version} 版尚待会签（未表态：{silent or '尚无成员'}）；"
        f"在会签完成或 {by} 之前，不能结束调查。",
        en=f"Version {force.plan.version} of the task force's plan is not settled (still to speak: "
        f"{silent or 'nobody is a member yet'}); before it is, or {by} has passed, the investigation goes on.",
    )
