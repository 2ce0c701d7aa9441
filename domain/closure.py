"""Endings: resolved, closed, withdrawn, archived (F2, F4, F5), and what the complainant can still do in each."""

from datetime import datetime

from domain import milestones
from domain.events import SYSTEM
from domain.kinds import EventKind
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


def close(step: Step, *, reason: str, words: str | None = None) -> None:
    """Close the case, cancel what is still open (time rule 10) and open the appeal window."""
    milestones.cancel_all(step)
    until = _appeal_until(step)
    step.add(EventKind.CLOSED, {"reason": reason, "appeal_until": until.isoformat()}, private={"reason": words})


def _appeal_until(step: Step) -> datetime:
    case, pack = step.case, step.policy.pack
    if case.exhausted:
        return step.at
    # A rating counts through the whole feedback window, also after staff closed early.
    return max(step.at + pack.appeal_window, case.feedback_until or step.at)


def close_after_feedback(step: Step) -> None:
    """Close because nobody said anything in the feedback window."""
    close(step, reason="feedback_window_over")


def close_declined(step: Step) -> None:
    """Close and archive a declined complaint that nobody contested."""
    milestones.cancel_all(step)
    step.add(EventKind.CLOSED, {"reason": "declined", "appeal_until": step.at.isoformat()})
    archive(step)


def withdraw_now(step: Step, *, reason: str | None = None) -> None:
    """End the case because the complainant withdrew it (F5)."""
    milestones.end_waiting(step)
    milestones.cancel_all(step)
    step.add(EventKind.WITHDRAWN, {"stage": step.case.stage}, private={"reason": reason})
    archive(step)


def archive(step: Step) -> None:
    """Put the case into the archive; its workflow ends here (F4)."""
    case, retention = step.case, step.policy.pack.retention
    data = {"stage": case.stage, "cycles": case.cycle, "retention": str(retention.ordinary)}
    step.add(EventKind.ARCHIVED, data, actor=SYSTEM)
