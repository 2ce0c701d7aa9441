"""The plan of an investigation (调查计划): the tasks that a pack opens by itself, each row once a cycle (D4)."""

from collections.abc import Iterator
from typing import Final

from domain import deadlines, tasks
from domain.case_facts import facts_of
from domain.changes import Change
from domain.kinds import Stage
from domain.pack_rows import PlanRow
from domain.step import Step

BECAUSE: Final = "plan"


def open_planned(step: Step) -> None:
    """Open a task for each row of the pack's plan that holds as the investigation begins.

    A row whose condition has no answer for the case opens its task: a person sees to it, and no case stands still.
    """
    for key, row in _lacking(step):
        _open(step, key, row)


def open_later(step: Step) -> None:
    """Open a task for each row that has come to hold since: by another kind, another grade, or what became known.

    What was opened before stays open, whether or not its row still holds: people tell whether it is still wanted.
    """
    if step.before and step.events and (lacking := list(_lacking(step))) and step.follows(Change.ROWS_HOLD_LATER):
        for key, row in lacking:
            _open(step, key, row)


def _lacking(step: Step) -> Iterator[tuple[str, PlanRow]]:
    """Give the rows that hold and have opened nothing in this cycle, each with its key."""
    case, investigation = step.case, step.policy.pack.investigation
    if investigation is None or case.stage is not Stage.INVESTIGATING or case.merging:
        return
    facts, opened = facts_of(case), {task.key for task in case.tasks}
    for place, row in enumerate(investigation.plan, start=1):
        key = f"plan/{case.cycle}/{place}"
        if key not in opened and row.when.may_hold(facts):
            yield key, row


def _open(step: Step, key: str, row: PlanRow) -> None:
    time = step.policy.working_time_in(step.case.complaint.region)
    tasks.open_for_a_person(
        step,
        title=row.title,
        because=BECAUSE,
        key=key,
        due_at=deadlines.due_at(row.allowance, start=step.at, paused=(), time=time),
        kind=row.kind,
        allowance=row.allowance,
    )
