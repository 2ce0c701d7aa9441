"""What staff do with a mass incident: the common investigation, the answer, and its approval by somebody else (H5).

Each command is declared once, as those of cases are; handler, route and form follow from it.
"""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from domain.checks import check_ahead
from domain.complaint import Key, Name, ShortText
from domain.events import Actor
from domain.incident import (
    NOT_AGAINST_A_PERSON,
    CommonFinding,
    DraftedAnswer,
    Incident,
    IncidentEventKind,
    IncidentStage,
    IncidentStep,
)
from domain.instant import Instant
from domain.kinds import Responsible
from domain.permissions import ALL_DEPARTMENTS, LEADS, READERS
from domain.refusals import NotUnderstood, not_allowed, not_now, not_understood
from domain.words import Words

INVESTIGATORS = LEADS | {"investigator"}
OPEN = frozenset({IncidentStage.OPEN})
IN_WORK = frozenset({IncidentStage.OPEN, IncidentStage.ANSWERING, IncidentStage.ANSWERED})
PERSONS = frozenset({Responsible.RESPONDENT, Responsible.COMPLAINANT})


class IncidentCommand(BaseModel):
    """Something that staff ask of an incident; its fields are the model's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    title: ClassVar[Words]
    stages: ClassVar[frozenset[IncidentStage]] = OPEN
    roles: ClassVar[frozenset[str]] = INVESTIGATORS

    def named_people(self) -> tuple[str, ...]:
        """Give the members of staff that the command names, by id; whoever sends it looks them up."""
        return ()

    def decide(self, step: IncidentStep) -> None:
        """Add the events that the command sets off. Raises `Refused`."""
        raise NotImplementedError


class OpenCommonTask(IncidentCommand):
    """Open a task of the common investigation."""

    name: ClassVar[str] = "open-task"
    title: ClassVar[Words] = Words(zh="新增任务", en="Open a task")
    stages: ClassVar[frozenset[IncidentStage]] = IN_WORK

    what: Name = Field(alias="title")
    assignee: Key | None = None
    due_at: Instant | None = None

    def named_people(self) -> tuple[str, ...]:
        """Name whose task it is."""
        return () if self.assignee is None else (self.assignee,)

    def decide(self, step: IncidentStep) -> None:
        """Put the task on record."""
        check_ahead("due_at", self.due_at, at=step.at)
        if self.assignee is not None and self.assignee not in step.people:
            raise not_understood(
                zh=f"没有可用的员工 {self.assignee}。", en=f"assignee: no active member of staff {self.assignee!r}"
            )
        due = self.due_at.isoformat() if self.due_at else None
        number = f"T{len(step.incident.tasks) + 1}"
        data = {"id": number, "assignee": self.assignee, "due_at": due}
        step.add(IncidentEventKind.TASK_OPENED, data, private={"title": self.what})


class CompleteCommonTask(IncidentCommand):
    """Say that a task of the common investigation is done, and what came of it."""

    name: ClassVar[str] = "complete-task"
    title: ClassVar[Words] = Words(zh="完成任务", en="Complete a task")
    stages: ClassVar[frozenset[IncidentStage]] = IN_WORK

    task: Key
    result: ShortText

    def decide(self, step: IncidentStep) -> None:
        """Put the result on record."""
        task = next((task for task in step.incident.tasks if task.id == self.task), None)
        if task is None:
            raise not_understood(
                zh=f"本事件没有任务 {self.task}。", en=f"task: this incident has no task {self.task!r}"
            )
        if task.done_at:
            raise not_now(zh=f"任务 {task.id} 已经完成。", en=f"Task {task.id} is done already.")
        step.add(IncidentEventKind.TASK_DONE, {"task": task.id}, private={"result": self.result})


class RecordCommonFinding(IncidentCommand, CommonFinding):
    """Record what was found for all members; it cannot go against a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str] = "record-finding"
    title: ClassVar[Words] = Words(zh="记录统一调查结论", en="Record the common finding")

    def decide(self, step: IncidentStep) -> None:
        """Put the finding on record; an answer drafted on an earlier one is drafted anew."""
        if self.responsible in PERSONS:
            raise NotUnderstood(NOT_AGAINST_A_PERSON)
        open_part = self.model_dump(mode="json", exclude={"facts"}, exclude_none=True)
        by = {"by": step.actor.model_dump(mode="json")}
        if step.incident.answer:
            step.add(IncidentEventKind.SENT_BACK, {"because": "found_anew"})
        step.add(IncidentEventKind.FINDING_RECORDED, open_part | by, private={"facts": self.facts})


