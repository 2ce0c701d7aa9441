"""Adjudication (裁决): asked for by either side after a mediation that failed (E7)."""

from typing import ClassVar

from domain.command import PartySignal
from domain.complaint import ShortText
from domain.kinds import EventKind, Stage
from domain.refusals import not_now
from domain.step import Step
from domain.words import Words


class AskForRuling(PartySignal):
    """Ask for a ruling after a failed mediation."""

    name: ClassVar[str] = "ask_for_ruling"
    title: ClassVar[Words] = Words(zh="申请裁决", en="Ask for a ruling")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.MEDIATING})

    is_for_respondents: ClassVar[bool] = True

    reason: ShortText

    def decide(self, step: Step) -> None:
        """Bring the case before a panel; the last instant of the window is still in it."""
        mediation = step.case.mediation
        if mediation is None or mediation.is_under_way or mediation.ruling_until is None:
            raise not_now(
                zh="调解尚未结束，暂不能申请裁决。", en="The mediation is not over; a ruling can be asked for after it."
            )
        if step.at > mediation.ruling_until:
            raise not_now(zh="申请裁决的期限已过。", en="The time to ask for a ruling is over.")
        step.add(EventKind.RULING_ASKED, {"by": step.actor.role}, private={"reason": self.reason})
