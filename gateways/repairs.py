"""The repair system (维修系统): takes work orders once per key, and is asked what became of them (D2)."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from domain.complaint import Name
from domain.ports import NeighbourUnavailable, WorkOrderAnswer, WorkOrderAsked
from gateways.neighbour import Answer, Neighbour, Reply

_ORDERS = "work-orders"
# Only these say for certain that nothing is repaired for this call.
_REFUSALS = frozenset({409, 422})
# A system that has no such call answers so, and goes on with its repairs.
_NO_SUCH_CALL = frozenset({404, 405, 501})
_Word = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,63}$")]


class _State(Answer):
    key: str
    status: Literal["accepted", "finished", "refused", "cancelled"]
    at: AwareDatetime
    reason: _Word = "no_reason_given"
    outcome: _Word = "repaired"
    parts: Annotated[list[Name], Field(max_length=50)] = []  # noqa: RUF012 - pydantic gives each its own


class HttpRepairSystem:
    """`RepairSystem` over HTTP, by the contract in docs/neighbours/work-orders.openapi.json."""

    def __init__(self, *, neighbour: Neighbour) -> None:
        self._neighbour = neighbour

    async def order(self, asked: WorkOrderAsked) -> WorkOrderAnswer:
        """Order a repair, once per key.

        Returns:
            `accepted` (its end comes by callback), `finished`, `refused` with a word for machines, or `unclear`: then
            the order may have been taken, and only `inquire` can tell.
        """
        body: dict[str, Any] = asked.model_dump(mode="json", exclude_defaults=True)
        try:
            reply = await self._neighbour.post(_ORDERS, body=body)
            if reply.status in _REFUSALS:
                return WorkOrderAnswer(status="refused", reason=reply.reason())
            return _read(reply, key=asked.key)
        except NeighbourUnavailable as error:
            return WorkOrderAnswer(status="unclear", reason=str(error))

    async def inquire(self, *, key: str) -> WorkOrderAnswer:
        """Ask what became of an order; `unknown` means that it never arrived and may be sent (again)."""
        try:
            reply = await self._neighbour.get(_ORDERS, key)
            if reply.status == 404 and reply.reason() == "unknown_key":
                return WorkOrderAnswer(status="unknown")
            return _read(reply, key=key)
        except NeighbourUnavailable as error:
            return WorkOrderAnswer(status="unclear", reason=str(error))

    async def cancel(self, *, key: str) -> WorkOrderAnswer:
        """Take an order back.

        Returns:
            `cancelled`, also where it never arrived; `finished` or `refused` where that came first; `kept` with a word
            for machines where the repair goes on; or `unclear`: then it may be asked again.
        """
        try:
            reply = await self._neighbour.post(_ORDERS, "cancellations", body={"key": key})
            if reply.status in _REFUSALS:
                return WorkOrderAnswer(status="kept", reason=reply.reason())
            if reply.status in _NO_SUCH_CALL:
                return WorkOrderAnswer(status="kept", reason="cancelling_not_supported")
            answer = _read(reply, key=key)
        except NeighbourUnavailable as error:
            return WorkOrderAnswer(status="unclear", reason=str(error))
        return WorkOrderAnswer(status="kept", reason="no_reason_given") if answer.status == "accepted" else answer


def _read(reply: Reply, *, key: str) -> WorkOrderAnswer:
    if reply.status not in {200, 202}:
        raise reply.not_the_contract()
    state = reply.read(_State)
    # An answer about another order says nothing of this one.
    if state.key != key:
        raise reply.not_the_contract()
    if state.status == "finished":
        return WorkOrderAnswer(status="finished", outcome=state.outcome, parts=tuple(state.parts))
    return WorkOrderAnswer(status=state.status, reason=state.reason if state.status == "refused" else "")
