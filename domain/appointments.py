"""Appointments (上门预约): when something is done again, with a milestone of its own (E1, E5).

The milestone is due at the appointment's end. It is warned of, breached and climbs like every other, and is met when a
person confirms that it was done; one that was missed stays so, whatever new appointment is made.
"""

from datetime import timedelta
from typing import Annotated, ClassVar, Final

from pydantic import Field

from domain import milestones
from domain.allowance import Allowance
from domain.case import Case
from domain.case_milestones import Milestone
from domain.case_remedies import Remedy
from domain.checks import check_ahead
from domain.command import StaffCommand
from domain.complaint import Key, Name, ShortText
from domain.events import SYSTEM, Actor
from domain.instant import Instant
from domain.kinds import EventKind, RemedyKind, Stage
from domain.pack import Pack
from domain.refusals import not_now, not_understood
from domain.step import Step
from domain.titles import OWN_MILESTONES
from domain.words import Words

(REDONE,) = OWN_MILESTONES
FURTHEST: Final = timedelta(days=366)
_WARN_AT: Final = (0.8,)


class MakeAppointment(StaffCommand):
    """Say when, where and by whom it is done again; a later one takes its place, and says why."""

    name: ClassVar[str] = "make-appointment"
    title: ClassVar[Words] = Words(zh="预约重做", en="Make an appointment")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.REMEDYING})

    remedy: Key
    at: Instant
    minutes: Annotated[int, Field(ge=1, le=1_440, strict=True)] = 60
    who: Name | None = None
    place: Name | None = None
    reason: ShortText | None = None

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether something is to be done again."""
        return any(remedy.kind is RemedyKind.REDO for remedy in case.pending_remedies)

    def decide(self, step: Step) -> None:
        """Put the appointment on record and plan its milestone; the complainant is told."""
        remedy = self._remedy(step.case)
        check_ahead("at", self.at, at=step.at)
        if self.at - step.at > FURTHEST:
            raise not_understood(zh="预约须在一年以内。", en="at: an appointment lies within a year")
        if remedy.appointment and self.reason is None:
            raise not_understood(zh="改约须写明原因（reason）。", en="reason: say why the appointment is moved")
        ends_at = self.at + timedelta(minutes=self.minutes)
        milestone = _milestone_for(step, remedy)
        data = {
            "remedy": remedy.id,
            "kind": remedy.kind,
            "visit_at": self.at.isoformat(),
            "ends_at": ends_at.isoformat(),
            "milestone": milestone,
        }
        step.add(
            EventKind.APPOINTMENT_MADE, data, private={"who": self.who, "place": self.place, "reason": self.reason}
        )
        planned = Milestone(
            name=milestone,
            cycle=step.case.cycle,
            clock_start=step.at,
            allowance=Allowance(elapsed=ends_at - step.at).model_dump(mode="json"),
            due_at=ends_at,
            met_by=(),
            warn_at=_WARN_AT,
        )
        time = step.policy.working_time_in(step.case.complaint.region)
        dated = milestones.dated(planned, pauses=(), until=step.at, time=time)
        step.add(EventKind.PLANNED, {"plan": [dated.model_dump(mode="json")]}, actor=SYSTEM)

    def _remedy(self, case: Case) -> Remedy:
        remedy = case.remedy(self.remedy)
        if remedy is None or not remedy.counts or remedy.kind is not RemedyKind.REDO:
            raise not_understood(
                zh=f"本案没有重做方案 {self.remedy}。", en=f"remedy: nothing is to be done again by {self.remedy!r}"
            )
        if remedy.is_settled:
            raise not_now(zh="该方案已执行。", en="This remedy was carried out already.")
        return remedy


def meet(step: Step, remedy: Remedy) -> None:
    """Meet the milestones of a remedy's appointments, now that it is done; a missed one late."""
    for milestone in step.case.open_milestones:
        if milestone.is_appointment and milestone.name in remedy.visits:
            late = milestone.breached_at is not None
            step.add(EventKind.MILESTONE_MET, {"milestone": milestone.name, "late": late}, actor=SYSTEM)


def _milestone_for(step: Step, remedy: Remedy) -> str:
    """Name the milestone: that of the appointment that is moved, unless it was missed; else a new one."""
    known = {each.name: each for each in step.case.milestones if each.cycle == step.case.cycle}
    moved = known.get(remedy.appointment.milestone) if remedy.appointment else None
    if moved and moved.is_open and moved.breached_at is None:
        return moved.name
    names = (REDONE, *(f"{REDONE}#{number}" for number in range(2, len(known) + 3)))
    return next(name for name in names if name not in known)
