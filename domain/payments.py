"""Carrying remedies out (E5): money once, by the remedy's id; what fails is tried again, then done by hand."""

from datetime import timedelta

from domain import advance, closure, payment_task
from domain.case_remedies import Remedy, RemedyStatus
from domain.changes import Change
from domain.command import keep
from domain.events import NEIGHBOUR, SYSTEM, Actor
from domain.kinds import EventKind, Stage
from domain.money import CNY, say_amount, stated
from domain.ports import PaymentAnswer
from domain.refusals import Refused, not_now
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


def start_payment(step: Step, remedy_id: str, *, actor: Actor = SYSTEM, reason: str | None = None) -> None:
    """Mark a remedy as being paid; the workflow pays what is so marked. `actor` and `reason` where a person did it."""
    remedy = step.case.remedy(remedy_id)
    if remedy is None:
        return
    data = {
        "remedy": remedy.id,
        "amount_fen": remedy.amount_fen,
        "kind": remedy.kind,
        "attempt": remedy.attempts + 1,
    }
    step.add(EventKind.PAYMENT_STARTED, data, private={"reason": reason}, actor=actor)


def answered(step: Step, *, remedy_id: str, answer: PaymentAnswer) -> None:
    """Take in what the gateway said of a payment, by answer or by callback.

    A repeat changes nothing; what fits no payment of the case, or its amount or currency not, stays on the timeline.
    """
    remedy = step.case.remedy(remedy_id)
    if (
        remedy
        and (unlike := misfit(remedy, answer, currency=step.policy.pack.currency))
        and step.follows(Change.PAYMENTS_FIT)
    ):
        _keep(step, remedy_id, answer, refusal=unlike)
    elif answer.status == "settled":
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


def misfit(remedy: Remedy, answer: PaymentAnswer, *, currency: str) -> Refused | None:
    """Say what is wrong with news of another amount or in another currency; none where nothing is."""
    # By the contract, money that is settled in no currency named is settled in the usual one.
    said = answer.currency or (CNY if answer.status == "settled" else currency)
    if said != currency:
        return not_now(
            zh=f"支付系统通知的币种为 {said}，本案币种为 {currency}，未入账，请核对。",
            en=f"The gateway speaks of {said}, but this case pays in {currency}; nothing was booked, please "
            "look into it.",
        )
    if answer.amount_fen is not None and answer.amount_fen != remedy.amount_fen:
        theirs, ours = (say_amount(fen, currency) for fen in (answer.amount_fen, remedy.amount_fen))
        return not_now(
            zh=f"支付系统通知的金额为 {theirs.zh}，方案金额为 {ours.zh}，未入账，请核对。",
            en=f"The gateway speaks of {theirs.en}, but the remedy is of {ours.en}; nothing was booked, please look "
            "into it.",
        )
    return None


def _stray(step: Step, remedy_id: str, answer: PaymentAnswer) -> None:
    refusal = not_now(
        zh="支付系统通知已结清，但本案没有相应的在途付款，请核对。",
        en="The gateway says that it has paid, but the case has no such payment under way; please look into it.",
    )
    _keep(step, remedy_id, answer, refusal=refusal)


def _keep(step: Step, remedy_id: str, answer: PaymentAnswer, *, refusal: Refused) -> None:
    said = {"remedy": remedy_id, **answer.model_dump(mode="json", exclude_none=True)}
    keep(SIGNAL, said, step, refusal=refusal, actor=NEIGHBOUR)


def _settled(step: Step, remedy: Remedy) -> None:
    where = stated(step.policy.pack.currency) | ({"account": remedy.account} if remedy.account else {})
    if remedy.kind.is_money:
        step.add(EventKind.PAID, {"remedy": remedy.id, "amount_fen": remedy.amount_fen, **where}, actor=NEIGHBOUR)
        advance.paid(step, remedy)
    else:
        step.add(
            EventKind.REMEDY_DONE,
            {"remedy": remedy.id, "kind": remedy.kind, **where, **lasting(remedy)},
            actor=NEIGHBOUR,
        )
    payment_task.close(step, remedy)
    if remedy.reported:
        payment_task.ask_after_both(step, remedy)
    finish(step)


def lasting(remedy: Remedy) -> dict[str, int]:
    """Give for how many days a remedy is, where that was said, as it stands in events."""
    return {"days": remedy.days} if remedy.days else {}


def _failed(step: Step, remedy: Remedy, *, reason: str) -> None:
    tries = remedy.attempts
    retry_at = (step.at + RETRY_AFTER[tries - 1]).isoformat() if tries <= len(RETRY_AFTER) else None
    step.add(
        EventKind.PAYMENT_FAILED,
        {"remedy": remedy.id, "amount_fen": remedy.amount_fen, "attempt": tries, "retry_at": retry_at},
        private={"reason": reason},
        actor=NEIGHBOUR,
    )
    if retry_at is None:
        payment_task.open_for_finance(step, remedy)
    finish(step)


def finish(step: Step) -> None:
    """Go on to the end of the remedies once each is carried out, or to the withdrawal that waited for a payment."""
    if step.case.withdrawing and not any(r.status is RemedyStatus.PAYING for r in step.case.remedies):
        closure.withdraw(step, actor=SYSTEM)
    case = step.case
    if case.stage is Stage.REMEDYING and not case.pending_remedies:
        step.add(EventKind.REMEDIED, {"remedies": [r.id for r in case.remedies if r.counts]}, actor=SYSTEM)
        closure.resolve(step, agreement=True)
