"""Carrying out by hand (执行确认): how each kind of remedy is confirmed that no gateway carries out (E1, E5).

Money is `domain.payments`. What people do is confirmed by them: an exchange in two steps, a redo with its appointment.
An agreed repair is done when its work order is, an apology when a carrier has taken the letter (`domain.apologies`).
"""

from typing import Any, ClassVar, Final

from domain import advance, appointments, hand_payment, payment_task, payments, tasks
from domain.case_orders import OrderStatus, WorkOrder
from domain.case_remedies import Remedy, RemedyStatus
from domain.changes import Change
from domain.command import StaffCommand
from domain.complaint import Key, Name, ShortText
from domain.events import NEIGHBOUR
from domain.kinds import EventKind, RemedyKind, Stage
from domain.money import stated
from domain.permissions import LEADS
from domain.refusals import not_allowed, not_now, not_understood
from domain.remedy_words import EXCHANGE_STEPS, ExchangeStep
from domain.step import Step
from domain.words import Words

CASHIERS: Final = LEADS | {"finance"}
NOT_MENDED: Final = frozenset({"scrapped"})


class ConfirmRemedy(StaffCommand):
    """Confirm that a remedy was carried out by hand; money that no gateway took is for finance and leads.

    Of money two people say the same, each with the bank's `reference`. Of an exchange each `step` is confirmed:
    `returned`, and `sent` with the parcel's number.
    """

    name: ClassVar[str] = "confirm-remedy"
    title: ClassVar[Words] = Words(zh="确认已执行", en="Confirm a remedy was carried out")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.REMEDYING})

    remedy: Key
    how: ShortText
    step: ExchangeStep | None = None
    parcel: Name | None = None
    reference: Name | None = None

    def decide(self, step: Step) -> None:
        """Mark it done; after the last one the case is resolved."""
        remedy = self._remedy(step)
        self._check_step(step, remedy)
        if self.step:
            data = {"remedy": remedy.id, "kind": remedy.kind, "step": self.step.value}
            step.add(EventKind.REMEDY_STEP_CONFIRMED, data, private={"how": self.how, "parcel": self.parcel})
            if set(ExchangeStep) - {*remedy.steps, self.step}:
                return
        if remedy.kind.is_automatic and step.follows(Change.PAID_BY_HAND_TAKES_TWO):
            if not hand_payment.is_said_by_two(step, remedy, reference=self.reference, how=self.how):
                return
        elif self.reference:
            raise not_understood(zh="凭证号只用于款项和券。", en="reference: it is of money, vouchers and extensions")
        step.add(
            EventKind.REMEDY_CONFIRMED,
            _named(remedy) | stated(step.policy.pack.currency),
            private={"how": self.how, "reference": self.reference},
        )
        appointments.meet(step, remedy)
        payment_task.close(step, remedy)
        advance.paid(step, remedy)
        payments.finish(step)

    def _remedy(self, step: Step) -> Remedy:
        remedy = hand_payment.find(step, self.remedy)
        if remedy.is_settled:
            raise not_now(zh="该方案已执行。", en="This remedy was carried out already.")
        if remedy.status is RemedyStatus.PAYING:
            raise not_now(zh="正在支付，请等待支付结果。", en="A payment is under way; wait for what becomes of it.")
        if remedy.kind.is_automatic and step.actor.role not in CASHIERS:
            raise not_allowed(
                zh="款项由财务或组长以上确认。", en="Money is confirmed by finance or a team lead and up."
            )
        return remedy

    def _check_step(self, step: Step, remedy: Remedy) -> None:
        if remedy.kind is not RemedyKind.EXCHANGE:
            if self.step:
                raise not_understood(zh="只有退换分两步确认。", en="step: only an exchange is confirmed in steps")
        elif self.step is None:
            if step.follows(Change.EXCHANGES_TAKE_TWO):
                raise not_understood(
                    zh="退换须分别确认：returned（已收到退回商品）和 sent（已寄出替换商品）。",
                    en="step: confirm 'returned' and 'sent', each when it has happened",
                )
        elif self.step in remedy.steps:
            said = EXCHANGE_STEPS[self.step]
            raise not_now(zh=f"“{said.zh}”已确认。", en=f"That {said.en} was confirmed already.")
        if self.parcel and self.step is not ExchangeStep.SENT:
            raise not_understood(zh="单号只用于寄出的替换商品。", en="parcel: it is of a replacement that was sent")


def see_to_repairs(step: Step) -> None:
    """Take an agreed repair for done once its work order is; what could not be mended is left to a person."""
    for order in step.case.work_orders:
        remedy = step.case.remedy(order.remedy) if order.remedy else None
        if remedy is None or remedy.status is not RemedyStatus.ACCEPTED or order.status is not OrderStatus.DONE:
            continue
        if order.outcome in NOT_MENDED:
            _ask_a_person(step, order)
            continue
        step.add(
            EventKind.REMEDY_CONFIRMED,
            _named(remedy) | {"way": "work_order", "order": order.id},
            actor=NEIGHBOUR,
        )
        payments.finish(step)


def _named(remedy: Remedy) -> dict[str, Any]:
    return {"remedy": remedy.id, "kind": remedy.kind, "amount_fen": remedy.amount_fen, **payments.lasting(remedy)}


def _ask_a_person(step: Step, order: WorkOrder) -> None:
    title = Words(
        zh=f"工单 {order.id} 已报废结束，约定的维修请另行安排",
        en=f"Work order {order.id} ended with the thing scrapped; see to the agreed repair another way",
    )
    tasks.open_for_a_person(step, title=title, because=EventKind.WORK_ORDER_DONE, key=f"{order.id}/not-mended")
