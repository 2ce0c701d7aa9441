"""Acknowledgements (受理通知) to those who were not shown their number when they filed (A4)."""

from pydantic import BaseModel, ConfigDict
from temporalio import activity

from domain.ports import NeighbourRefused, NoticeCarrier


class AcknowledgeInput(BaseModel):
    """To whom the number goes; `key` is the notice's key."""

    model_config = ConfigDict(frozen=True)

    key: str
    phone: str
    text: str


class AcknowledgeResult(BaseModel):
    """Whether the carrier took it."""

    model_config = ConfigDict(frozen=True)

    delivered: bool


class NoticeActivities:
    """Sending short messages."""

    def __init__(self, *, carrier: NoticeCarrier) -> None:
        self._carrier = carrier

    @activity.defn(name="acknowledge")
    async def acknowledge(self, request: AcknowledgeInput) -> AcknowledgeResult:
        """Send the acknowledgement; the carrier keeps the key, so a repeat sends nothing again."""
        try:
            await self._carrier.send(key=request.key, to=request.phone, subject="", text=request.text)
        except NeighbourRefused:
            return AcknowledgeResult(delivered=False)
        return AcknowledgeResult(delivered=True)
