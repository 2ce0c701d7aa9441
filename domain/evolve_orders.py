"""The part of the fold that concerns work orders."""

from collections.abc import Callable
from typing import Any

from domain.case import Case
from domain.case_orders import OrderStatus, WorkOrder
from domain.events import Event
from domain.kinds import EventKind

Changes = dict[str, Any]


def _placed(case: Case, event: Event) -> Changes:
    order = WorkOrder.model_validate({**event.private, **event.data, "id": event.data["order"], "placed_at": event.at})
    return {"work_orders": (*case.work_orders, order)}


def _done(case: Case, event: Event) -> Changes:
    said = {"outcome": event.data["outcome"], "parts": tuple(event.private.get("parts", ()))}
    return _changed(case, event, status=OrderStatus.DONE, settled_at=event.at, **said)


def _changed(case: Case, event: Event, **changes: Any) -> Changes:
    name = event.data["order"]
    return {"work_orders": tuple(o.model_copy(update=changes) if o.id == name else o for o in case.work_orders)}


ORDER_FOLDS: dict[EventKind, Callable[[Case, Event], Changes]] = {
    EventKind.WORK_ORDER_PLACED: _placed,
    EventKind.WORK_ORDER_SENT: lambda case, event: _changed(case, event, status=OrderStatus.SENT, sent_at=event.at),
    EventKind.WORK_ORDER_ASKED: lambda case, event: _changed(case, event, asked=event.data["occurrence"]),
    EventKind.WORK_ORDER_OVERDUE: lambda case, event: _changed(case, event, is_overdue=True),
    EventKind.WORK_ORDER_REFUSED: lambda case, event: _changed(
        case, event, status=OrderStatus.REFUSED, settled_at=event.at
    ),
    EventKind.WORK_ORDER_LEFT: lambda case, event: _changed(case, event, status=OrderStatus.LEFT, settled_at=event.at),
    EventKind.WORK_ORDER_DONE: _done,
    EventKind.WORK_ORDER_CANCELLING: lambda case, event: _changed(case, event, cancelling=True),
    EventKind.WORK_ORDER_KEPT: lambda case, event: _changed(case, event, cancelling=False),
    EventKind.WORK_ORDER_CANCELLED: lambda case, event: _changed(
        case, event, status=OrderStatus.CANCELLED, settled_at=event.at
    ),
}
