"""The reviews of a case as its events add them up (倒查); what is done with them stands in `domain.reviews`."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel


class ReviewReason(StrEnum):
    """Why a cycle is looked back at: what came first."""

    BREACHED = "breached"
    DISSATISFIED = "dissatisfied"
    APPEALED = "appealed"
    CONTESTED = "contested"
    PROMISE_BROKEN = "promise_broken"


class ReviewCause(StrEnum):
    """Why it went as it did; figures are made of these, so it is a closed list."""

    UNDERSTAFFED = "understaffed"
    LATE_HANDOVER = "late_handover"
    WRONG_CLASSIFICATION = "wrong_classification"
    INCOMPLETE_INVESTIGATION = "incomplete_investigation"
    WRONG_DECISION = "wrong_decision"
    POOR_COMMUNICATION = "poor_communication"
    UNCLEAR_RULE = "unclear_rule"
    OTHER_PARTY = "other_party"
    SYSTEM_FAILURE = "system_failure"
    NO_FAULT_OF_OURS = "no_fault_of_ours"


class CaseReview(BaseModel, frozen=True):
    """A look back at one cycle; its id counts within the case: `V1`, `V2` ...

    `owner_rung` has to record it, and afterwards answers for the improvement: in the department `reviewed_by`, or in
    that of the case. `due_at` is moved by nothing; none: it is never late. `reminded` counts its reminders. `handler`
    is whose work is looked at, by id. `cause` and `department` say why it went as it did and who is responsible; what
    staff wrote is sealed. It is left where the case went to the archive before it was recorded.
    """

    id: str
    cycle: int
    why: ReviewReason
    opened_at: datetime
    owner_rung: str
    handler: str = ""
    reviewed_by: str = ""
    due_at: datetime | None = None
    reminded: int = 0
    left_at: datetime | None = None
    recorded_at: datetime | None = None
    cause: ReviewCause | None = None
    department: str = ""
    what: str = ""
    improvement: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether it has still to be recorded."""
        return self.is_undone and self.left_at is None

    @property
    def is_undone(self) -> bool:
        """Tell whether nobody has recorded it, be it that nobody can any more."""
        return self.recorded_at is None

    @property
    def is_overdue(self) -> bool:
        """Tell whether it has still to be recorded and its due time was found to have passed."""
        return self.is_open and self.reminded > 0
