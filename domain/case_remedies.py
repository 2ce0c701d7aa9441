"""Remedies as a case keeps them, and what has been established for them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from domain.kinds import RemedyKind
from domain.money import PayingAccount
from domain.words import Words

Days = Annotated[int, Field(strict=True, ge=1, le=3_650)]
"""How many days an extension is long, or a voucher good."""


class RemedyStatus(StrEnum):
    """How far a remedy has come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    ACCEPTED = "accepted"
    PAYING = "paying"
    FAILED = "failed"
    MANUAL = "manual"
    PAID = "paid"
    DONE = "done"
    DROPPED = "dropped"


ON_THE_TABLE = frozenset({RemedyStatus.PROPOSED, RemedyStatus.APPROVED})
"""What is still being decided, by staff or by the complainant."""


class Appointment(BaseModel):
    """When somebody comes to do it again, to its end; who and where stand sealed, and are empty once erased."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    ends_at: datetime
    milestone: str
    who: str = ""
    place: str = ""


class ByHand(BaseModel):
    """What one person says was paid by hand; the reference stands sealed, and is empty once erased."""

    model_config = ConfigDict(frozen=True)

    by: str
    at: datetime
    reference: str = ""


class Remedy(BaseModel):
    """One thing that is done to put things right; its id is the key of its payment.

    `was_fen` is the amount that it was first proposed with, where people have changed it since. `way` is how it was
    carried out, `how` what somebody wrote of that. `visits` are the milestones of its appointments, `steps` what of an
    exchange is confirmed, `written_at` when its letter was.
    `reported` is what one person has said of a payment by hand, until a second says the same.
    `days` are those of an extension, or how long a voucher is good; none: nobody has said.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: RemedyKind
    amount_fen: int = 0
    rule: str | None = None
    note: str | None = None
    status: RemedyStatus = RemedyStatus.PROPOSED
    cycle: int = 1
    attempts: int = 0
    retry_at: datetime | None = None
    was_fen: int | None = None
    way: str = ""
    how: str | None = None
    done_at: datetime | None = None
    done_by: str = ""
    appointment: Appointment | None = None
    visits: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    parcel: str | None = None
    written_at: datetime | None = None
    because: Words | None = None
    account: PayingAccount = ""
    reported: ByHand | None = None
    days: int = 0

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is left to do about it."""
        return self.status in {RemedyStatus.PAID, RemedyStatus.DONE, RemedyStatus.DROPPED}

    @property
    def counts(self) -> bool:
        """Tell whether its amount belongs to what the complainant gets or got."""
        return self.status is not RemedyStatus.DROPPED


class Established(BaseModel):
    """What records or a finding have shown; never what a party claims."""

    model_config = ConfigDict(frozen=True)

    cause: str = ""
    responsible: str = ""
    overcharged_fen: int = 0
    delayed_minutes: int = 0
    paid_fen: int = 0
    confidence: int = 0
    facts_clear: bool = False
