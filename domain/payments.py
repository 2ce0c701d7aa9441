"""Carrying remedies out (E5): money once, by the remedy's id; what fails is tried again, then done by hand."""

from datetime import timedelta

from domain import advance, closure
from domain.case_remedies import Remedy, RemedyStatus
from domain.command import keep
from domain.events import NEIGHBOUR, SYSTEM
from domain.kinds import EventKind, Stage
from domain.ports import PaymentAnswer
from domain.refusals import not_now
from domain.step import Step

RETRY_AFTER = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)
SIGNAL = "payment_settled"
UNSETTLED = frozenset({RemedyStatus.PAYING, RemedyStatus.FAILED, RemedyStatus.MANUAL})


def carry_out(step: Step) -> None:
    """Set going every accepted remedy that needs no hand; the others wait for a person's confirmation."""
    for remedy in step.case.remedies:
        if remedy.status is RemedyStatus.ACCEPTED and remedy.kind.is_automatic:
            start_payment(step, remedy.id)
    finish(step)


def start_payment(step: Step, remedy_id: str) -> None:
    """Mark a remedy as being paid; the workflow pays what is so marked."""
    remedy = step.case.remedy(remedy_id)
    if remedy is None:
        return
    data = {
        "remedy": remedy.id,
        "amount_fen": remedy.amount_fen,
        "kind": remedy.kind,
        "attempt": remedy.attempts + 1,
    }
    step.add(EventKind.PAYMENT_STARTED, data, actor=SYSTEM)


def answered(step: Step, *, remedy_id: str, answer: PaymentAnswer) -> None:
    """Take in what the gateway said of a payment, by answer or by callback.

    A repeat changes nothing; what fits no payment of the case stays on the timeline.
    """
    remedy = step.case.remedy(remedy_id)
    if answer.status == "settled":
        if remedy is None or _was_not_asked_for(remedy):
            _stray(step, remedy_id, answer)
        elif remedy.status in UNSETTLED:
            _settled(step, remedy)
    elif answer.status == "refused" and remedy and remedy.status is RemedyStatus.PAYING:
        _failed(step, remedy, reason=answer.reason)


def _was_not_asked_for(remedy: Remedy) -> bool:
    """Tell whether the gateway moved what it was not to move, or what a hand had paid meanwhile."""
    if remedy.status is RemedyStatus.DONE:
        return remedy.kind.is_money
    return remedy.status not in UNSETTLED | {RemedyStatus.PAID}


def _stray(step: Step, remedy_id: str, answer: PaymentAnswer) -> None:
    said = {"remedy": remedy_id, **answer.model_dump(mode="json", exclude_none=True)}
    refusal = not_now(
        zh="支付系统通知已结清，但本案没有相应的在途付款，请核对。",
        en="The gateway says that it has paid, but the case has no such payment under way; please look into it.",
    )
    keep(SIGNAL, said, step, refusal=refusal, actor=NEIGHBOUR)


def _settled(step: Step, remedy: Remedy) -> None:
    if remedy.kind.is_money:
        step.add(EventKind.PAID, {"remedy": remedy.id, "amount_fen": remedy.amount_fen}, actor=NEIGHBOUR)
        advance.paid(step, remedy)
    else:
        step.add(EventKind.REMEDY_DONE, {"remedy": remedy.id, "kind": remedy.kind}, actor=NEIGHBOUR)
    finish(step)


def _failed(step: Step, remedy: Remedy, *, reason: str) -> None:
    tries = remedy.attempts
    retry_at = (step.at + RETRY_AFTER[tries - 1]).isoformat() if tries <= len(RETRY_AFTER) else None
    step.add(
        EventKind.PAYMENT_FAILED,
        {"remedy": remedy.id, "amount_fen": remedy.amount_fen, "attempt": tries, "retry_at": retry_at},
        private={"reason": reason},
        actor=NEIGHBOUR,
    )
    finish(step)


def finish(step: Step) -> None:
    """Go on to the end of the remedies once each is carried out, or to the withdrawal that waited for a payment."""
    if step.case.withdrawing and not any(r.status is RemedyStatus.PAYING for r in step.case.remedies):
        closure.withdraw(step, actor=SYSTEM)
    case = step.case
    if case.stage is Stage.REMEDYING and not case.pending_remedies:
        step.add(EventKind.REMEDIED, {"remedies": [r.id for r in case.remedies if r.counts]}, actor=SYSTEM)
        closure.resolve(step, agreement=True)
