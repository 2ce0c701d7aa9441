"""The work orders of a case as its events add them up; what is done with them stands in `domain.work_orders`."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel


class OrderStatus(StrEnum):
    """How far a work order has come; what was `left` is the repair system's own affair since the case is over."""

    PLACED = "placed"
    SENT = "sent"
    DONE = "done"
    REFUSED = "refused"
    LEFT = "left"
    CANCELLED = "cancelled"


class WorkOrder(BaseModel, frozen=True):
    """A repair that was ordered (维修工单); its id, by which the repair system takes it once, counts within the case.

    `until` is by when it is wanted. `sent_at` is when the repair system had taken it, `asked` how many whole intervals
    later it was asked last what became of it, `cancelling` whether it is being asked to let it be. What staff wrote is
    empty where it has been erased. `remedy` is the agreed repair that it carries out, by id.
    """

    id: str
    placed_at: datetime
    until: datetime | None = None
    what: str = ""
    device: str = ""
    place: str = ""
    status: OrderStatus = OrderStatus.PLACED
    sent_at: datetime | None = None
    asked: int = 0
    is_overdue: bool = False
    cancelling: bool = False
    outcome: str = ""
    parts: tuple[str, ...] = ()
    settled_at: datetime | None = None
    remedy: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether the case waits for the repair."""
        return self.status in {OrderStatus.PLACED, OrderStatus.SENT}
