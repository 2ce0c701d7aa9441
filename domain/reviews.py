"""Looking back (倒查责任): a cycle that missed a deadline or came back is reviewed, with cause and owner (F6).

The review is opened by itself, once a cycle, where the pack has reviews, and recorded by a team lead or somebody higher
who has no part in what is looked at; also when the case has been resolved or closed meanwhile. Whoever has to record it
is reminded once it is late.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar

from domain import deadlines, reminders
from domain.case import FINAL_STAGES, Case
from domain.case_reviews import CaseReview, ReviewCause, ReviewReason
from domain.changes import Change
from domain.command import StaffCommand
from domain.complaint import Key, Name, ShortText
from domain.events import SYSTEM, Actor
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.pack_sections import CaseReviews
from domain.permissions import EVERYWHERE
from domain.policy import Policy
from domain.refusals import not_allowed, not_now, not_understood
from domain.step import Step
from domain.words import Words

Entry = tuple[datetime, Callable[[Step], None]]


def open_review(step: Step, why: ReviewReason) -> None:
    """Open the review of the present cycle, unless there is one or the pack has none."""
    case, section = step.case, step.policy.pack.case_reviews
    if section is None or any(review.cycle == case.cycle for review in case.reviews):
        return
    data = {
        "review": f"V{len(case.reviews) + 1}",
        "cycle": case.cycle,
        "why": why,
        "owner_rung": section.owner,
        "handler": case.handler.id if case.handler else "",
        **_reviewers(section),
        **_due(step, section),
    }
    step.add(EventKind.REVIEW_OPENED, data, actor=SYSTEM)


def _reviewers(section: CaseReviews) -> dict[str, str]:
    return {"reviewed_by": section.department} if section.department else {}


def _due(step: Step, section: CaseReviews) -> dict[str, Any]:
    if not step.follows(Change.REVIEWS_ARE_DUE):
        return {}
    time = step.policy.working_time_in(step.case.complaint.region)
    due_at = deadlines.due_at(section.allowance, start=step.at, paused=(), time=time)
    return {"due_at": due_at.isoformat()}


def entries(case: Case, policy: Policy) -> Iterator[Entry]:
    """Give the agenda's entries: when to remind of each review, whatever has become of the case but the archive."""
    for review in case.undone_reviews:
        if review.due_at:
            at = reminders.next_at(review.due_at, reminded=review.reminded, every=policy.pack.climb_every)
            yield at, _reminding(review.id, review.due_at, every=policy.pack.climb_every)


def _reminding(review: str, due_at: datetime, *, every: timedelta) -> Callable[[Step], None]:
    def remind_of_review(step: Step) -> None:
        occurrence = reminders.occurrence(due_at, at=step.at, every=every)
        step.add(EventKind.REVIEW_REMINDED, {"review": review, "occurrence": occurrence}, actor=SYSTEM)

    return remind_of_review


def leave_all(step: Step) -> None:
    """Say of every review that nobody has recorded that nobody can any more: the case is about to end."""
    undone = step.case.undone_reviews
    if undone and step.follows(Change.UNDONE_REVIEWS_ARE_NAMED):
        for review in undone:
            step.add(EventKind.REVIEW_LEFT, {"review": review.id}, actor=SYSTEM)


class RecordReview(StaffCommand):
    """Record why a cycle missed a deadline or came back, who is responsible, and what will improve (F6)."""

    name: ClassVar[str] = "record-review"
    title: ClassVar[Words] = Words(zh="记录倒查结论", en="Record a review")
    stages: ClassVar[frozenset[Stage]] = frozenset(Stage) - FINAL_STAGES

    review: Key
    cause: ReviewCause
    department: Key
    owner_rung: Name | None = None
    what: ShortText
    improvement: ShortText

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether there is a review that the reader may record."""
        return any(
            not _took_part(reader, review, case) and _is_for(reader, review, case) for review in case.undone_reviews
        )

    def decide(self, step: Step) -> None:
        """Put cause and owner on record, in the open; the words are sealed."""
        review, pack = self._find(step.case), step.policy.pack
        if not _is_for(step.actor, review, step.case):
            department = step.case.reviewers_of(review)
            raise not_allowed(
                zh=f"倒查 {review.id} 由 {pack.department_title(department, 'zh')} 进行。",
                en=f"Review {review.id} is for {pack.department_title(department, 'en')} to record.",
            )
        if _took_part(step.actor, review, step.case):
            raise not_allowed(
                zh="经办或参与决定的人不能倒查自己的工作。",
                en="Whoever handled the case or took part in its decision does not review their own work.",
            )
        if self.department not in pack.departments:
            known = ", ".join(pack.departments)
            raise not_understood(
                zh=f"没有部门 {self.department}；已有：{known}。",
                en=f"department: no {self.department!r}; known: {known}",
            )
        owner_rung = self.owner_rung or review.owner_rung
        if owner_rung not in pack.ladder:
            known = ", ".join(pack.ladder)
            raise not_understood(
                zh=f"没有级别 {owner_rung}；已有：{known}。", en=f"owner_rung: no rung {owner_rung!r}; known: {known}"
            )
        data = {
            "review": review.id,
            "cycle": review.cycle,
            "why": review.why,
            "cause": self.cause,
            "department": self.department,
            "owner_rung": owner_rung,
        }
        step.add(EventKind.REVIEW_RECORDED, data, private={"what": self.what, "improvement": self.improvement})

    def _find(self, case: Case) -> CaseReview:
        review = next((each for each in case.reviews if each.id == self.review), None)
        if review is None:
            raise not_understood(
                zh=f"本案没有倒查 {self.review}。", en=f"review: this case has no review {self.review!r}"
            )
        if not review.is_open:
            raise not_now(zh=f"倒查 {review.id} 已记录。", en=f"Review {review.id} is recorded already.")
        return review


def _is_for(actor: Actor, review: CaseReview, case: Case) -> bool:
    return actor.role in EVERYWHERE or actor.department == case.reviewers_of(review)


def _took_part(actor: Actor, review: CaseReview, case: Case) -> bool:
    return actor.id == review.handler or case.was_decided_by(actor.id, cycle=review.cycle)
