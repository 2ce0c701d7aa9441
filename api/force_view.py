"""A task force as staff read it (专项小组): who is in it, its meetings, its plans and what each member says of them."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.speaker import Speaker
from domain.case_force import JointPlan, Meeting, Seat, TaskForce


class SeatView(BaseModel):
    """The place of a department."""

    department: str
    department_title: str
    staff: str | None = Field(description="Who sits there, by id; none: the place is open.")
    rung: str | None
    deputy_of: str | None = None
    passed_over: tuple[str, ...] = Field(default=(), description="The rungs below, on which nobody was there.")


class MeetingView(BaseModel):
    """A joint meeting with its record."""

    id: str = Field(examples=["M1"])
    held_at: datetime
    attended: tuple[str, ...]
    minutes: str | None
    recorded_at: datetime
    recorded_by: str


class VoiceView(BaseModel):
    """What a member says of a plan."""

    staff: str
    agrees: bool
    reason: str | None
    at: datetime


class PlannedRemedyView(BaseModel):
    """A remedy that a plan wants."""

    kind: str
    amount_fen: int | None
    note: str | None


class JointPlanView(BaseModel):
    """A version of the plan."""

    version: int
    text: str | None
    remedies: tuple[PlannedRemedyView, ...]
    drafted_by: str
    drafted_at: datetime
    voices: tuple[VoiceView, ...]


class TaskForceView(BaseModel):
    """The task force of a cycle."""

    cycle: int
    formed_at: datetime
    seats: tuple[SeatView, ...]
    meetings: tuple[MeetingView, ...]
    plans: tuple[JointPlanView, ...]
    plan_due_at: datetime
    silent: tuple[str, ...] = Field(description="Members who have not spoken on the last version.")
    settled_at: datetime | None
    elapsed: bool = Field(description="The plan was due and not settled; nothing waits for it any longer.")


def task_force_view(force: TaskForce, speaker: Speaker) -> TaskForceView:
    """Give a task force as staff read it."""
    return TaskForceView(
        cycle=force.cycle,
        formed_at=force.formed_at,
        seats=tuple(_seat(seat, speaker) for seat in force.seats),
        meetings=tuple(_meeting(meeting) for meeting in force.meetings),
        plans=tuple(_plan(plan) for plan in force.plans),
        plan_due_at=force.plan_due_at,
        silent=force.silent if force.plan else (),
        settled_at=force.settled_at,
        elapsed=force.elapsed,
    )


def _seat(seat: Seat, speaker: Speaker) -> SeatView:
    return SeatView(
        department=seat.department,
        department_title=speaker.department(seat.department),
        staff=seat.staff or None,
        rung=seat.rung or None,
        deputy_of=seat.deputy_of or None,
        passed_over=seat.passed_over,
    )


def _meeting(meeting: Meeting) -> MeetingView:
    return MeetingView(**meeting.model_dump())


def _plan(plan: JointPlan) -> JointPlanView:
    return JointPlanView(**plan.model_dump())
