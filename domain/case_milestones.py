"""The milestones and pauses of a case as its events add them up; what moves them stands in `domain.milestones`."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from domain.handover import TakenOver
from domain.kinds import EventKind

# What can still meet a milestone once only the complainant has the word.
AFTER_RESOLUTION = frozenset({EventKind.RATED, EventKind.CLOSED})


class Pause(BaseModel, frozen=True):
    """A stretch in which the case waited for the complainant; open while `ended_at` is none."""

    began_at: datetime
    ended_at: datetime | None = None


class Milestone(BaseModel, frozen=True):
    """Something that must have happened by `due_at` (节点); one of a name and cycle.

    `due_at` includes what pauses have credited so far. `warnings` are the instants still to warn at, with their
    fractions. `rung` is the place on the ladder (0: handler) that the milestone has climbed to, `owner` who answers
    there, by id, `periods` how many whole climbing intervals after the breach have been acted on, `reminded` how often
    at the top. `credits` are stretches between cycles that count as paused. `taken_over` is an earlier due moment of a
    case merged into this one.
    """

    name: str
    cycle: int
    clock_start: datetime
    allowance: dict[str, Any]
    due_at: datetime
    met_by: tuple[EventKind, ...]
    warn_at: tuple[float, ...] = ()
    warnings: tuple[tuple[float, datetime], ...] = ()
    pauses: bool = False
    statutory: bool = False
    provisional: bool = False
    warned: float = 0
    met_at: datetime | None = None
    breached_at: datetime | None = None
    cancelled_at: datetime | None = None
    rung: int = 0
    owner: str = ""
    periods: int = 0
    reminded: int = 0
    credits: tuple[Pause, ...] = ()
    taken_over: TakenOver | None = None

    @property
    def outlasts_resolution(self) -> bool:
        """Tell whether it still runs in a resolved case: the law asks for it, or only what follows can meet it."""
        return self.statutory or not AFTER_RESOLUTION.isdisjoint(self.met_by)

    @property
    def is_appointment(self) -> bool:
        """Tell whether it is the end of an appointment: no row of the pack's, and no kind of event meets it."""
        return not self.met_by

    @property
    def is_open(self) -> bool:
        """Tell whether it has still to be met (a breached one has, too)."""
        return self.met_at is None and self.cancelled_at is None
