"""Merging (并案): asking another case to take a duplicate over (A6)."""

from pydantic import BaseModel, ConfigDict
from temporalio import activity

from domain.handover import Handover
from domain.ports import Cases
from domain.words import Words


class TakeOverInput(BaseModel):
    """Whom to ask, the key under which it takes over once, and what goes over."""

    model_config = ConfigDict(frozen=True)

    number: str
    key: str
    handover: Handover


class TakeOverResult(BaseModel):
    """Why the other case will not; none when it has taken over for good."""

    model_config = ConfigDict(frozen=True)

    refusal: Words | None


class MergingActivities:
    """What two cases say to each other when one is merged into the other."""

    def __init__(self, *, cases: Cases) -> None:
        self._cases = cases

    @activity.defn(name="take_over")
    async def take_over(self, request: TakeOverInput) -> TakeOverResult:
        """Ask until there is an answer; the key makes a repetition harmless."""
        refusal = await self._cases.take_over(number=request.number, key=request.key, handover=request.handover)
        return TakeOverResult(refusal=refusal)
