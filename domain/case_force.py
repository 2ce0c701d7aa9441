"""The task force of a case as its events add it up (专项小组); what it does stands in `domain.task_force`."""

from datetime import datetime

from pydantic import BaseModel

from domain.kinds import RemedyKind


class Seat(BaseModel, frozen=True):
    """The place of a department; nobody sits there while `staff` is empty.

    `rung` is where they stand, `passed_over` the rungs below on which the department had nobody.
    """

    department: str
    staff: str = ""
    rung: str = ""
    deputy_of: str = ""
    passed_over: tuple[str, ...] = ()


class Meeting(BaseModel, frozen=True):
    """A joint meeting (联席会议) with its record; `attended` are staff ids."""

    id: str
    held_at: datetime
    attended: tuple[str, ...]
    minutes: str | None
    recorded_at: datetime
    recorded_by: str


class PlannedRemedy(BaseModel, frozen=True):
    """A remedy that a plan wants; without one the pack's rules propose."""

    kind: RemedyKind
    amount_fen: int | None = None
    days: int | None = None
    note: str | None = None


class Voice(BaseModel, frozen=True):
    """What a member says of a plan in writing; dissent has its reason."""

    staff: str
    agrees: bool
    at: datetime
    reason: str | None = None


class JointPlan(BaseModel, frozen=True):
    """A version of the plan, from 1. Words are none where words of people have been erased.

    `known` is how many remedies the case had as it was drafted.
    """

    version: int
    text: str | None
    drafted_by: str
    drafted_at: datetime
    remedies: tuple[PlannedRemedy, ...] = ()
    voices: tuple[Voice, ...] = ()
    known: int = 0


class TaskForce(BaseModel, frozen=True):
    """The people of several departments who work on one case for one cycle.

    Their plan should be settled by `plan_due_at`. `settled_at` is when all had spoken on the last version, `elapsed`
    tells that the due moment passed without that.
    """

    cycle: int
    formed_at: datetime
    plan_due_at: datetime
    seats: tuple[Seat, ...]
    meetings: tuple[Meeting, ...] = ()
    plans: tuple[JointPlan, ...] = ()
    settled_at: datetime | None = None
    elapsed: bool = False

    @property
    def members(self) -> tuple[str, ...]:
        """Give who is in it, by id, each once."""
        return tuple(dict.fromkeys(seat.staff for seat in self.seats if seat.staff))

    @property
    def plan(self) -> JointPlan | None:
        """Give the version of the plan that counts: the last."""
        return self.plans[-1] if self.plans else None

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Give what those who are members now have said of the last version."""
        return tuple(voice for voice in (self.plan.voices if self.plan else ()) if voice.staff in self.members)

    @property
    def silent(self) -> tuple[str, ...]:
        """Give the members who have not spoken on the last version."""
        spoken = {voice.staff for voice in self.voices}
        return tuple(member for member in self.members if member not in spoken)

    @property
    def holds_back(self) -> bool:
        """Tell whether the investigation still waits for the plan."""
        return self.settled_at is None and not self.elapsed

    def seat(self, department: str) -> Seat | None:
        """Find the place of a department."""
        return next((seat for seat in self.seats if seat.department == department), None)
