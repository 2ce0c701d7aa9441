"""Repairs as the shell of a case sees to them: each order sent once, cancelled, asked after in its turn (D2)."""

from collections.abc import Awaitable, Callable, Iterator

from domain.case import Case
from domain.case_orders import OrderStatus, WorkOrder
from domain.work_orders import open_orders
from workflows import effects
from workflows.messages import Message, RepairNews

Effect = Callable[[], Awaitable[Message]]


class RepairShell:
    """Tells what is to be set going; `asked` is how often each order was asked after in this run."""

    def __init__(self) -> None:
        self._asked: dict[str, int] = {}

    def to_set_going(self, case: Case) -> Iterator[tuple[str, Effect]]:
        """Give what is to be set going for the open orders, each with its key: one thing at a time for each."""
        for order in open_orders(case):
            if order.cancelling:
                yield order.id, _cancelling(case, order)
            elif order.status is OrderStatus.PLACED:
                yield order.id, _sending(case, order)
            elif self._asked.get(order.id, 0) < order.asked:
                self._asked[order.id] = order.asked
                yield order.id, _asking(case, order)


def _sending(case: Case, order: WorkOrder) -> Effect:
    async def send() -> RepairNews:
        answer = await effects.order_repair(case, order)
        return RepairNews(request_id=f"{order.id}/sent", order=order.id, answer=answer)

    return send


def _cancelling(case: Case, order: WorkOrder) -> Effect:
    async def cancel() -> RepairNews:
        answer = await effects.cancel_repair(case, order)
        return RepairNews(request_id=f"{order.id}/cancelled/{case.sequence}", order=order.id, answer=answer)

    return cancel


def _asking(case: Case, order: WorkOrder) -> Effect:
    async def ask() -> RepairNews:
        answer = await effects.ask_after_repair(case, order)
        return RepairNews(request_id=f"{order.id}/asked/{order.asked}", order=order.id, answer=answer)

    return ask
