"""Business records (业务记录): orders, bills, telemetry of the operator; beside a finding, the only source of facts."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from domain.ports import OrderRecord, RecordFacts
from gateways.neighbour import Answer, Neighbour

_MAX_FEN = 2**53 - 1
_Fen = Annotated[int, Field(ge=0, le=_MAX_FEN)]
_Word = Annotated[str, Field(max_length=100)]
# A path would be taken for another one by whatever stands in between.
_NEVER_A_NUMBER = frozenset({"", ".", ".."})


class _Facts(Answer):
    cause: _Word = ""
    responsible: _Word = ""
    overcharged_fen: _Fen = 0
    delayed_minutes: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    paid_fen: _Fen = 0
    confidence: Annotated[int, Field(ge=0, le=100)] = 0
    facts_clear: bool = False


class _Order(Answer):
    number: str


class _Record(Answer):
    order: _Order
    facts: _Facts
    source: Annotated[str, Field(max_length=200)]
    fetched_at: AwareDatetime


class HttpBusinessRecords:
    """`BusinessRecords` over HTTP, by the contract in docs/neighbours/records.openapi.json."""

    def __init__(self, *, neighbour: Neighbour) -> None:
        self._neighbour = neighbour

    async def fetch(self, *, order_number: str) -> OrderRecord | None:
        """Read an order and what the records show of it; none when there is no such order.

        Raises:
            NeighbourUnavailable: when the records cannot be read, or say something that cannot be.
        """
        if order_number in _NEVER_A_NUMBER:
            return None
        reply = await self._neighbour.get("orders", order_number)
        if (reply.status == 404 and reply.reason() == "unknown_order") or (reply.status == 422 and reply.reason()):
            return None
        if reply.status != 200:
            raise reply.not_the_contract()
        record = reply.read(_Record)
        if record.order.number != order_number:
            raise reply.not_the_contract()
        return OrderRecord(
            order_number=order_number,
            facts=RecordFacts(**record.facts.model_dump()),
            source=record.source,
            fetched_at=record.fetched_at,
        )
