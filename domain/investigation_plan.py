"""The plan of an investigation (调查计划): the tasks that a pack opens by itself as an investigation begins (D4)."""

from typing import Final

from domain import deadlines, tasks
from domain.case_facts import facts_of
from domain.kinds import Stage
from domain.step import Step

BECAUSE: Final = "plan"


def open_planned(step: Step) -> None:
    """Open a task for each row of the pack's plan that holds now, once a cycle; its time counts from here.

    A row whose condition has no answer for the case opens its task: a person sees to it, and no case stands still.
    """
    case, investigation = step.case, step.policy.pack.investigation
    if investigation is None or case.stage is not Stage.INVESTIGATING:
        return
    facts, time = facts_of(case), step.policy.working_time_in(case.complaint.region)
    for place, row in enumerate(investigation.plan, start=1):
        if row.when.may_hold(facts):
            tasks.open_for_a_person(
                step,
                title=row.title,
                because=BECAUSE,
                key=f"plan/{case.cycle}/{place}",
                due_at=deadlines.due_at(row.allowance, start=step.at, paused=(), time=time),
                kind=row.kind,
                allowance=row.allowance,
            )
