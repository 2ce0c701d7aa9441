"""Business records (订单记录): what an operator's systems know of an order (D4)."""

from pydantic import BaseModel, ConfigDict
from temporalio import activity

from domain.ports import BusinessRecords, OrderRecord


class FetchInput(BaseModel):
    """The order that a complaint names."""

    model_config = ConfigDict(frozen=True)

    order_number: str


class FetchResult(BaseModel):
    """What the records say; none when there is no such order."""

    model_config = ConfigDict(frozen=True)

    record: OrderRecord | None


class RecordsActivities:
    """Reading an operator's records."""

    def __init__(self, *, records: BusinessRecords) -> None:
        self._records = records

    @activity.defn(name="fetch_records")
    async def fetch(self, request: FetchInput) -> FetchResult:
        """Read an order; a system that is down is asked again until it answers."""
        return FetchResult(record=await self._records.fetch(order_number=request.order_number))
