"""The plan of a task force (处置方案): drafted by one, agreed to or dissented from in writing by every member (D3).

A new draft is a new version and starts the voices anew. Dissent stops nothing; it is on record before whoever decides.
"""

from typing import Any, ClassVar

from pydantic import Field

from domain import milestones, refund_limit, remedies
from domain.case import Case
from domain.case_force import TaskForce
from domain.case_remedies import Remedy
from domain.command import StaffCommand
from domain.complaint import ShortText
from domain.events import SYSTEM, Actor
from domain.expressions import ExpressionFailed
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.refusals import not_allowed, not_now
from domain.remedies import ProposedRemedy
from domain.step import Step
from domain.words import Words


def works_on_it(actor: Actor, case: Case) -> bool:
    """Tell whether somebody is a member of the task force, or the case's handler."""
    force = case.task_force
    return force is not None and actor.id in {*force.members, case.handler.id if case.handler else ""} - {""}


def check_works_on_it(step: Step) -> TaskForce:
    """Give the task force to its members and the handler. Raises `NotNow`, `NotAllowed`."""
    force = step.case.task_force
    if force is None:
        raise not_now(zh="本案没有专项小组。", en="This case has no task force.")
    if not works_on_it(step.actor, step.case):
        raise not_allowed(
            zh="须由专项小组成员或经办人执行。", en="That is for members of the task force and the case's handler."
        )
    return force


def settle_if_all_spoke(step: Step) -> None:
    """Settle the plan once every member has spoken on its last version; what waited for it goes on."""
    force = step.case.task_force
    if force is None or force.plan is None or force.settled_at or not force.members or force.silent:
        return
    data = {
        "version": force.plan.version,
        "agreed": [voice.staff for voice in force.voices if voice.agrees],
        "dissented": [voice.staff for voice in force.voices if not voice.agrees],
    }
    step.add(EventKind.PLAN_SETTLED, data, actor=SYSTEM)
    propose_what_waited(step)


def plan_elapsed(step: Step) -> None:
    """Say that the plan was due and is not settled; the investigation waits for nobody any longer.

    A version that was drafted after the due moment has its say before the rules propose.
    """
    force = step.case.task_force
    if force:
        version = force.plan.version if force.plan else 0
        step.add(EventKind.PLAN_ELAPSED, {"version": version, "silent": list(force.silent)}, actor=SYSTEM)
        if force.plan is None or force.plan.drafted_at <= force.plan_due_at:
            propose_what_waited(step)


def propose_what_waited(step: Step) -> None:
    """Put on the table what follows from a finding that is there already: the plan's remedies, else the rules'."""
    case = step.case
    if case.stage is not Stage.INVESTIGATING or EventKind.FINDING_RECORDED not in case.happened:
        return
    try:
        promised = planned(step) or remedies.by_rules(step)
    except ExpressionFailed:
        # An amount that cannot be computed is for people to look at.
        return
    if refund_limit.is_exceeded(step, promised):
        refund_limit.leave_to_a_person(step)
    elif promised:
        milestones.end_waiting(step)
        remedies.put_forward(step, promised, actor=SYSTEM)


def planned(step: Step) -> list[Remedy]:
    """Give the remedies that a settled plan wants, if it names any, once: what was sent back is not proposed again."""
    force = step.case.task_force
    if force is None or force.plan is None or force.settled_at is None:
        return []
    if len(step.case.remedies) > force.plan.known:
        return []
    wanted = [ProposedRemedy.model_validate(each.model_dump()) for each in force.plan.remedies]
    return remedies.by_hand(step, wanted)


class _PlanCommand(StaffCommand):
    """A command on the plan, while the case is investigated."""

    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.INVESTIGATING})


class DraftPlan(_PlanCommand):
    """Write the task force's plan, or a new version of it; who drafts it agrees to it.

    Without `remedies` the pack's rules propose once the plan is settled.
    """

    name: ClassVar[str] = "draft-plan"
    title: ClassVar[Words] = Words(zh="拟定小组处置方案", en="Draft the task force's plan")

    text: ShortText
    remedies: tuple[ProposedRemedy, ...] = Field(default=(), max_length=20)

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether the reader works on it with the task force."""
        return works_on_it(reader, case)

    def decide(self, step: Step) -> None:
        """Put the version on record; earlier voices were on another text."""
        force = check_works_on_it(step)
        refund_limit.check(step, remedies.by_hand(step, self.remedies))
        notes = {str(place): each.note for place, each in enumerate(self.remedies) if each.note}
        data: dict[str, Any] = {
            "version": len(force.plans) + 1,
            "remedies": [each.in_the_open() for each in self.remedies],
        }
        step.add(EventKind.PLAN_DRAFTED, data, private={"text": self.text, "notes": notes or None})
        settle_if_all_spoke(step)


class _VoiceCommand(_PlanCommand):
    """What a member says of the plan: once on each version, and on the last only."""

    plan: int = Field(ge=1)

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether there is a plan on which the reader has still to speak."""
        force = case.task_force
        return force is not None and force.plan is not None and reader.id in force.silent

    def _check(self, step: Step) -> None:
        force = step.case.task_force
        if force is None or force.plan is None:
            raise not_now(zh="本案没有待会签的小组处置方案。", en="This case has no plan of a task force to speak on.")
        if step.actor.id not in force.members:
            raise not_allowed(
                zh="只有专项小组成员可以对方案表态。", en="Only members of the task force speak on its plan."
            )
        if self.plan != force.plan.version:
            raise not_now(
                zh=f"方案现为第 {force.plan.version} 版，请就该版表态。",
                en=f"The plan is at version {force.plan.version} now; look at that one, then speak.",
            )
        if step.actor.id not in force.silent:
            raise not_now(zh="您已对该版方案表态。", en="You have spoken on this version already.")


class AgreePlan(_VoiceCommand):
    """Agree to the task force's plan."""

    name: ClassVar[str] = "agree-plan"
    title: ClassVar[Words] = Words(zh="同意小组处置方案", en="Agree to the task force's plan")

    def decide(self, step: Step) -> None:
        """Put it on record; the last voice settles the plan."""
        self._check(step)
        step.add(EventKind.PLAN_AGREED, {"version": self.plan})
        settle_if_all_spoke(step)


class DissentPlan(_VoiceCommand):
    """Dissent from the task force's plan, in writing."""

    name: ClassVar[str] = "dissent-plan"
    title: ClassVar[Words] = Words(zh="对小组处置方案提出异议", en="Dissent from the task force's plan")

    reason: ShortText

    def decide(self, step: Step) -> None:
        """Put it on record before whoever decides; the last voice settles the plan."""
        self._check(step)
        step.add(EventKind.PLAN_DISSENTED, {"version": self.plan}, private={"reason": self.reason})
        settle_if_all_spoke(step)
