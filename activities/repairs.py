"""Repairs (维修): ordered once from the repair system, whatever answer comes back, and asked after (D2)."""

from datetime import timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.ports import RepairSystem, WorkOrderAnswer, WorkOrderAsked

ASK_AGAIN_AFTER = timedelta(seconds=2)


class RepairActivities:
    """What the repair system does for a case."""

    def __init__(self, *, repairs: RepairSystem) -> None:
        self._repairs = repairs

    @activity.defn(name="order_repair")
    async def order(self, request: WorkOrderAsked) -> WorkOrderAnswer:
        """Order a repair and give a clear answer: `accepted`, `finished` or `refused`.

        Safe to run any number of times, since the system takes each key once. After an unclear answer it is asked what
        became of the order, which is sent again only if it never arrived.
        """
        if activity.info().attempt > 1:
            answer = await self._repairs.inquire(key=request.key)
            if answer.status != "unknown":
                return _clear(answer)
        answer = await self._repairs.order(request)
        if answer.status == "unclear":
            answer = await self._repairs.inquire(key=request.key)
        return _clear(answer)

    @activity.defn(name="ask_after_repair")
    async def ask(self, request: WorkOrderAsked) -> WorkOrderAnswer:
        """Ask what became of an order; a system that has lost it is given it again, by the same key."""
        answer = await self._repairs.inquire(key=request.key)
        if answer.status == "unknown":
            answer = await self._repairs.order(request)
        return _clear(answer)

    @activity.defn(name="cancel_repair")
    async def cancel(self, request: WorkOrderAsked) -> WorkOrderAnswer:
        """Take an order back and give a clear answer: `cancelled`, `kept`, or what had become of it before.

        Safe to run any number of times, since what is cancelled stays so, even where the order itself arrives late.
        """
        return _clear(await self._repairs.cancel(key=request.key))


def _clear(answer: WorkOrderAnswer) -> WorkOrderAnswer:
    if answer.status in {"unknown", "unclear"}:
        # The next attempt asks before it does anything else.
        raise ApplicationError(
            f"the work order is {answer.status}", type="WorkOrderOpen", next_retry_delay=ASK_AGAIN_AFTER
        )
    return answer
