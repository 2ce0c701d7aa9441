"""The parts of a case file as staff read them: tasks, respondent, repairs and reviews."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.speaker import Speaker
from domain.case import Case
from domain.case_inquiry import Inquiry
from domain.case_orders import WorkOrder
from domain.case_reviews import CaseReview
from domain.case_tasks import Task
from domain.inquiry_words import TASKS
from domain.titles import REPAIR_OUTCOMES, REVIEW_CAUSES, REVIEW_REASONS


class TaskView(BaseModel):
    """Something that somebody has to do beside the stages (任务)."""

    id: str = Field(examples=["T1"])
    title: str | None
    assignee: str | None = Field(description="A staff id; none: whoever owns the case.")
    because: str = Field(description="Why the system opened it; empty where a person did.")
    opened_at: datetime
    due_at: datetime | None
    overdue: bool
    done_at: datetime | None
    cancelled_at: datetime | None
    kind: str | None = Field(default=None, examples=["site_visit"])
    kind_title: str | None = None
    result: str | None = None
    evidence: tuple[str, ...] = Field(default=(), description="What it brought, by id.")


class RespondentView(BaseModel):
    """Whom a complaint is about, and how far they were heard."""

    name: str | None
    phone: str | None
    email: str | None
    allegation: str
    notified_at: datetime | None
    answer_until: datetime | None
    heard_at: datetime | None
    elapsed: bool = Field(description="They did not answer in time.")
    unreached: bool = Field(description="No carrier could bring them the notice; a person has to tell them.")


class WorkOrderView(BaseModel):
    """A repair that was ordered (维修工单)."""

    id: str = Field(examples=["RD-7K2M-9QXD-04TB-W1"])
    what: str
    device: str
    place: str
    status: str = Field(description="placed, sent, done, refused or left.", examples=["sent"])
    placed_at: datetime
    until: datetime | None
    overdue: bool
    sent_at: datetime | None
    outcome: str
    outcome_title: str
    parts: tuple[str, ...]
    settled_at: datetime | None


class ReviewView(BaseModel):
    """A look back at a cycle that missed a deadline or came back (倒查)."""

    id: str = Field(examples=["V1"])
    cycle: int
    why: str = Field(description="breached, dissatisfied, appealed or contested: what came first.")
    why_title: str
    opened_at: datetime
    owner_rung: str = Field(description="Who has to record it, and answers for the improvement.")
    reviewed_by: str = Field(description="The department that records it.")
    reviewed_by_title: str
    due_at: datetime | None
    overdue: bool
    left: bool = Field(description="The case went to the archive before anybody recorded it.")
    recorded_at: datetime | None
    cause: str | None
    cause_title: str | None
    department: str
    department_title: str
    what: str
    improvement: str


def respondent_view(inquiry: Inquiry) -> RespondentView | None:
    """Give whom the complaint is about, as far as that is known; none where nobody was notified."""
    if inquiry.respondent is None:
        return None
    own = inquiry.model_dump(include=set(RespondentView.model_fields))
    return RespondentView(**inquiry.respondent.model_dump(exclude={"language"}), **own)


def task_view(task: Task, language: str) -> TaskView:
    """Give a task as staff read it."""
    return TaskView(
        id=task.id,
        title=task.title.in_(language) if task.title else None,
        assignee=task.assignee,
        because=task.because,
        opened_at=task.opened_at,
        due_at=task.due_at,
        overdue=task.is_overdue,
        done_at=task.done_at,
        cancelled_at=task.cancelled_at,
        kind=task.kind,
        kind_title=TASKS[task.kind].in_(language) if task.kind else None,
        result=task.result,
        evidence=task.evidence,
    )


def work_order_view(order: WorkOrder, speaker: Speaker) -> WorkOrderView:
    """Give a repair as staff read it."""
    return WorkOrderView(
        id=order.id,
        what=order.what,
        device=order.device,
        place=order.place,
        status=order.status,
        placed_at=order.placed_at,
        until=order.until,
        overdue=order.is_open and order.is_overdue,
        sent_at=order.sent_at,
        outcome=order.outcome,
        outcome_title=speaker.title(REPAIR_OUTCOMES, order.outcome),
        parts=order.parts,
        settled_at=order.settled_at,
    )


def review_view(review: CaseReview, case: Case, speaker: Speaker) -> ReviewView:
    """Give a review as staff read it."""
    reviewers = case.reviewers_of(review)
    return ReviewView(
        id=review.id,
        cycle=review.cycle,
        why=review.why,
        why_title=speaker.title(REVIEW_REASONS, review.why),
        opened_at=review.opened_at,
        owner_rung=review.owner_rung,
        reviewed_by=reviewers,
        reviewed_by_title=speaker.department(reviewers),
        due_at=review.due_at,
        overdue=review.is_overdue,
        left=review.left_at is not None,
        recorded_at=review.recorded_at,
        cause=review.cause,
        cause_title=speaker.title(REVIEW_CAUSES, review.cause) if review.cause else None,
        department=review.department,
        department_title=speaker.department(review.department),
        what=review.what,
        improvement=review.improvement,
    )
