"""Whose case it is: department, handler, grade and rung (B3, C6, time rule 7)."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from domain import fresh_eyes, grading
from domain.case import Handler
from domain.command import OPEN_STAGES, StaffCommand
from domain.complaint import Key, Name, ShortText
from domain.kinds import EventKind, Severity, Stage, Urgency
from domain.permissions import LEADS
from domain.refusals import not_allowed, not_now, not_understood
from domain.step import Step
from domain.words import Words


class Assign(StaffCommand):
    """Give the case to a person, to a department, or both."""

    name: ClassVar[str] = "assign"
    title: ClassVar[Words] = Words(zh="分派", en="Assign")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES

    handler: Key | None = None
    department: Key | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.handler is None and self.department is None:
            msg = "name a handler, a department, or both"
            raise ValueError(msg)
        return self

    def named_people(self) -> tuple[str, ...]:
        """Name who is to have the case."""
        return () if self.handler is None else (self.handler,)

    def decide(self, step: Step) -> None:
        """Hand the case over; another department plans its milestones by its own rows."""
        department = self.department or step.case.department
        if department not in step.policy.pack.departments:
            known = ", ".join(step.policy.pack.departments)
            raise not_understood(
                zh=f"没有部门 {department}；已有：{known}。", en=f"department: no {department!r}; known: {known}"
            )
        if step.actor.role not in LEADS and (self.handler != step.actor.id or department != step.case.department):
            raise not_allowed(zh="您只能把案件分派给自己。", en="You may assign cases to yourself only.")
        moved = department != step.case.department
        step.add(EventKind.ASSIGNED, {"department": department, **self._handler(step, department)})
        if moved:
            grading.replan(step, may_postpone=step.actor.role in LEADS)

    def _handler(self, step: Step, department: str) -> dict[str, str | None]:
        if self.handler is None:
            return {}
        person = find_colleague(step, self.handler, field="handler", department=department)
        self._check_fresh_eyes(step, person)
        return {"handler": person.id, "handler_department": person.department, "handler_rung": person.rung}

    def _check_fresh_eyes(self, step: Step, person: Handler) -> None:
        if fresh_eyes.decided_before(step.case, person.id, follows=step.follows):
            raise not_understood(
                zh=f"员工 {person.id} 参与了以前的决定，本轮须换人。",
                en=f"handler: {person.id!r} took part in the last cycle's decision, or in one before an appeal; "
                "choose somebody else",
            )


class Classify(StaffCommand):
    """Correct category and kind; the case is graded and routed anew (B1)."""

    name: ClassVar[str] = "classify"
    title: ClassVar[Words] = Words(zh="更正分类", en="Classify")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.RECEIVED, Stage.INVESTIGATING})

    category: Key
    kind: Key

    def decide(self, step: Step) -> None:
        """Put the correction on record, grade, route and plan by it."""
        catalogue = step.policy.pack.catalogue
        if self.category not in catalogue or self.kind not in catalogue[self.category].kinds:
            raise not_understood(
                zh=f"制度包中没有分类 {self.category}/{self.kind}。",
                en=f"kind: the catalogue has no {self.category}/{self.kind}",
            )
        before = {"category": step.case.category, "kind": step.case.kind}
        step.add(
            EventKind.CLASSIFIED,
            {"category": self.category, "kind": self.kind, "confidence": 100, "by": "staff", "before": before},
        )
        grading.grade_by_rules(step)
        grading.route(step)
        grading.replan(step, may_postpone=step.actor.role in LEADS)


class Grade(StaffCommand):
    """Set level, urgency or severity by hand, with a reason (time rule 7)."""

    name: ClassVar[str] = "grade"
    title: ClassVar[Words] = Words(zh="定级", en="Grade")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES

    level: Literal[1, 2, 3] | None = None
    urgency: Urgency | None = None
    severity: Severity | None = None
    reason: ShortText

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self._changes():
            msg = "name a level, an urgency or a severity"
            raise ValueError(msg)
        return self

    def decide(self, step: Step) -> None:
        """Put the grades on record and bring the milestones in line."""
        grading.grade_by_hand(step, changes=self._changes(), reason=self.reason)
        grading.replan(step, may_postpone=step.actor.role in LEADS)

    def _changes(self) -> dict[str, int | str]:
        named = {"level": self.level, "urgency": self.urgency, "severity": self.severity}
        return {name: value for name, value in named.items() if value is not None}


class Escalate(StaffCommand):
    """Raise the case to a higher rung; that rung answers for it from now on (C6)."""

    name: ClassVar[str] = "escalate"
    title: ClassVar[Words] = Words(zh="升级", en="Escalate")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES

    to: Name

    def decide(self, step: Step) -> None:
        """Put the case on the rung named."""
        ladder = step.policy.pack.ladder
        if self.to not in ladder:
            raise not_understood(
                zh=f"没有级别 {self.to}；已有：{', '.join(ladder)}。",
                en=f"to: no rung {self.to!r}; known: {', '.join(ladder)}",
            )
        raise_to(step, ladder.index(self.to))


def find_colleague(step: Step, staff: str, *, field: str, department: str) -> Handler:
    """Find the member of staff whom a command names in `field`, who works in `department`. Raises `NotUnderstood`."""
    person = step.people.get(staff)
    if person is None:
        raise not_understood(zh=f"没有可用的员工 {staff}。", en=f"{field}: no active member of staff {staff!r}")
    if person.department not in {department, None}:
        raise not_understood(
            zh=f"员工 {staff} 不属于部门 {department}。", en=f"{field}: {staff!r} does not belong to {department!r}"
        )
    return person


def raise_to(step: Step, rung: int, *, reason: str | None = None, by_complainant: bool = False) -> None:
    """Raise the case to a place on the ladder. Raises `NotNow` when it is there already."""
    if rung <= step.case.owner_rung:
        raise not_now(zh="案件已在该级别或更高级别。", en="The case is on that rung or a higher one already.")
    ladder = step.policy.pack.ladder
    data = {"to": ladder[rung], "rung": ladder[rung], "rung_index": rung, "by_complainant": by_complainant}
    step.add(EventKind.ESCALATED, data, private={"reason": reason})
