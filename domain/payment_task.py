"""A payment that is tried no more (人工付款): finance sends it again, or pays it by hand and says so (E5)."""

from typing import Final

from domain import tasks
from domain.case_remedies import Remedy
from domain.changes import Change
from domain.kinds import EventKind
from domain.step import Step
from domain.words import Words

PAYMENT_FAILED: Final = "payment_failed"
PAID_TWICE: Final = "paid_twice"
CONFIRM_REMEDY: Final = "confirm-remedy"
FINANCE: Final = {"role": "finance"}


def open_for_finance(step: Step, remedy: Remedy) -> None:
    """Open the task, once each time that the payment fails for good; `confirm-remedy` or another try does it."""
    if not step.follows(Change.FAILED_PAYMENTS_OPEN_A_TASK):
        return
    amount, key = _amount(step, remedy), _key(remedy)
    if not step.follows(Change.FAILED_PAYMENTS_GO_TO_FINANCE):
        title = Words(
            zh=f"多次付款未成功：请财务人工支付 {amount} 并确认（{remedy.id}）",
            en=f"Payment was refused again and again: finance pays {amount} by hand and confirms it ({remedy.id})",
        )
        marks = {"done_by": CONFIRM_REMEDY}
    else:
        title = Words(
            zh=f"多次付款未成功：请财务重新付款，或人工支付 {amount} 并由两人登记（{remedy.id}）",
            en=f"Payment was refused again and again: finance sends it again, or pays {amount} by hand and two people "
            f"say so ({remedy.id})",
        )
        key, marks = f"{key}/{remedy.attempts}", FINANCE | {"done_by": CONFIRM_REMEDY}
    tasks.open_for_a_person(step, title=title, because=PAYMENT_FAILED, key=key, marks=marks)


def ask_after_both(step: Step, remedy: Remedy) -> None:
    """Ask a person to look whether what the gateway has paid was paid by hand, too."""
    title = Words(
        zh=f"支付系统已付款，但有人登记该款项已人工支付 {_amount(step, remedy)}：请核对是否重复付款（{remedy.id}）",
        en=f"The gateway has paid, and somebody said that {_amount(step, remedy)} was paid by hand: see whether it was "
        f"paid twice ({remedy.id})",
    )
    tasks.open_for_a_person(step, title=title, because=PAID_TWICE, key=f"{PAID_TWICE}/{remedy.id}", marks=FINANCE)


def close(step: Step, remedy: Remedy) -> None:
    """Close the task: the remedy was carried out, by hand or after all by the gateway, or is sent again."""
    for task in step.case.open_tasks:
        if task.key == _key(remedy) or task.key.startswith(f"{_key(remedy)}/"):
            step.add(EventKind.TASK_DONE, {"task": task.id})


def _amount(step: Step, remedy: Remedy) -> str:
    return f"{remedy.amount_fen / 100:,.2f} {step.policy.pack.currency}"


def _key(remedy: Remedy) -> str:
    return f"{PAYMENT_FAILED}/{remedy.id}"
