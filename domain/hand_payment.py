"""Payments that the gateway will not make (付款失败的处置): sent to it again, or paid by hand and said so by two (E5).

The second person does not click on what the first has typed but says the same reference again. What somebody says was
paid by hand is not sent to the gateway meanwhile.
"""

from typing import ClassVar, Final

from domain import payment_task
from domain.case import Case
from domain.case_remedies import Remedy, RemedyStatus
from domain.command import StaffCommand
from domain.complaint import Key, ShortText
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.payments import start_payment
from domain.refusals import not_now, not_understood
from domain.step import Step
from domain.words import Words

UNPAID: Final = frozenset({RemedyStatus.FAILED, RemedyStatus.MANUAL})


class RetryPayment(StaffCommand):
    """Send a payment that failed to the gateway again, by the same key; it is asked first what became of it."""

    name: ClassVar[str] = "retry-payment"
    title: ClassVar[Words] = Words(zh="重新付款", en="Send the payment again")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.REMEDYING})

    remedy: Key
    reason: ShortText

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether a payment has failed that nobody says was made by hand."""
        return any(each.status in UNPAID and each.reported is None for each in case.remedies)

    def decide(self, step: Step) -> None:
        """Set the payment going; should it be refused, it is a task again."""
        remedy = find(step, self.remedy)
        if remedy.status is RemedyStatus.PAYING:
            raise not_now(zh="正在支付，请等待支付结果。", en="A payment is under way; wait for what becomes of it.")
        if remedy.status not in UNPAID:
            raise not_now(zh="该款项没有付款失败。", en="This is no payment that has failed.")
        if remedy.reported:
            raise not_now(
                zh="已有人登记该款项为人工支付；如有误，请先撤回该登记。",
                en="Somebody has said that this was paid by hand; if it was not, that is taken back first.",
            )
        if step.case.withdrawing:
            raise not_now(zh="投诉人已撤诉，不再付款。", en="The complainant has withdrawn; nothing more is paid.")
        start_payment(step, remedy.id, actor=step.actor, reason=self.reason)
        payment_task.close(step, remedy)


class TakeBackPayment(StaffCommand):
    """Take back what was said of a payment by hand, before a second person has said the same."""

    name: ClassVar[str] = "take-back-payment"
    title: ClassVar[Words] = Words(zh="撤回人工付款登记", en="Take back a payment by hand")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.REMEDYING})

    remedy: Key
    reason: ShortText

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether there is one that waits for a second person."""
        return any(each.reported for each in case.remedies)

    def decide(self, step: Step) -> None:
        """Put it on record; the payment is as it was before."""
        remedy = find(step, self.remedy)
        if remedy.reported is None:
            raise not_now(
                zh="没有待复核的人工付款登记。", en="There is no payment by hand that waits for a second person."
            )
        step.add(EventKind.PAYMENT_TAKEN_BACK, {"remedy": remedy.id}, private={"reason": self.reason})


def find(step: Step, remedy_id: str) -> Remedy:
    """Give a remedy that counts. Raises `NotUnderstood`."""
    remedy = step.case.remedy(remedy_id)
    if remedy is None or not remedy.counts:
        raise not_understood(zh=f"本案没有方案 {remedy_id}。", en=f"remedy: this case has no remedy {remedy_id!r}")
    return remedy


def is_said_by_two(step: Step, remedy: Remedy, *, reference: str | None, how: str) -> bool:
    """Take in that somebody says a remedy was paid by hand; tell whether they are the second. Raises `Refused`."""
    if reference is None:
        raise not_understood(
            zh="请填写付款凭证号（reference），须由两人分别登记同一凭证号。",
            en="reference: give the bank's reference; a second person gives the same one",
        )
    said = remedy.reported
    if said and said.by != step.actor.id:
        if said.reference != reference:
            raise not_now(
                zh="与另一人登记的凭证号不一致，请核对；有误的登记可以撤回。",
                en="Somebody else gave another reference; check it, and what is wrong can be taken back.",
            )
        return True
    if said and said.reference == reference:
        raise not_now(
            zh="您已登记，须由另一人复核。", en="You have said so already; now a second person says the same."
        )
    data = {"remedy": remedy.id, "kind": remedy.kind, "amount_fen": remedy.amount_fen}
    step.add(EventKind.PAYMENT_REPORTED, data, private={"reference": reference, "how": how})
    return False
