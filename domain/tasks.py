"""Tasks (任务): what people have to do beside the stages, in parallel, by a due time that is set by hand (D3, D4)."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from domain import assignment, permissions
from domain.allowance import Allowance
from domain.case import Case
from domain.case_tasks import Task, TaskKind
from domain.checks import check_ahead, check_evidence
from domain.command import OPEN_STAGES, StaffCommand
from domain.complaint import Key, Name, ShortText
from domain.events import SYSTEM, Actor
from domain.instant import Instant
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.permissions import LEADS
from domain.refusals import not_allowed, not_now, not_understood
from domain.step import Step
from domain.words import Words


class OpenTask(StaffCommand):
    """Open a task for somebody of the department, or for whoever owns the case."""

    name: ClassVar[str] = "open-task"
    title: ClassVar[Words] = Words(zh="新增任务", en="Open a task")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES

    what: Name = Field(alias="title")
    assignee: Key | None = None
    due_at: Instant | None = None
    kind: TaskKind | None = None

    def named_people(self) -> tuple[str, ...]:
        """Name whose task it is."""
        return () if self.assignee is None else (self.assignee,)

    def decide(self, step: Step) -> None:
        """Put the task on record; its due time is moved by nothing afterwards."""
        check_ahead("due_at", self.due_at, at=step.at)
        if self.assignee is not None:
            assignment.find_colleague(step, self.assignee, field="assignee", department=step.case.department)
        sort = {"kind": self.kind.value} if self.kind else {}
        _open(step, {"assignee": self.assignee, **sort}, due_at=self.due_at, private={"title": self.what})


class CompleteTask(StaffCommand):
    """Say that a task is done, and what came of it."""

    name: ClassVar[str] = "complete-task"
    title: ClassVar[Words] = Words(zh="完成任务", en="Complete a task")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES

    task: Key
    result: ShortText
    evidence: tuple[Key, ...] = Field(default=(), max_length=200)

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether there is an open task that the reader may complete."""
        return any(_is_for(reader, task, case) and not task.done_by for task in case.open_tasks)

    def decide(self, step: Step) -> None:
        """Put the result on record; only whose task it is, and team leads and up, complete it."""
        task = self._find(step.case)
        if not _is_for(step.actor, task, step.case):
            raise not_allowed(
                zh=f"任务 {task.id} 由员工 {task.assignee} 办理，须由其本人或组长以上完成。",
                en=f"Task {task.id} is for {task.assignee!r}; they complete it, or a team lead and up.",
            )
        if task.done_by:
            raise not_now(
                zh=f"任务 {task.id} 须用“{task.done_by}”完成。", en=f"Task {task.id} is done by {task.done_by!r}."
            )
        check_evidence(self.evidence, case=step.case)
        found = {"evidence": list(self.evidence)} if self.evidence else {}
        step.add(EventKind.TASK_DONE, {"task": task.id, **found}, private={"result": self.result})

    def _find(self, case: Case) -> Task:
        task = next((task for task in case.tasks if task.id == self.task), None)
        if task is None:
            raise not_understood(zh=f"本案没有任务 {self.task}。", en=f"task: this case has no task {self.task!r}")
        if task.done_at:
            raise not_now(zh=f"任务 {task.id} 已经完成。", en=f"Task {task.id} is done already.")
        if task.cancelled_at:
            raise not_now(
                zh=f"任务 {task.id} 已随案件结束而取消。", en=f"Task {task.id} was cancelled when the case ended."
            )
        return task


def open_for_a_person(
    step: Step,
    *,
    title: Words,
    because: str,
    key: str,
    due_at: datetime | None = None,
    kind: TaskKind | None = None,
    allowance: Allowance | None = None,
    marks: dict[str, str] | None = None,
) -> None:
    """Open a task by the system where only a person can go on, for whoever owns the case or the rung in `marks`.

    The same `key` opens one task only, and a case that is over none, since nobody could do it (time rule 10).
    `allowance` says how its due time came about.
    """
    if step.case.is_open and not any(task.key == key for task in step.case.tasks):
        data: dict[str, Any] = {"assignee": None, "title": title.model_dump(), "because": because, "key": key}
        if kind:
            data["kind"] = kind.value
        if allowance:
            data["allowance"] = allowance.model_dump(mode="json")
        data |= marks or {}
        _open(step, data, due_at=due_at, actor=SYSTEM)


def remind(step: Step, task_id: str, *, occurrence: int) -> None:
    """Say that a task is overdue, for the first, second ... time."""
    step.add(EventKind.TASK_REMINDED, {"task": task_id, "occurrence": occurrence}, actor=SYSTEM)


def cancel_all(step: Step, *, but: str = "") -> None:
    """Cancel every open task, and with it every reminder (time rule 10); not those opened because of `but`."""
    for task in step.case.open_tasks:
        if not but or task.because != but:
            step.add(EventKind.TASK_CANCELLED, {"task": task.id}, actor=SYSTEM)


def _open(
    step: Step,
    data: dict[str, Any],
    *,
    due_at: datetime | None,
    private: dict[str, Any] | None = None,
    actor: Actor | None = None,
) -> None:
    due = due_at.isoformat() if due_at else None
    numbered = {"task": f"T{len(step.case.tasks) + 1}", "due_at": due}
    step.add(EventKind.TASK_OPENED, numbered | data, private=private, actor=actor)


def _is_for(actor: Actor, task: Task, case: Case) -> bool:
    if permissions.is_guest(case, actor):
        return task.assignee == actor.id
    return task.assignee in {None, actor.id} or actor.role in LEADS
