"""How much may be refunded (退款上限): never more than records say was paid for the order; the rest is compensation.

Where records do not say what was paid, there is no limit but authority.
"""

from collections.abc import Sequence
from typing import Final

from domain import tasks
from domain.case_remedies import Remedy
from domain.changes import Change
from domain.kinds import RemedyKind
from domain.money import say_amount
from domain.refusals import not_understood
from domain.step import Step
from domain.words import Words

REFUND_ABOVE_PAID: Final = "refund_above_paid"
_DECIDE_BY_HAND: Final = Words(
    zh="按规则计算的退款超过订单实付金额，请人工提出方案（超出部分可列为赔偿）",
    en="The rules refund more than was paid for the order; propose by hand (what is above that is compensation)",
)


def is_exceeded(step: Step, remedies: Sequence[Remedy]) -> bool:
    """Tell whether `remedies`, with what the case has, would refund more than was paid."""
    paid = step.case.established.paid_fen
    if paid <= 0 or not any(remedy.kind is RemedyKind.REFUND for remedy in remedies):
        return False
    return _refunds(step, remedies) > paid and step.follows(Change.REFUNDS_STAY_WITHIN_WHAT_WAS_PAID)


def check(step: Step, remedies: Sequence[Remedy]) -> None:
    """Let pass what is no refund beyond what was paid. Raises `NotUnderstood`."""
    if is_exceeded(step, remedies):
        sums = (_refunds(step, remedies), step.case.established.paid_fen)
        asked, paid = (say_amount(fen, step.policy.pack.currency) for fen in sums)
        raise not_understood(
            zh=f"退款合计 {asked.zh}，超过订单实付的 {paid.zh}；超出部分请列为赔偿。",
            en=f"The refunds come to {asked.en}, more than the {paid.en} paid for the order; propose what is above "
            "that as compensation.",
        )


def leave_to_a_person(step: Step) -> None:
    """Ask a person for the remedies, where the rules would refund more than was paid."""
    key = f"{REFUND_ABOVE_PAID}/{step.case.cycle}"
    tasks.open_for_a_person(step, title=_DECIDE_BY_HAND, because=REFUND_ABOVE_PAID, key=key)


def _refunds(step: Step, remedies: Sequence[Remedy]) -> int:
    known = {remedy.id: remedy for remedy in (*step.case.remedies, *remedies)}
    return sum(each.amount_fen for each in known.values() if each.kind is RemedyKind.REFUND and each.counts)
