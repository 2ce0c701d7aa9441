"""Endings: resolved, closed, withdrawn, archived (F2, F4, F5), and what the complainant can still do in each."""

from datetime import datetime

from domain import advance, letter_review, milestones, promises, reviews, tasks, work_orders
from domain.case_facts import facts_of
from domain.events import SYSTEM, Actor
from domain.expressions import ExpressionFailed
from domain.kinds import EventKind, Stage
from domain.pack_sections import FOREVER
from domain.step import Step


def resolve(step: Step, *, agreement: bool, exhausted: bool = False) -> None:
    """Resolve the case and open the feedback window; without agreement, name who else can help."""
    pack = step.policy.pack
    milestones.end_waiting(step)
    data = {
        "agreement": agreement,
        "exhausted": exhausted,
        "feedback_until": (step.at + pack.feedback_window).isoformat(),
    }
    if not agreement and pack.referral:
        data["referral"] = pack.referral.model_dump()
    step.add(EventKind.RESOLVED, data, actor=SYSTEM)
    letter_review.hold(step)
    if not letter_review.is_held(step.case):
        promises.of_improvement(step)


def close(step: Step, *, reason: str, words: str | None = None) -> None:
    """Close the case, cancel what that leaves open (time rule 10) and open the appeal window."""
    until = _appeal_until(step)
    step.add(EventKind.CLOSED, {"reason": reason, "appeal_until": until.isoformat()}, private={"reason": words})
    milestones.cancel_all(step)
    # Who was satisfied before the letter came still gets it.
    tasks.cancel_all(step, but=letter_review.LETTER_REVIEW)
    if until <= step.at:
        archive(step)


def _appeal_until(step: Step) -> datetime:
    case, pack = step.case, step.policy.pack
    window = step.at if case.exhausted else step.at + pack.appeal_window
    # A rating counts through the whole feedback window, also after staff closed early.
    return max(window, case.feedback_until or step.at)


def close_after_feedback(step: Step) -> None:
    """Close because nobody said anything in the feedback window."""
    close(step, reason="feedback_window_over")


def close_declined(step: Step) -> None:
    """Close and archive a declined complaint that nobody contested."""
    step.add(EventKind.CLOSED, {"reason": "declined", "appeal_until": step.at.isoformat()})
    cancel_all(step)
    archive(step)


def withdraw(step: Step, *, reason: str | None = None, actor: Actor | None = None) -> None:
    """End the case because the complainant withdrew it (F5); one with a red alert goes on as a staff case."""
    milestones.end_waiting(step)
    if step.case.red_alert:
        step.add(EventKind.WITHDRAWN, {"goes_on": True}, private={"reason": reason}, actor=actor)
        if step.case.stage in {Stage.DECIDING, Stage.AWAITING_COMPLAINANT, Stage.MEDIATING, Stage.ADJUDICATING}:
            step.add(EventKind.SENT_BACK, {"because": "withdrawn"}, actor=SYSTEM)
        return
    step.add(EventKind.WITHDRAWN, {"stage": step.case.stage}, private={"reason": reason}, actor=actor)
    advance.claim_the_rest(step)
    cancel_all(step)
    archive(step)


def cancel_all(step: Step) -> None:
    """Cancel every open milestone and task, and with them every reminder (time rule 10)."""
    milestones.cancel_all(step)
    tasks.cancel_all(step)


def archive(step: Step) -> None:
    """Put the case into the archive; its workflow ends here (F4)."""
    letter_review.cancel(step)
    work_orders.leave_all(step)
    reviews.leave_all(step)
    case = step.case
    data = {"stage": case.stage, "cycles": case.cycle, "retention": _kept_for(step)}
    step.add(EventKind.ARCHIVED, data, actor=SYSTEM)


def _kept_for(step: Step) -> str:
    try:
        kept = step.policy.pack.retention.keeps(facts_of(step.case))
    except ExpressionFailed:
        # What cannot be told unimportant is not thrown away.
        kept = None
    return FOREVER if kept is None else str(kept)
