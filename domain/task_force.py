"""The task force (专项小组): people of several departments who work on a grave case together (D3).

It forms by itself where the pack says so, once a cycle; who is in it is found out as the step is written
(`domain.seating`). Its plan stands in `domain.joint_plan`.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, ClassVar, Final

from pydantic import Field

from domain import assignment, deadlines, fresh_eyes, joint_plan, tasks
from domain.case import Case
from domain.case_facts import facts_of
from domain.case_force import TaskForce
from domain.command import UNSETTLED_STAGES, StaffCommand
from domain.complaint import Key, Name, ShortText
from domain.events import SYSTEM, Actor
from domain.incident_membership import is_looked_into_together
from domain.instant import JUST_AFTER, Instant
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.pack_rows import TaskForceRule
from domain.refusals import not_now, not_understood
from domain.step import Step
from domain.words import Words

BECAUSE: Final = "task_force"
MEET: Final = Words(zh="召开专项小组联席会议并记录", en="Hold the task force's joint meeting and record it")
RECORD_MEETING: Final = "record-meeting"


def is_owed(case: Case, rule: TaskForceRule) -> bool:
    """Tell whether a task force has to form now; of a mass incident's members none does while they wait for its answer.

    A condition that has no answer for the case forms one: what may be grave is not made light of.
    """
    if case.stage is not Stage.INVESTIGATING or case.task_force or case.merging:
        return False
    return not is_looked_into_together(case) and rule.when.may_hold(facts_of(case))


def form_where_owed(step: Step) -> None:
    """Form a task force where what has just happened calls for one."""
    rule = step.policy.pack.task_force
    if rule and step.events and is_owed(step.case, rule):
        _form(step, rule)


def _form(step: Step, rule: TaskForceRule) -> None:
    """Form the task force and open its tasks, each for the member of its department."""
    pack, case = step.policy.pack, step.case
    time = step.policy.working_time_in(case.complaint.region)
    for task in case.open_tasks:
        if task.because == BECAUSE:
            # Of the last cycle, and of people who are in it no more.
            step.add(EventKind.TASK_CANCELLED, {"task": task.id}, actor=SYSTEM)
    data: dict[str, Any] = {
        "cycle": case.cycle,
        "plan_due_at": deadlines.due_at(rule.plan, start=step.at, paused=(), time=time).isoformat(),
        "seats": [{"department": member.department} for member in rule.members],
        "rungs": list(pack.ladder),
        "excluded": fresh_eyes.those_before(case, follows=step.follows),
    }
    step.add(EventKind.TASK_FORCE_FORMED, data, actor=SYSTEM)
    if rule.meeting:
        tasks.open_for_a_person(
            step,
            title=MEET,
            because=BECAUSE,
            key=f"{BECAUSE}/{case.cycle}/meeting",
            due_at=deadlines.due_at(rule.meeting, start=step.at, paused=(), time=time),
            allowance=rule.meeting,
            marks={"done_by": RECORD_MEETING},
        )
    for member in rule.members:
        for place, row in enumerate(member.tasks, start=1):
            tasks.open_for_a_person(
                step,
                title=row.title,
                because=BECAUSE,
                key=f"{BECAUSE}/{case.cycle}/{member.department}/{place}",
                due_at=deadlines.due_at(row.allowance, start=step.at, paused=(), time=time),
                kind=row.kind,
                allowance=row.allowance,
                marks={"seat": member.department},
            )


def entries(case: Case) -> Iterator[tuple[datetime, Callable[[Step], None]]]:
    """Give the agenda's entry: the moment from which nothing waits for the plan."""
    if case.stage is Stage.INVESTIGATING and case.task_force and case.task_force.holds_back:
        yield case.task_force.plan_due_at + JUST_AFTER, joint_plan.plan_elapsed


def check_formed(step: Step) -> TaskForce:
    """Give the task force of this cycle. Raises `NotNow`."""
    if step.case.task_force is None:
        raise not_now(zh="本案没有专项小组。", en="This case has no task force.")
    return step.case.task_force


