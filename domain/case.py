"""The state of a case: what its events add up to. Nothing here changes anything; see `domain.evolve`."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain.case_decisions import Decision
from domain.case_force import TaskForce
from domain.case_incident import Membership
from domain.case_inquiry import Inquiry
from domain.case_letters import Redraft
from domain.case_matters import CaseMatter
from domain.case_mediation import Mediation
from domain.case_milestones import Milestone, Pause
from domain.case_notices import Alert, Held
from domain.case_orders import WorkOrder
from domain.case_panel import Panel, Ruling
from domain.case_remedies import Established, Remedy
from domain.case_reviews import CaseReview
from domain.case_tasks import Task
from domain.complaint import Complaint
from domain.handover import Merging
from domain.kinds import EventKind, Severity, Stage, Urgency, WaitingOn
from domain.likeness import Likeness

FINAL_STAGES = frozenset({Stage.WITHDRAWN, Stage.MERGED})
SETTLED_STAGES = frozenset({Stage.DECLINED, Stage.RESOLVED, Stage.CLOSED}) | FINAL_STAGES


class Frozen(BaseModel):
    """Base of all parts of a case: immutable, built by the fold only."""

    model_config = ConfigDict(frozen=True)


class Deed(Frozen):
    """Somebody's part in the decisions of a cycle; others must decide the next."""

    cycle: int
    staff: str
    what: EventKind


class Handler(Frozen):
    """Who works on the case."""

    id: str
    department: str | None = None
    rung: str = "handler"


