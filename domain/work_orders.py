"""Work orders (维修工单): a repair by another system, ordered once, and heard of early, late, twice or never (D2).

A member of staff orders; the workflow has the repair system take the order, however long that needs. What became of it
comes by a callback, and is asked at the pack's interval while none comes. No milestone is kept here: rows of the pack
watch `work_order_sent` and `work_order_done`.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from domain import repair_cancelling, tasks
from domain.case import SETTLED_STAGES, Case
from domain.case_orders import OrderStatus, WorkOrder
from domain.checks import check_ahead
from domain.command import StaffCommand, keep
from domain.complaint import Key, Name, ShortText
from domain.events import NEIGHBOUR, SYSTEM
from domain.instant import JUST_AFTER, Instant
from domain.kinds import EventKind, RemedyKind, Stage, WaitingOn
from domain.policy import Policy
from domain.ports import WorkOrderAnswer
from domain.refusals import not_now, not_understood
from domain.step import Step
from domain.titles import REPAIR_REFUSALS
from domain.words import Words

SIGNAL = "work_order_settled"
Entry = tuple[datetime, Callable[[Step], None]]


class OrderRepair(StaffCommand):
    """Order a repair from the repair system; the complaint is under repair until it is done (D2)."""

    name: ClassVar[str] = "order-repair"
    title: ClassVar[Words] = Words(zh="派维修工单", en="Order a repair")
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.INVESTIGATING, Stage.REMEDYING})

    what: ShortText
    device: Name | None = None
    place: Name | None = None
    until: Instant | None = None
    remedy: Key | None = None

    def decide(self, step: Step) -> None:
        """Put the order on record; the repair system gets it by its id."""
        check_ahead("until", self.until, at=step.at)
        self._check_remedy(step.case)
        if step.case.withdrawing:
            raise not_now(
                zh="投诉人已撤诉，不再派维修工单。", en="The complainant has withdrawn; nothing new is ordered."
            )
        number = len(step.case.work_orders) + 1
        data = {
            # The id is the key of the order: a place in the case, so a repeated step gives the same one.
            "order": f"{step.case.tracking_number}-W{number}",
            "until": self.until.isoformat() if self.until else None,
            **({"remedy": self.remedy} if self.remedy else {}),
        }
        step.add(
            EventKind.WORK_ORDER_PLACED,
            data,
            private={"what": self.what, "device": self.device, "place": self.place},
        )

    def _check_remedy(self, case: Case) -> None:
        if self.remedy is None:
            return
        remedy = case.remedy(self.remedy)
        if case.stage is not Stage.REMEDYING or remedy is None or remedy.kind is not RemedyKind.REPAIR:
            raise not_understood(
                zh=f"没有待执行的维修方案 {self.remedy}。",
                en=f"remedy: there is no agreed repair {self.remedy!r} to be carried out",
            )
        if remedy.is_settled or any(order.remedy == remedy.id for order in open_orders(case)):
            raise not_now(zh="该维修已完成或已派工单。", en="This repair is done, or ordered already.")


def open_orders(case: Case) -> tuple[WorkOrder, ...]:
    """Give the repairs that are ordered and not done."""
    return tuple(order for order in case.work_orders if order.is_open)


def is_under_repair(case: Case) -> bool:
    """Tell whether a repair is ordered and not done, in a case that is not settled."""
    return bool(open_orders(case)) and case.stage not in SETTLED_STAGES


def waits_on(case: Case) -> WaitingOn | None:
    """Tell whom the case waits for: whoever was asked something, else the repair shop with an order of ours."""
    return case.waiting_on or (WaitingOn.REPAIR_SHOP if is_under_repair(case) else None)


def answered(step: Step, *, order_id: str, answer: WorkOrderAnswer) -> None:
    """Take in what the repair system said of an order, by answer or by callback.

    A callback may come before the answer to the call, and says all that this one would. A repeat changes nothing; what
    fits no order of the case stays on the timeline.
    """
    order = next((each for each in step.case.work_orders if each.id == order_id), None)
    if answer.status == "accepted" and order and order.status is OrderStatus.PLACED:
        _taken(step, order)
    elif answer.status == "finished":
        _finished(step, order_id, order, answer)
    elif order and order.is_open and order.cancelling:
        _let_be(step, order, answer)
    elif answer.status == "refused" and order and order.is_open:
        _refused(step, order, reason=answer.reason)
    elif answer.status == "cancelled" and order and order.is_open:
        # Nobody here has asked for it.
        _refused(step, order, reason="cancelled_by_the_repair_shop")


def entries(case: Case, policy: Policy) -> Iterator[Entry]:
    """Give the agenda's entries: when to ask again what became of an order, and when one is overdue."""
    repairs = policy.pack.repairs
    for order in open_orders(case):
        if repairs and order.sent_at:
            yield order.sent_at + (order.asked + 1) * repairs.ask_again_every, _asking(order, repairs.ask_again_every)
        if order.until and not order.is_overdue:
            yield order.until + JUST_AFTER, _saying_that_it_is_overdue(order)


