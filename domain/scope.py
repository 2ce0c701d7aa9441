"""Scope review (受理审查), acknowledgement and closing by staff (A4, A5)."""

from typing import ClassVar, Literal

from domain import closure, letter_review, milestones
from domain.command import OPEN_STAGES, StaffCommand
from domain.complaint import ShortText
from domain.kinds import EventKind, Stage
from domain.refusals import not_now
from domain.step import Step
from domain.words import Words


class Decline(StaffCommand):
    """Decline what is out of scope, with a reason and where to turn instead (A5)."""

    name: ClassVar[str] = "decline"
    title: ClassVar[Words] = Words(zh="不予受理", en="Decline")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.RECEIVED, Stage.INVESTIGATING})

    reason: ShortText
    referral: ShortText

    def decide(self, step: Step) -> None:
        """Stop the clocks; the complainant can contest in the appeal window."""
        milestones.end_waiting(step)
        until = step.at + step.policy.pack.appeal_window
        step.add(
            EventKind.DECLINED,
            {"contest_until": until.isoformat()},
            private={"reason": self.reason, "referral": self.referral},
        )
        closure.cancel_all(step)


class Acknowledge(StaffCommand):
    """Say that the number reached the complainant: spoken on the telephone, printed, or handed over (A4)."""

    name: ClassVar[str] = "acknowledge"
    title: ClassVar[Words] = Words(zh="告知编号", en="Confirm the acknowledgement")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES

    how: Literal["spoken", "printed", "handed_over"]

    def decide(self, step: Step) -> None:
        """Put the acknowledgement on record."""
        waits = any(EventKind.ACKNOWLEDGED in m.met_by for m in step.case.open_milestones)
        if step.case.acknowledgement == "done" and not waits:
            raise not_now(zh="编号已经告知。", en="The number has been acknowledged already.")
        step.add(EventKind.ACKNOWLEDGED, {"by": self.how})


class Close(StaffCommand):
    """Close before the feedback window is over; a rating still counts through that window."""

    name: ClassVar[str] = "close"
    title: ClassVar[Words] = Words(zh="结案", en="Close")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.RESOLVED})

    reason: ShortText

    def decide(self, step: Step) -> None:
        """Close with the reason on record; not before the complainant has the result letter."""
        if letter_review.is_held(step.case):
            raise not_now(
                zh="结果告知函正在审核，签发后方可结案。",
                en="The result letter is being reviewed; release it before you close the case.",
            )
        closure.close(step, reason="staff", words=self.reason)
