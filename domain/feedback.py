"""After the answer (反馈): ratings, appeals, contests, and the new cycle that dissatisfaction opens (F2, F3, A5)."""

from domain import closure, grading, hearing, intake, investigation_plan, letter_review, milestones, reviews
from domain.case_reviews import ReviewReason
from domain.changes import Change
from domain.events import SYSTEM
from domain.kinds import EventKind, Stage
from domain.refusals import not_now
from domain.step import Step

SATISFIED_FROM = 3


def rate(step: Step, *, score: int, solved: bool, comment: str | None) -> None:
    """Take a rating; not solved, or a score of 1 or 2, reopens the case."""
    case = step.case
    if case.feedback_until is None or not (step.is_in_time(case.feedback_until) or letter_review.is_held(case)):
        raise not_now(
            zh="评价期已过，评价已留存。", en="The feedback window is over; your rating is kept on the timeline."
        )
    step.add(EventKind.RATED, {"score": score, "solved": solved}, private={"comment": comment})
    if solved and score >= SATISFIED_FROM:
        if case.stage is Stage.RESOLVED:
            closure.close(step, reason="satisfied")
    else:
        reviews.open_review(step, ReviewReason.DISSATISFIED)
        reopen(step)


def appeal(step: Step, *, reason: str) -> None:
    """Take an appeal to people who did not decide (F3)."""
    if step.case.exhausted:
        raise not_now(
            zh="本投诉已达最多处理轮次，您可向外部机构反映。",
            en="This complaint has been through all its cycles; please turn to the outside body named to you.",
        )
    step.add(EventKind.APPEALED, {"cycle": step.case.cycle}, private={"reason": reason})
    reviews.open_review(step, ReviewReason.APPEALED)
    reopen(step)


def contest(step: Step, *, reason: str) -> None:
    """Take a contest of the scope review, once: triage again, another person (A5)."""
    if step.case.contested:
        raise not_now(zh="异议只能提出一次，已留存。", en="A decision on scope can be contested once; yours is kept.")
    step.add(EventKind.CONTESTED, {"cycle": step.case.cycle}, private={"reason": reason})
    reviews.open_review(step, ReviewReason.CONTESTED)
    if _open_cycle(step, stage=Stage.RECEIVED):
        intake.triage_again(step)
        step.add(EventKind.ACKNOWLEDGED, {"by": "shown"}, actor=SYSTEM)


def reopen(step: Step) -> None:
    """Open a new cycle at the next level for other people, or say who else can help when there were enough."""
    department = step.case.department
    if _open_cycle(step, stage=Stage.INVESTIGATING):
        step.add(EventKind.ASSIGNED, {"department": department}, actor=SYSTEM)
        milestones.plan(step)
        investigation_plan.open_planned(step)
        step.add(EventKind.ACKNOWLEDGED, {"by": "shown"}, actor=SYSTEM)


def _open_cycle(step: Step, *, stage: Stage) -> bool:
    """Open the next cycle one level higher; after the last one the case stays resolved, once and for all."""
    case = step.case
    if case.cycle >= step.policy.pack.max_cycles:
        if not case.exhausted:
            closure.resolve(step, agreement=False, exhausted=True)
        return False
    milestones.cancel_all(step)
    letter_review.cancel(step)
    raised = {"escalated_to": 0} if step.follows(Change.NEW_CYCLE_STARTS_AT_THE_HANDLER) else {}
    data = {"cycle": case.cycle + 1, "stage": stage, **raised, **hearing.opened_anew(step)}
    step.add(EventKind.REOPENED, data, actor=SYSTEM)
    grading.level_up(step)
    return True
