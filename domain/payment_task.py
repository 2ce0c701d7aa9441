"""A payment that is tried no more (人工付款): somebody of finance pays it by hand, and confirms it (E5)."""

from typing import Final

from domain import tasks
from domain.case_remedies import Remedy
from domain.changes import Change
from domain.kinds import EventKind
from domain.step import Step
from domain.words import Words

PAYMENT_FAILED: Final = "payment_failed"
CONFIRM_REMEDY: Final = "confirm-remedy"


def open_for_finance(step: Step, remedy: Remedy) -> None:
    """Open the task, once a remedy; `confirm-remedy` does it."""
    if not step.follows(Change.FAILED_PAYMENTS_OPEN_A_TASK):
        return
    amount = f"{remedy.amount_fen / 100:,.2f} {step.policy.pack.currency}"
    title = Words(
        zh=f"多次付款未成功：请财务人工支付 {amount} 并确认（{remedy.id}）",
        en=f"Payment was refused again and again: finance pays {amount} by hand and confirms it ({remedy.id})",
    )
    done_by = {"done_by": CONFIRM_REMEDY}
    tasks.open_for_a_person(step, title=title, because=PAYMENT_FAILED, key=_key(remedy), marks=done_by)


def close(step: Step, remedy: Remedy) -> None:
    """Close the task: the remedy was carried out, by hand or after all by the gateway."""
    for task in step.case.open_tasks:
        if task.key == _key(remedy):
            step.add(EventKind.TASK_DONE, {"task": task.id})


def _key(remedy: Remedy) -> str:
    return f"{PAYMENT_FAILED}/{remedy.id}"
