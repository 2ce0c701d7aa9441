"""The tasks of a case as its events add them up; what is done with them stands in `domain.tasks`."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel

from domain.words import Words

MEDIATOR_WANTED: Final = "mediator_wanted"
"""Why there is a task to name who mediates; each reminder of it goes a rung further up."""


class TaskKind(StrEnum):
    """What sort of work a task of an investigation is (任务类别)."""

    INTERVIEW = "interview"
    SERVICE_REVIEW = "service_review"
    CCTV = "cctv"
    PRODUCT_TEST = "product_test"
    SITE_VISIT = "site_visit"
    EXPERT = "expert"
    APPRAISER = "appraiser"


class Task(BaseModel, frozen=True):
    """Something that a person has to do beside the stages (任务); its id counts within the case: `T1`, `T2` ...

    `assignee` is a staff id; none: it is for whoever owns the case. `due_at` was set once and is moved by nothing;
    none: it is never late. `reminded` is the occurrence of its last reminder. `because` says why the system opened
    it, `key` on which occasion. `rung` is the lowest that does it, `done_by` the command that does, where it is not as
    with other tasks. `kind` is what sort of work it is, `result` what came of it, with the `evidence` that it brought,
    by id. Title and result are none where words of people have been erased. `seat` is the department of the task force
    whose member does it, whoever that is at the time. `role` is whose people hear of it besides its owner.
    """

    id: str
    opened_at: datetime
    title: Words | None = None
    assignee: str | None = None
    due_at: datetime | None = None
    because: str = ""
    key: str = ""
    reminded: int = 0
    done_at: datetime | None = None
    cancelled_at: datetime | None = None
    rung: str = ""
    done_by: str = ""
    kind: TaskKind | None = None
    result: str | None = None
    evidence: tuple[str, ...] = ()
    seat: str = ""
    role: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether it has still to be done."""
        return self.done_at is None and self.cancelled_at is None

    @property
    def is_overdue(self) -> bool:
        """Tell whether it has still to be done and its due time was found to have passed."""
        return self.is_open and self.reminded > 0