class ReplaceMember(StaffCommand):
    """Put somebody else into a department's place in the task force, or somebody into an open one."""

    name: ClassVar[str] = "replace-member"
    title: ClassVar[Words] = Words(zh="更换小组成员", en="Replace a member of the task force")
    stages: ClassVar[frozenset[Stage]] = UNSETTLED_STAGES

    department: Name
    by: Key

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether there is a task force."""
        return case.task_force is not None

    def named_people(self) -> tuple[str, ...]:
        """Name who is to come in."""
        return (self.by,)

    def decide(self, step: Step) -> None:
        """Give them the place and its open tasks; what the last one said of the plan counts no more."""
        force = check_formed(step)
        seat = force.seat(self.department)
        if seat is None:
            known = ", ".join(each.department for each in force.seats)
            raise not_understood(
                zh=f"部门 {self.department} 不在专项小组中；小组由以下部门组成：{known}。",
                en=f"department: {self.department!r} is not in the task force; it is made of {known}",
            )
        person = assignment.find_colleague(step, self.by, field="by", department=self.department)
        if person.id == seat.staff:
            raise not_now(zh=f"员工 {self.by} 已是该部门的成员。", en=f"{self.by!r} sits in that place already.")
        if fresh_eyes.decided_before(step.case, person.id, follows=step.follows):
            raise not_understood(
                zh=f"员工 {self.by} 参与了以前的决定，本轮须换人。",
                en=f"by: {self.by!r} took part in the last cycle's decision, or in one before the appeal; choose "
                "somebody else",
            )
        data = {"department": self.department, "staff": person.id, "rung": person.rung, "instead_of": seat.staff}
        step.add(EventKind.MEMBER_REPLACED, data)
        joint_plan.settle_if_all_spoke(step)


class RecordMeeting(StaffCommand):
    """Record a joint meeting of the task force: when, who was there, and what was said."""

    name: ClassVar[str] = RECORD_MEETING
    title: ClassVar[Words] = Words(zh="记录联席会议", en="Record a joint meeting")
    stages: ClassVar[frozenset[Stage]] = UNSETTLED_STAGES

    held_at: Instant
    attended: tuple[Key, ...] = Field(min_length=1, max_length=100)
    minutes: ShortText

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether the reader works on it with the task force."""
        return case.task_force is not None and joint_plan.works_on_it(reader, case)

    def named_people(self) -> tuple[str, ...]:
        """Name who was there."""
        return self.attended

    def decide(self, step: Step) -> None:
        """Put the meeting on record; the task to hold it is done by that."""
        force = check_formed(step)
        joint_plan.check_works_on_it(step)
        self._check(force, step)
        data = {
            "meeting": f"M{len(force.meetings) + 1}",
            "held_at": self.held_at.isoformat(),
            "attended": list(self.attended),
        }
        step.add(EventKind.MEETING_RECORDED, data, private={"minutes": self.minutes})
        for task in step.case.open_tasks:
            if task.done_by == RECORD_MEETING:
                step.add(EventKind.TASK_DONE, {"task": task.id})

    def _check(self, force: TaskForce, step: Step) -> None:
        _check_held(self.held_at, step=step)
        if unknown := [each for each in self.attended if each not in {*force.members, *step.people}]:
            raise not_understood(
                zh=f"没有可用的员工 {unknown[0]}。", en=f"attended: no active member of staff {unknown[0]!r}"
            )
        if len(set(self.attended)) < len(self.attended):
            raise not_understood(zh="attended 中有人重复。", en="attended: somebody stands here twice; name each once")


def _check_held(held_at: datetime, *, step: Step) -> None:
    if held_at > step.at:
        raise not_understood(zh="held_at 不能在将来。", en="held_at: the meeting cannot lie in the future")
    if held_at < step.case.received_at:
        raise not_understood(zh="held_at 早于投诉受理。", en="held_at: the complaint had not come in by then")