class DraftAnswer(IncidentCommand, DraftedAnswer):
    """Draft the common answer; without remedies the rules propose for each member on its own records."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str] = "answer"
    title: ClassVar[Words] = Words(zh="拟定统一答复", en="Draft the common answer")

    def decide(self, step: IncidentStep) -> None:
        """Put the draft on record, for somebody else to approve."""
        if step.incident.finding is None:
            raise not_now(zh="请先记录统一调查结论。", en="Record the common finding first.")
        for each in self.remedies:
            each.check()
        given = [each.model_dump(mode="json") for each in self.remedies]
        by = {"by": step.actor.model_dump(mode="json")}
        step.add(IncidentEventKind.ANSWER_DRAFTED, by, private={"text": self.text, "remedies": given})


class ApproveAnswer(IncidentCommand):
    """Approve the common answer: somebody else, whose authority then counts in each member by itself."""

    name: ClassVar[str] = "approve"
    title: ClassVar[Words] = Words(zh="批准统一答复", en="Approve the common answer")

    note: ShortText | None = None

    def decide(self, step: IncidentStep) -> None:
        """Let the members be answered."""
        _check_somebody_else(step)
        by = {"by": step.actor.model_dump(mode="json")}
        step.add(IncidentEventKind.APPROVED, by, private={"note": self.note})


class SendAnswerBack(IncidentCommand):
    """Send the drafted answer back: decided by the same people as an approval."""

    name: ClassVar[str] = "send-back"
    title: ClassVar[Words] = Words(zh="退回统一答复", en="Send the common answer back")

    note: ShortText | None = None

    def decide(self, step: IncidentStep) -> None:
        """Drop the draft."""
        _check_somebody_else(step)
        step.add(IncidentEventKind.SENT_BACK, private={"note": self.note})


class CloseIncident(IncidentCommand):
    """Close the incident; members that it has not answered go on by themselves."""

    name: ClassVar[str] = "close"
    title: ClassVar[Words] = Words(zh="关闭群体性事件", en="Close the incident")
    stages: ClassVar[frozenset[IncidentStage]] = frozenset({IncidentStage.OPEN, IncidentStage.ANSWERED})
    roles: ClassVar[frozenset[str]] = LEADS

    reason: ShortText

    def decide(self, step: IncidentStep) -> None:
        """Put the end on record."""
        step.add(IncidentEventKind.CLOSED, private={"reason": self.reason})


INCIDENT_COMMANDS: dict[str, type[IncidentCommand]] = {
    command.name: command
    for command in (
        OpenCommonTask,
        CompleteCommonTask,
        RecordCommonFinding,
        DraftAnswer,
        ApproveAnswer,
        SendAnswerBack,
        CloseIncident,
    )
}


def give(command: IncidentCommand, step: IncidentStep) -> None:
    """Carry out a command, or refuse it with nothing changed. Raises `Refused`."""
    check_role(type(command), role=step.actor.role)
    if not _is_their_task(command, step):
        _check_department(step)
    if step.incident.stage not in command.stages:
        title = STAGE_TITLES[step.incident.stage]
        raise not_now(
            zh=f"群体性事件处于“{title.zh}”，不能执行“{command.title.zh}”。",
            en=f"The incident is {title.en!r}; {command.title.en!r} does not fit now.",
        )
    command.decide(step)


def check_role(command: type[IncidentCommand], *, role: str) -> None:
    """Let pass a role that may give `command` on some incident. Raises `NotAllowed`."""
    if role not in command.roles:
        raise not_allowed(
            zh=f"角色 {role} 无权对群体性事件执行“{command.name}”。",
            en=f"The role {role} may not give {command.name!r} on an incident.",
        )


def offered(incident: Incident, *, reader: Actor) -> list[type[IncidentCommand]]:
    """List the commands that somebody may give now; who is of another department may complete their own task."""
    commands = [CompleteCommonTask] if is_guest(incident, reader) else list(INCIDENT_COMMANDS.values())
    return [command for command in commands if reader.role in command.roles and incident.stage in command.stages]


def may_open(incident: Incident, reader: Actor) -> bool:
    """Tell whether somebody may open an incident: it is their department's, or they were given a task of it."""
    if reader.role not in READERS:
        return False
    return not is_guest(incident, reader) or any(task.assignee == reader.id for task in incident.tasks)


def is_guest(incident: Incident, actor: Actor) -> bool:
    """Tell whether somebody is of another department than the incident."""
    return actor.role not in ALL_DEPARTMENTS and actor.department != incident.department


def _is_their_task(command: IncidentCommand, step: IncidentStep) -> bool:
    if not isinstance(command, CompleteCommonTask):
        return False
    return any(task.id == command.task and task.assignee == step.actor.id for task in step.incident.tasks)


def _check_department(step: IncidentStep) -> None:
    actor, department = step.actor, step.incident.department
    if is_guest(step.incident, actor):
        raise not_allowed(
            zh=f"本事件属于 {department} 部门，您属于 {actor.department or '无部门'}。",
            en=f"This incident belongs to {department}; you belong to {actor.department or 'no department'}.",
        )


def _check_somebody_else(step: IncidentStep) -> None:
    incident = step.incident
    if incident.finding is None or incident.answer is None:
        raise not_now(zh="尚无拟定的统一答复。", en="There is no drafted answer to decide on.")
    authors = {actor.id for actor in (incident.found_by, incident.answered_by) if actor}
    if step.actor.id in authors:
        raise not_allowed(
            zh="作出结论或拟定答复的人不能审批该答复。",
            en="Whoever recorded the finding or drafted the answer may not decide on it.",
        )


STAGE_TITLES: dict[IncidentStage, Words] = {
    IncidentStage.OPEN: Words(zh="调查中", en="being looked into"),
    IncidentStage.ANSWERING: Words(zh="正在答复", en="being answered"),
    IncidentStage.ANSWERED: Words(zh="已答复", en="answered"),
    IncidentStage.CLOSED: Words(zh="已关闭", en="closed"),
}
