"""The complainant's answer to a remedy (E5): accepted, refused, or silence and what the pack makes of it."""

from domain import grading, mediation, milestones, payments
from domain.kinds import EventKind, Stage
from domain.step import Step


def accept(step: Step) -> None:
    """Take the remedy as agreed and carry it out at once."""
    milestones.end_waiting(step, ended_at=step.said_at)
    step.add(EventKind.ACCEPTED, {"remedies": _on_the_table(step)})
    payments.carry_out(step)


def refuse(step: Step, *, reason: str | None = None) -> None:
    """Go to a mediation, or back to the investigation one level up; what that adds starts now. It opens no cycle."""
    milestones.end_waiting(step, ended_at=step.said_at)
    step.add(EventKind.REFUSED, {"remedies": _on_the_table(step)}, private={"reason": reason})
    if mediation.is_offered(step):
        mediation.open_mediation(step)
        return
    grading.level_up(step)
    milestones.plan(step, added_at=step.at)


def silence(step: Step) -> None:
    """Apply the pack's rule for a complainant who does not answer."""
    if step.case.stage is not Stage.AWAITING_COMPLAINANT:
        return
    means = step.policy.pack.silence.means
    milestones.end_waiting(step, ended_at=step.case.silence_at)
    step.add(EventKind.SILENCE_ELAPSED, {"means": means, "remedies": _on_the_table(step)})
    if means == "accepted":
        payments.carry_out(step)
    else:
        refuse(step)


def _on_the_table(step: Step) -> list[str]:
    return [remedy.id for remedy in step.case.pending_remedies]
