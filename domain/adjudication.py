"""Adjudication (裁决): asked for by either side after a mediation that failed; what members of the panel do (E7)."""

from typing import ClassVar

from domain import arbitration, panel
from domain.case import Case
from domain.case_panel import Outcome, Panel
from domain.command import PartySignal, StaffCommand
from domain.complaint import ShortText
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.refusals import not_allowed, not_now
from domain.step import Step
from domain.words import Words


class AskForRuling(PartySignal):
    """Ask for a ruling after a failed mediation; by an outside arbitrator, where both sides prefer one."""

    name: ClassVar[str] = "ask_for_ruling"
    title: ClassVar[Words] = Words(zh="申请裁决", en="Ask for a ruling")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.MEDIATING, Stage.ADJUDICATING})

    is_for_respondents: ClassVar[bool] = True

    reason: ShortText
    arbitrator: bool | None = None

    def decide(self, step: Step) -> None:
        """Bring the case before a panel; the last instant of the window is still in it.

        Who asks for an arbitrator waits for the other side; before a panel is drawn, that side answers by the same.
        """
        if step.case.stage is Stage.ADJUDICATING:
            arbitration.answer(step, agrees=bool(self.arbitrator), reason=self.reason)
            return
        self._check_window(step)
        if self.arbitrator:
            arbitration.rule_of(step.policy.pack)
        asked = {"by": step.actor.role} | ({"arbitrator": True} if self.arbitrator else {})
        step.add(EventKind.RULING_ASKED, asked, private={"reason": self.reason})
        if self.arbitrator:
            arbitration.prefer(step)
        else:
            panel.form(step)

    def _check_window(self, step: Step) -> None:
        mediation = step.case.mediation
        if mediation is None or mediation.is_under_way or mediation.ruling_until is None:
            raise not_now(
                zh="调解尚未结束，暂不能申请裁决。", en="The mediation is not over; a ruling can be asked for after it."
            )
        if not step.is_in_time(mediation.ruling_until):
            raise not_now(zh="申请裁决的期限已过。", en="The time to ask for a ruling is over.")


def panel_of(step: Step) -> Panel:
    """Give the panel that the case is before. Raises `NotNow`."""
    if step.case.panel is None or step.case.panel.arbitration:
        raise not_now(zh="本案没有裁决小组。", en="This case has no panel.")
    return step.case.panel


class _MemberCommand(StaffCommand):
    """A command of a member who has not voted yet."""

    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.ADJUDICATING})

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether the reader sits on the panel and has still to vote."""
        return case.panel is not None and any(member.staff == reader.id for member in case.panel.silent)

    def _check(self, step: Step) -> None:
        seated = panel_of(step)
        if step.actor.id not in seated.seated:
            raise not_allowed(zh="只有裁决小组成员可以执行。", en="That is for the members of the panel.")
        if any(vote.staff == step.actor.id for vote in seated.votes_that_count):
            raise not_now(zh="您已表决，表决不能更改。", en="You have voted already; a vote stands as it was given.")


class Recuse(_MemberCommand):
    """Step down from the panel for a reason of one's own; the next of the draw comes in."""

    name: ClassVar[str] = "recuse"
    title: ClassVar[Words] = Words(zh="申请回避", en="Step down from the panel")

    reason: ShortText

    def decide(self, step: Step) -> None:
        """Put the reason on record, and draw from the rest of the pool."""
        self._check(step)
        step.add(EventKind.RECUSED, private={"reason": self.reason})
        panel.replace(step, step.actor.id, because="recused")


class Vote(_MemberCommand):
    """Vote on the complaint; nobody reads what anybody voted before all have."""

    name: ClassVar[str] = "vote"
    title: ClassVar[Words] = Words(zh="表决", en="Vote")

    outcome: Outcome
    reason: ShortText
    dissent: ShortText | None = None

    def decide(self, step: Step) -> None:
        """Keep the vote sealed; with the last one all are counted."""
        self._check(step)
        sealed = {"outcome": self.outcome, "reason": self.reason, "dissent": self.dissent}
        step.add(EventKind.VOTED, private=sealed)
        panel.count_if_all_voted(step)