class Case(Frozen):
    """A complaint as it stands after its event number `sequence`.

    `happened` says when each kind of event came first in this cycle, after its opening. `stood_since` is when the case
    was last resolved or declined, `stood` each stretch from there to a re-opening. `merging` is none but while the case
    is handed over to another; after that `merged_into` is that one. `merged_from` are those that this one took over.
    `likenesses` are the earlier cases that it was like when it came in, `repeat_count` how many of them it repeats.
    `advances` are the remedies that were paid in another's stead.
    """

    tracking_number: str
    pack: str
    pack_version: int
    complaint: Complaint
    received_at: datetime
    sequence: int = 0
    last_event_at: datetime
    last_event: EventKind = EventKind.RECEIVED
    stage: Stage = Stage.RECEIVED
    stage_since: datetime
    cycle: int = 1
    cycle_since: datetime
    category: str = ""
    kind: str = ""
    confidence: int = 0
    classified_by: str = ""
    level: int = 0
    level_floor: int = 1
    urgency: Urgency = Urgency.NORMAL
    severity: Severity = Severity.ORDINARY
    amount_band: str = ""
    department: str = ""
    handler: Handler | None = None
    flags: tuple[str, ...] = ()
    red_alert: bool = False
    alert: Alert | None = None
    escalated_to: int = 0
    complainant_escalated_at: datetime | None = None
    waiting_on: WaitingOn | None = None
    waiting_until: datetime | None = None
    milestones: tuple[Milestone, ...] = ()
    happened: dict[EventKind, datetime] = {}
    pauses: tuple[Pause, ...] = ()
    established: Established = Established()
    finding: str | None = None
    improvement: str | None = None
    answer: str | None = None
    records: str = "wanted"
    acknowledgement: str = "wanted"
    held: tuple[Held, ...] = ()
    progress: int = 0
    progress_at: datetime | None = None
    records_source: str = ""
    evidence: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    deeds: tuple[Deed, ...] = ()
    tasks: tuple[Task, ...] = ()
    straight_through: bool = False
    staff_case: bool = False
    withdrawing: bool = False
    agreed: bool | None = None
    exhausted: bool = False
    contested: bool = False
    silence_at: datetime | None = None
    resolved_at: datetime | None = None
    stood_since: datetime | None = None
    stood: tuple[Pause, ...] = ()
    feedback_until: datetime | None = None
    appeal_until: datetime | None = None
    archived_at: datetime | None = None
    score: int | None = None
    merging: Merging | None = None
    merged_into: str | None = None
    merged_from: tuple[str, ...] = ()
    redraft: Redraft | None = None
    likenesses: tuple[Likeness, ...] = ()
    repeat_count: int = 0
    inquiry: Inquiry = Inquiry()
    work_orders: tuple[WorkOrder, ...] = ()
    reviews: tuple[CaseReview, ...] = ()
    task_forces: tuple[TaskForce, ...] = ()
    membership: Membership | None = None
    mediations: tuple[Mediation, ...] = ()
    matters: tuple[CaseMatter, ...] = ()
    advances: tuple[str, ...] = ()
    panels: tuple[Panel, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    decisions: tuple[Decision, ...] = ()
    appealed: int = 0

    @property
    def is_open(self) -> bool:
        """Tell whether staff may still act on it."""
        return self.stage not in FINAL_STAGES | {Stage.CLOSED} and not self.has_ended

    @property
    def has_ended(self) -> bool:
        """Tell whether the case is in the archive, its workflow over."""
        return self.archived_at is not None

    @property
    def is_paused(self) -> bool:
        """Tell whether pausing milestones stand still just now."""
        return bool(self.pauses) and self.pauses[-1].ended_at is None

    @property
    def open_milestones(self) -> tuple[Milestone, ...]:
        """Give the milestones that have still to be met, of the present cycle."""
        return tuple(m for m in self.milestones if m.is_open)

    @property
    def is_breached(self) -> bool:
        """Tell whether any milestone of any cycle was missed."""
        return any(m.breached_at for m in self.milestones)

    @property
    def owner_rung(self) -> int:
        """Give the rung that answers for the case: the highest that anything open has climbed to."""
        return max((self.escalated_to, *(m.rung for m in self.open_milestones)))

    @property
    def owner(self) -> str:
        """Give who answers for the case, by id: who is on duty on the highest rung, else the handler; or nobody."""
        rung = self.owner_rung
        on_duty = (m.owner for m in reversed(self.open_milestones) if m.rung == rung > 0 and m.owner)
        return next(on_duty, self.handler.id if self.handler and rung == 0 else "")

    @property
    def standing_alert(self) -> Alert | None:
        """Give the red alert that waits to be acknowledged."""
        return self.alert if self.alert and self.alert.acknowledged_at is None else None

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """Give the tasks that have still to be done."""
        return tuple(task for task in self.tasks if task.is_open)

    @property
    def task_force(self) -> TaskForce | None:
        """Give the task force of this cycle."""
        return next((force for force in self.task_forces if force.cycle == self.cycle), None)

    @property
    def mediation(self) -> Mediation | None:
        """Give the mediation of this cycle."""
        return next((each for each in reversed(self.mediations) if each.cycle == self.cycle), None)

    @property
    def panel(self) -> Panel | None:
        """Give the panel of this cycle, the last where there were several."""
        return next((each for each in reversed(self.panels) if each.cycle == self.cycle), None)

    @property
    def incident(self) -> str | None:
        """Give the mass incident that it belongs to."""
        return self.membership.incident if self.membership and not self.membership.has_left else None

    @property
    def incident_size(self) -> int:
        """Give how many that incident had when it joined; 0 outside of one."""
        return self.membership.size if self.membership and not self.membership.has_left else 0

    @property
    def undone_reviews(self) -> tuple[CaseReview, ...]:
        """Give the reviews that nobody has recorded, the one that is due first in front."""
        undone = [review for review in self.reviews if review.is_undone]
        return tuple(sorted(undone, key=lambda review: (review.due_at is None, review.due_at or review.opened_at)))

    def reviewers_of(self, review: CaseReview) -> str:
        """Give the department that records a review."""
        return review.reviewed_by or self.department

    @property
    def total_fen(self) -> int:
        """Give what the complainant gets in all, with what they already got."""
        return sum(remedy.amount_fen for remedy in self.remedies if remedy.counts)

    @property
    def pending_remedies(self) -> tuple[Remedy, ...]:
        """Give the remedies on which something has still to happen."""
        return tuple(remedy for remedy in self.remedies if not remedy.is_settled)

    def remedy(self, remedy_id: str) -> Remedy | None:
        """Find a remedy by its id."""
        return next((remedy for remedy in self.remedies if remedy.id == remedy_id), None)

    def was_decided_by(self, staff: str, *, cycle: int) -> bool:
        """Tell whether this person took part in a decision of that cycle."""
        return any(deed.staff == staff and deed.cycle == cycle for deed in self.deeds)

    def stands_still(self, milestone: Milestone) -> bool:
        """Tell whether the clock of a milestone stands: in a pause, or since the case is settled."""
        return self._is_over_for(milestone) or (milestone.pauses and self.is_paused)

    def next_due_at(self) -> datetime | None:
        """Give the earliest due instant of an open milestone that has not been missed yet, else the earliest missed."""
        running = [m for m in self.open_milestones if not self._is_over_for(m)]
        return min([m.due_at for m in running if m.breached_at is None] or [m.due_at for m in running], default=None)

    def _is_over_for(self, milestone: Milestone) -> bool:
        return self.stage in SETTLED_STAGES and not milestone.outlasts_resolution
