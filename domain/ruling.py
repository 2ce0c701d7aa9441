"""The ruling (裁决书): given with reasons once all have voted, binding on the platform, carried out at once (E7)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import Field

from domain import closure, panel, payments, refund_limit, remedies
from domain.adjudication import panel_of
from domain.case import Case
from domain.case_panel import Outcome, Panel
from domain.case_remedies import Remedy
from domain.command import StaffCommand
from domain.complaint import ShortText
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.pack_penalties import PenaltyGrant
from domain.penalties import RULING, impose
from domain.promises import PromiseSource, open_promise
from domain.refusals import Refused, not_allowed, not_now, not_understood
from domain.remedies import ProposedRemedy, in_the_open, notes_on
from domain.step import Step
from domain.words import Words

BY_PANEL, BY_RUNG = "panel", "rung"


class GiveRuling(StaffCommand):
    """Give the ruling that all have voted for; who decides in a panel's stead says the outcome, too."""

    name: ClassVar[str] = "give-ruling"
    title: ClassVar[Words] = Words(zh="作出裁决", en="Give the ruling")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.ADJUDICATING})

    reasons: ShortText
    remedies: tuple[ProposedRemedy, ...] = Field(default=(), max_length=20)
    penalties: tuple[PenaltyGrant, ...] = Field(default=(), max_length=20)
    improvement: ShortText | None = None
    outcome: Outcome | None = None

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether the votes are in, or nobody is there to vote."""
        seated = case.panel
        return seated is not None and (seated.counted_at is not None or not (seated.members or seated.arbitration))

    def decide(self, step: Step) -> None:
        """Put it on record and carry it out; nobody has to approve or accept it."""
        seated = panel_of(step)
        outcome = self._outcome(seated, step.actor.id)
        rule(
            step,
            outcome=outcome,
            remedies=remedies.by_hand(step, self.remedies),
            penalties=self.penalties,
            data=_by(seated),
            private={"reasons": self.reasons, "improvement": self.improvement, "dissents": _dissents(seated)},
        )

    def _outcome(self, seated: Panel, staff: str) -> Outcome:
        if staff not in seated.deciders:
            raise not_allowed(zh="您不是本案的裁决人员。", en="You do not decide this case.")
        if panel.may_decide_alone(seated, staff):
            if self.outcome is None:
                raise not_understood(
                    zh="没有表决结果，须写明 outcome。", en="outcome: there are no votes; say what you decide"
                )
            return self.outcome
        if seated.outcome is None:
            raise not_now(
                zh="还有成员未表决，暂不能作出裁决。", en="Not all members have voted; the ruling comes after that."
            )
        if self.outcome not in {None, seated.outcome}:
            raise not_understood(
                zh=f"表决结果为 {seated.outcome}，裁决须与之一致。",
                en=f"outcome: the panel has voted {seated.outcome!r}; the ruling says the same",
            )
        return seated.outcome


def rule(
    step: Step,
    *,
    outcome: Outcome,
    remedies: Sequence[Remedy],
    penalties: Sequence[PenaltyGrant],
    data: dict[str, Any],
    private: dict[str, Any],
) -> None:
    """Put a ruling on record and carry it out. Raises `Refused` where what is ordered does not fit."""
    _check_fits(outcome, remedies, penalties, improvement=private.get("improvement"))
    refund_limit.check(step, remedies)
    said = {
        **data,
        "cycle": step.case.cycle,
        "outcome": outcome,
        "remedies": in_the_open(remedies),
        "penalties": [each.model_dump(mode="json", exclude_none=True) for each in penalties],
    }
    step.add(EventKind.RULED, said, private={**private, "notes": notes_on(remedies) or None})
    for grant in penalties:
        impose(step, grant, because=RULING, reason=private["reasons"])
    if improvement := private.get("improvement"):
        open_promise(step, source=PromiseSource.RULING, text=improvement)
    if remedies:
        payments.carry_out(step)
    else:
        closure.resolve(step, agreement=outcome is not Outcome.DISMISS)


def _check_fits(
    outcome: Outcome, remedies: Sequence[Remedy], penalties: Sequence[PenaltyGrant], *, improvement: str | None
) -> None:
    if outcome is Outcome.DISMISS and (remedies or penalties):
        raise _unfit(zh="驳回投诉的裁决不能附带补偿或处罚。", en="remedies: a ruling that dismisses orders nothing")
    if outcome is not Outcome.DISMISS and not (remedies or penalties or improvement):
        raise _unfit(
            zh="支持投诉的裁决须写明补偿、处罚或改进措施。",
            en="remedies: a ruling for the complainant orders a remedy, a penalty or an improvement",
        )


def _unfit(*, zh: str, en: str) -> Refused:
    return not_understood(zh=zh, en=en)


def _by(seated: Panel) -> dict[str, Any]:
    if not seated.members:
        return {"by": BY_RUNG, "rung": seated.rung}
    dissenting = [vote.staff for vote in seated.votes_that_count if vote.outcome is not seated.outcome]
    return {
        "by": BY_PANEL,
        "members": list(seated.seated),
        "drawn_from": len(seated.pool),
        "dissenting": dissenting,
    }


def _dissents(seated: Panel) -> dict[str, str] | None:
    """Give what those who were outvoted want to be read, else why they voted as they did."""
    votes = seated.votes_that_count if seated.members else ()
    said = {vote.staff: vote.dissent or vote.reason for vote in votes if vote.outcome is not seated.outcome}
    return {staff: words for staff, words in said.items() if words} or None
