"""Taking a work order back (取消维修工单): asked of the repair system, which may be done, or go on all the same (D2).

An order is cancelled when the repair system says so, since only it knows whether somebody is at work already. Until
then the complaint is under repair; a repair that turns out to be done is done.
"""

from typing import ClassVar

from domain import tasks
from domain.case import Case
from domain.case_orders import OrderStatus, WorkOrder
from domain.command import OPEN_STAGES, StaffCommand
from domain.complaint import Name, ShortText
from domain.events import NEIGHBOUR, Actor
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.refusals import not_now, not_understood
from domain.step import Step
from domain.titles import REPAIR_REFUSALS
from domain.words import Words


class CancelRepair(StaffCommand):
    """Take a repair back that is not wanted any more, before it is done (D2)."""

    name: ClassVar[str] = "cancel-repair"
    title: ClassVar[Words] = Words(zh="取消维修工单", en="Cancel a repair")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES | {Stage.CLOSED}

    order: Name
    reason: ShortText

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether there is a repair that can still be cancelled."""
        return any(order.is_open and not order.cancelling for order in case.work_orders)

    def decide(self, step: Step) -> None:
        """Put the wish on record; the repair system is asked."""
        order = self._find(step.case)
        step.add(EventKind.WORK_ORDER_CANCELLING, {"order": order.id}, private={"reason": self.reason})

    def _find(self, case: Case) -> WorkOrder:
        order = next((each for each in case.work_orders if each.id == self.order), None)
        if order is None:
            raise not_understood(
                zh=f"本案没有维修工单 {self.order}。", en=f"order: this case has no work order {self.order!r}"
            )
        if order.cancelling and order.is_open:
            raise not_now(zh=f"工单 {order.id} 正在取消。", en=f"Order {order.id} is being cancelled already.")
        if not order.is_open:
            said = _STATES[order.status]
            raise not_now(
                zh=f"工单 {order.id} {said.zh}，不能取消。",
                en=f"Order {order.id} {said.en}; there is nothing to cancel.",
            )
        return order


def cancelled(step: Step, order: WorkOrder) -> None:
    """Take in that the repair system lets a repair be."""
    step.add(EventKind.WORK_ORDER_CANCELLED, {"order": order.id}, actor=NEIGHBOUR)


def kept(step: Step, order: WorkOrder, *, reason: str) -> None:
    """Take in that the repair system goes on with a repair all the same; people see to it."""
    said = reason.replace("_", " ")
    because = REPAIR_REFUSALS.get(reason, Words(zh=said, en=said))
    data = {"order": order.id, "reason": reason, "because": because.model_dump()}
    step.add(EventKind.WORK_ORDER_KEPT, data, actor=NEIGHBOUR)
    title = Words(
        zh=f"维修系统未取消工单 {order.id}（{because.zh}），请联系维修点",
        en=f"The repair system goes on with order {order.id} ({because.en}); call the repair shop",
    )
    key = f"{order.id}/kept/{step.case.sequence}"
    tasks.open_for_a_person(step, title=title, because=EventKind.WORK_ORDER_KEPT, key=key)


_STATES = {
    OrderStatus.DONE: Words(zh="已完成", en="is done"),
    OrderStatus.REFUSED: Words(zh="未被维修系统接受", en="was not taken by the repair system"),
    OrderStatus.CANCELLED: Words(zh="已取消", en="is cancelled"),
    OrderStatus.LEFT: Words(zh="已不由本案跟踪", en="is followed no longer"),
}
