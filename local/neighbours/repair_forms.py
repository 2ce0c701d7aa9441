"""What goes over the wire for work orders."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from local.neighbours.payment_forms import Key

Word = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,63}$", description="A word for machines.")]
Part = Annotated[str, Field(min_length=1, max_length=200, examples=["lock bolt"])]
Parts = Annotated[list[Part], Field(max_length=50)]


class WorkOrderAsked(BaseModel):
    """A repair to be made, once per key."""

    model_config = ConfigDict(extra="forbid")

    key: Key
    reference: str = Field(min_length=1, max_length=200, description="The tracking number.", examples=["RD-7K2M9QXD"])
    what: str = Field(min_length=1, max_length=2000, examples=["The lock does not close"])
    device: str = Field(default="", max_length=200, examples=["BIKE-0042"])
    place: str = Field(default="", max_length=200, examples=["People's Square, exit 3"])
    until: AwareDatetime | None = Field(default=None, description="By when it is wanted.")
    finish_after_seconds: float | None = Field(
        default=None, ge=0, le=86_400, description="For trying things out: how long the repair takes."
    )
    outcome: Word = Field(default="repaired", description="For trying things out: what comes of it.")
    parts: Parts = Field(default=[], description="For trying things out: the parts that it takes.")


class WorkOrderState(BaseModel):
    """Where a repair stands."""

    key: Key
    status: Literal["accepted", "finished", "refused", "cancelled"]
    at: AwareDatetime = Field(description="When it came to this status.")
    outcome: Word | None = Field(
        default=None, description="Of a finished one: `repaired`, `replaced`, `scrapped`, `no_fault_found`, or another."
    )
    parts: Parts | None = Field(default=None, description="Of a finished one: the parts that it took.")
    reason: Word | None = Field(default=None, description="Of one that is refused, now or later on.")


class Cancellation(BaseModel):
    """A repair that is not wanted any more."""

    model_config = ConfigDict(extra="forbid")

    key: Key


class WorkOrders(BaseModel):
    """Every repair, oldest first."""

    items: list[WorkOrderState]


class WorkOrderNews(WorkOrderState):
    """Body of the signed callback once a repair is finished, or will not be made after all."""

    id: str = Field(description="The message's id: a repeat bears the same.")
    status: Literal["finished", "refused"]
    reference: str