def leave_all(step: Step) -> None:
    """Say of every repair that is not done that the case, which is about to end, does not follow it any longer."""
    for order in open_orders(step.case):
        is_taken = order.status is OrderStatus.SENT
        step.add(EventKind.WORK_ORDER_LEFT, {"order": order.id, "taken": is_taken}, actor=SYSTEM)


def _taken(step: Step, order: WorkOrder) -> None:
    step.add(EventKind.WORK_ORDER_SENT, {"order": order.id}, actor=NEIGHBOUR)


def _let_be(step: Step, order: WorkOrder, answer: WorkOrderAnswer) -> None:
    if answer.status in {"cancelled", "refused"}:
        repair_cancelling.cancelled(step, order)
    elif answer.status == "kept":
        repair_cancelling.kept(step, order, reason=answer.reason)


def _finished(step: Step, order_id: str, order: WorkOrder | None, answer: WorkOrderAnswer) -> None:
    if order is None or step.case.has_ended or order.status is OrderStatus.CANCELLED:
        _stray(step, order_id, answer)
        return
    if order.status is OrderStatus.DONE:
        return
    if order.status is OrderStatus.PLACED:
        _taken(step, order)
    data = {"order": order.id, "outcome": answer.outcome}
    step.add(EventKind.WORK_ORDER_DONE, data, private={"parts": list(answer.parts) or None}, actor=NEIGHBOUR)


def _refused(step: Step, order: WorkOrder, *, reason: str) -> None:
    said = reason.replace("_", " ")
    because = REPAIR_REFUSALS.get(reason, Words(zh=said, en=said))
    data = {"order": order.id, "reason": reason, "because": because.model_dump()}
    step.add(EventKind.WORK_ORDER_REFUSED, data, actor=NEIGHBOUR)
    title = Words(
        zh=f"维修系统不接受工单 {order.id}（{because.zh}），请另行安排",
        en=f"The repair system does not take order {order.id} ({because.en}); arrange it another way",
    )
    tasks.open_for_a_person(step, title=title, because=EventKind.WORK_ORDER_REFUSED, key=f"{order.id}/refused")


def _stray(step: Step, order_id: str, answer: WorkOrderAnswer) -> None:
    said = {"order": order_id, **answer.model_dump(mode="json", exclude_defaults=True)}
    refusal = not_now(
        zh="维修系统通知维修已完成，但本案没有相应的在办工单，请核对。",
        en="The repair system says that a repair is done, but the case has no such order open; please look into it.",
    )
    keep(SIGNAL, said, step, refusal=refusal, actor=NEIGHBOUR)


def _asking(order: WorkOrder, every: timedelta) -> Callable[[Step], None]:
    def ask_what_became_of_a_repair(step: Step) -> None:
        # After an outage once, with the number of the occurrence reached (rule 9).
        occurrence = (step.at - (order.sent_at or step.at)) // every
        step.add(EventKind.WORK_ORDER_ASKED, {"order": order.id, "occurrence": occurrence}, actor=SYSTEM)

    return ask_what_became_of_a_repair


def _saying_that_it_is_overdue(order: WorkOrder) -> Callable[[Step], None]:
    def say_that_a_repair_is_overdue(step: Step) -> None:
        until = order.until.isoformat() if order.until else None
        step.add(EventKind.WORK_ORDER_OVERDUE, {"order": order.id, "until": until}, actor=SYSTEM)
        title = Words(
            zh=f"维修工单 {order.id} 到期未完成，请跟进", en=f"Repair {order.id} is not done in time; see to it"
        )
        tasks.open_for_a_person(step, title=title, because=EventKind.WORK_ORDER_OVERDUE, key=f"{order.id}/overdue")

    return say_that_a_repair_is_overdue
