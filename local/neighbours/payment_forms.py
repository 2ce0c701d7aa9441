"""What goes over the wire for payments and vouchers."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

MAX_FEN = 2**53 - 1
Key = Annotated[
    str,
    Field(
        pattern=r"^[!-~]{1,200}$",
        description="Names the payment for ever; Redress sends the remedy's id.",
        examples=["R-7K2M9QXD-1"],
    ),
]


Currency = Field(default="CNY", pattern=r"^[A-Z]{3}$", description="ISO 4217.")
Account: Any = Field(default="", description="`escrow` is the supervised account; none is the house's own.")


Days: Any = Field(default=0, description="How long an extension is, or a voucher good; 0: as usual.")


class Asked(BaseModel):
    """What every call that moves money or its worth carries."""

    model_config = ConfigDict(extra="forbid")

    key: Key
    kind: str
    amount_fen: int
    reference: str = Field(min_length=1, max_length=200, description="The tracking number.", examples=["RD-7K2M9QXD"])
    currency: str = Currency


class PaymentAsked(Asked):
    """A payment to be made, once per key."""

    account: Literal["", "escrow"] = Account

    kind: Literal["refund", "compensation"]
    amount_fen: Annotated[int, Field(strict=True, ge=1, le=MAX_FEN, description="Integer fen.", examples=[1200])]


class VoucherAsked(Asked):
    """A voucher or an extension to be issued, once per key; an extension may cost nothing."""

    kind: Literal["voucher", "extension"]
    amount_fen: Annotated[int, Field(strict=True, ge=0, le=MAX_FEN, description="Its worth.", examples=[500])]
    days: Annotated[int, Field(strict=True, ge=0, le=3_650)] = Days


class PaymentState(BaseModel):
    """What became of a key."""

    key: Key
    status: Literal["settled", "pending", "refused"]
    amount_fen: int
    currency: str = Currency
    days: int = Days
    at: AwareDatetime = Field(description="When it came to this status.")
    reason: str | None = Field(default=None, description="A word for machines; only of a refused payment.")


class PaymentNews(PaymentState):
    """Body of the signed callback once a payment is settled or refused."""

    id: str = Field(description="The message's id: a repeat bears the same.")
    status: Literal["settled", "refused"]
    reference: str


class Movement(BaseModel):
    """One time money moved."""

    key: str
    amount_fen: int
    currency: str = Currency
    account: str = Account
    days: int = Days
    at: AwareDatetime


class Movements(BaseModel):
    """Each time money moved, oldest first."""

    items: list[Movement]
    next: int | None = Field(default=None, description="`after` of the next page; none on the last.")


class DepositAsked(BaseModel):
    """Money put into the supervised account, once per key."""

    model_config = ConfigDict(extra="forbid")

    key: Key
    amount_fen: Annotated[int, Field(strict=True, ge=1, le=MAX_FEN, description="Integer fen.", examples=[9_000_000])]
    currency: str = Currency


class EscrowState(BaseModel):
    """What the supervised account has in a currency."""

    balance_fen: int
    currency: str = Currency
