"""What goes over the wire for business records."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from local.neighbours.payment_forms import MAX_FEN

OrderNumber = Annotated[str, Field(min_length=1, max_length=200, examples=["BIKE-OVERCHARGE-1"])]
Fen = Annotated[int, Field(strict=True, ge=0, le=MAX_FEN, description="Integer fen.")]


class OrderFacts(BaseModel):
    """What the records show of an order; each is a fact that a policy pack may name."""

    model_config = ConfigDict(extra="forbid")

    cause: str = Field(default="", max_length=100, examples=["system_error"])
    responsible: Literal["platform", "respondent", "complainant", "third_party", "none", ""] = ""
    overcharged_fen: Fen = 0
    delayed_minutes: Annotated[int, Field(strict=True, ge=0, le=10_000_000)] = 0
    paid_fen: Fen = 0
    confidence: Annotated[int, Field(strict=True, ge=0, le=100, description="How sure the records are.")] = 0
    facts_clear: Annotated[bool, Field(strict=True)] = False


class OrderPut(BaseModel):
    """An order to be put beside the samples."""

    model_config = ConfigDict(extra="forbid")

    service_line: str = Field(default="", max_length=100, examples=["bike"])
    title: str = Field(default="", max_length=500)
    amount_fen: Fen = 0
    facts: OrderFacts


class Order(BaseModel):
    """The order itself."""

    number: OrderNumber
    service_line: str
    title: str
    amount_fen: int


class OrderAnswer(BaseModel):
    """An order with what the records show of it, where and when that was read."""

    order: Order
    facts: OrderFacts
    source: str = Field(examples=["orders and billing"])
    fetched_at: AwareDatetime
