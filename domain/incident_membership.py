"""Members of a mass incident (群体性事件成员): a case joins, is graded for it, and may leave again (H5).

A case belongs to one incident at most, and keeps its own deadlines, consent and appeal.
"""

from typing import ClassVar

from domain import grading
from domain.case import Case
from domain.case_incident import Standing
from domain.command import UNSETTLED_STAGES, StaffCommand
from domain.complaint import Key, ShortText
from domain.events import SYSTEM, Actor
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.refusals import not_now, not_understood
from domain.step import Step
from domain.words import Words


def standing(case: Case) -> Standing | None:
    """Tell how a case stands to the answer of its incident; none where it never belonged to one."""
    membership = case.membership
    if membership is None:
        return None
    if membership.has_left:
        return Standing.LEFT
    if membership.is_answered:
        return Standing.ANSWERED
    if membership.incident in membership.unfit or case.cycle != membership.cycle or _goes_by_itself(case):
        return Standing.APART
    # Its remedy is computed from its own records; those are fetched however long that takes.
    return Standing.PREPARING if case.records == "wanted" else Standing.WAITING


def is_looked_into_together(case: Case) -> bool:
    """Tell whether its incident has still to answer a case."""
    return standing(case) in {Standing.PREPARING, Standing.WAITING}


def _goes_by_itself(case: Case) -> bool:
    # Who has withdrawn from a case that goes on is offered nothing; a task force has a plan of its own; and what was
    # found in a case itself, maybe against somebody who was heard there, is not replaced by what holds for most.
    is_found = EventKind.FINDING_RECORDED in case.happened
    return case.staff_case or case.task_force is not None or is_found or case.stage is not Stage.INVESTIGATING


def gathered(step: Step, *, incident: str, size: int) -> None:
    """Join an incident that was found to be about the same; who was in one, left one, or is settled stays as it is."""
    case = step.case
    if case.membership is None and case.stage in UNSETTLED_STAGES and not case.has_ended:
        _join(step, incident=incident, size=size, actor=SYSTEM)


def released(step: Step, *, incident: str) -> None:
    """Leave an incident that was closed without an answer to this case, which goes on by itself."""
    if step.case.incident == incident and is_looked_into_together(step.case):
        step.add(EventKind.INCIDENT_LEFT, {"incident": incident, "because": "closed"}, actor=SYSTEM)


def _join(step: Step, *, incident: str, size: int, actor: Actor) -> None:
    step.add(EventKind.INCIDENT_JOINED, {"incident": incident, "size": size}, actor=actor)
    ungraded = step.savepoint()
    grading.grade_up_by_rules(step)
    if _grades(step.case) == _grades(ungraded[0]):
        step.undo(ungraded)
    grading.replan(step, may_postpone=True)


def _grades(case: Case) -> tuple[int, str, str]:
    return case.level, case.urgency, case.severity


class JoinIncident(StaffCommand):
    """Put a case into an open incident; one that left another, or the same, may join."""

    name: ClassVar[str] = "join-incident"
    title: ClassVar[Words] = Words(zh="并入群体性事件", en="Join an incident")
    stages: ClassVar[frozenset[Stage]] = UNSETTLED_STAGES

    incident: Key

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether the pack has incidents and the case is in none."""
        return pack.incident is not None and case.incident is None

    def decide(self, step: Step) -> None:
        """Put the membership on record, and grade the case for it (time rule 7)."""
        if step.case.incident:
            raise not_now(
                zh=f"本案已属于群体性事件 {step.case.incident}。",
                en=f"The case belongs to incident {step.case.incident} already; it has to leave that first.",
            )
        if step.case.membership and self.incident in step.case.membership.unfit:
            # It is given once: whoever waited for it again would wait for ever.
            raise not_now(
                zh=f"群体性事件 {self.incident} 的统一答复已到达本案而未适用，本案须单独处理。",
                en=f"The answer of {self.incident} has come to this case and did not fit; the case is decided on by "
                "itself.",
            )
        known = step.incidents.get(self.incident)
        if known is None or known.pack != step.case.pack:
            raise not_understood(
                zh=f"没有可并入的群体性事件 {self.incident}（不存在、已关闭或属于其他制度包）。",
                en=f"incident: there is no open incident {self.incident!r} under the pack of this case",
            )
        _join(step, incident=known.id, size=known.size + 1, actor=step.actor)


class LeaveIncident(StaffCommand):
    """Take a case out of its incident: it is investigated and answered by itself from now on."""

    name: ClassVar[str] = "leave-incident"
    title: ClassVar[Words] = Words(zh="移出群体性事件", en="Leave the incident")
    stages: ClassVar[frozenset[Stage]] = UNSETTLED_STAGES

    reason: ShortText

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether the case is in an incident that has not answered it."""
        return standing(case) not in {None, Standing.LEFT, Standing.ANSWERED}

    def decide(self, step: Step) -> None:
        """Put it on record; what the case was graded stays, somebody may grade it by hand."""
        if step.case.incident is None:
            raise not_now(zh="本案不属于任何群体性事件。", en="The case belongs to no incident.")
        if standing(step.case) is Standing.ANSWERED:
            raise not_now(
                zh="群体性事件的答复已作出，本案不能再移出。",
                en="The incident has answered this case already; it cannot leave any more.",
            )
        data = {"incident": step.case.incident, "because": "staff"}
        step.add(EventKind.INCIDENT_LEFT, data, private={"reason": self.reason})
