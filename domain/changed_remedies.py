"""Changing what is on the table (变更方案): another amount needs another approval (E3)."""

from typing import Any, ClassVar

from domain import milestones, refund_limit
from domain.case_remedies import ON_THE_TABLE, Remedy
from domain.command import StaffCommand
from domain.complaint import Fen, Key, ShortText
from domain.kinds import EventKind, Stage
from domain.money import say_amount
from domain.refusals import not_now, not_understood
from domain.step import Step
from domain.words import Words


class ChangeRemedy(StaffCommand):
    """Change the amount of a remedy that is on the table, or take it off by an amount of 0; it is decided on anew."""

    name: ClassVar[str] = "change-remedy"
    title: ClassVar[Words] = Words(zh="变更方案金额", en="Change a remedy's amount")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.DECIDING, Stage.AWAITING_COMPLAINANT})

    remedy: Key
    amount_fen: Fen
    reason: ShortText

    def decide(self, step: Step) -> None:
        """Put the change on record; whoever made it counts as proposer."""
        remedy = self._remedy(step)
        total = step.case.total_fen - remedy.amount_fen + self.amount_fen
        data: dict[str, Any] = {
            "remedy": remedy.id,
            "kind": remedy.kind,
            "amount_fen": self.amount_fen,
            "was_fen": remedy.amount_fen,
            "total_fen": total,
            "offered": step.case.stage is Stage.AWAITING_COMPLAINANT,
        }
        refund_limit.check(step, [remedy.model_copy(update={"amount_fen": self.amount_fen})])
        milestones.end_waiting(step)
        step.add(EventKind.REMEDY_CHANGED, data, private={"reason": self.reason})

    def _remedy(self, step: Step) -> Remedy:
        table = [each for each in step.case.remedies if each.status in ON_THE_TABLE]
        remedy = next((each for each in table if each.id == self.remedy), None)
        if remedy is None:
            raise not_understood(
                zh=f"待定方案中没有 {self.remedy}。", en=f"remedy: there is no {self.remedy!r} on the table"
            )
        if self.amount_fen == remedy.amount_fen != 0:
            said = say_amount(self.amount_fen, step.policy.pack.currency)
            raise not_now(zh=f"金额已是 {said.zh}。", en=f"The amount is {said.en} already.")
        if self.amount_fen == 0 and len(table) == 1:
            raise not_now(
                zh="这是唯一一项方案，请改用“退回方案”。",
                en="It is all that is on the table; send the remedy back instead.",
            )
        return remedy
