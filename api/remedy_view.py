"""Remedies as people read them: why each is what it is, and how it was carried out (E1, E2, E5)."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.speaker import Speaker
from api.titles import ACKNOWLEDGED_BY
from domain.case import Case
from domain.case_remedies import Remedy
from domain.remedy_words import WAYS
from domain.titles import remedy_title


class AppointmentView(BaseModel):
    """When somebody comes to do it again."""

    at: datetime
    ends_at: datetime
    who: str = ""
    place: str = ""


class RemedyView(BaseModel):
    """One thing that is done to put things right (处理方案)."""

    id: str
    kind: str = Field(examples=["refund"])
    kind_title: str
    amount_fen: int
    days: int = Field(default=0, description="How long an extension is, or a voucher good; 0: nobody has said.")
    rule: str | None
    note: str | None
    status: str
    cycle: int
    because: str | None = Field(default=None, description="Why it is what it is: the rule, its facts and its sum.")
    carried_out: str | None = Field(default=None, description="How it was carried out, in words.")
    way: str = Field(default="", description="gateway, hand, work_order, or the carrier that took a letter.")
    done_at: datetime | None = None
    done_by: str | None = Field(default=None, description="staff, neighbour or system.")
    appointment: AppointmentView | None = None
    steps: tuple[str, ...] = Field(default=(), description="Of an exchange: returned, sent.")
    parcel: str | None = None
    reported_at: datetime | None = Field(
        default=None, description="Since when a payment by hand waits for a second person to say the same."
    )


def remedy_view(remedy: Remedy, case: Case, speaker: Speaker) -> RemedyView:
    """Show one of them; nobody of the staff is named."""
    said = remedy.model_dump(
        include={"id", "kind", "amount_fen", "days", "rule", "note", "status", "cycle", "way", "done_at"}
    )
    appointment = remedy.appointment
    return RemedyView(
        **said,
        kind_title=remedy_title(remedy.kind, speaker.language, days=remedy.days),
        because=speaker.reason(remedy, case),
        carried_out=_carried_out(remedy, speaker),
        done_by=remedy.done_by.partition(":")[0] or None,
        appointment=AppointmentView(**appointment.model_dump(exclude={"milestone"})) if appointment else None,
        steps=remedy.steps,
        parcel=remedy.parcel,
        reported_at=remedy.reported.at if remedy.reported else None,
    )


def _carried_out(remedy: Remedy, speaker: Speaker) -> str | None:
    if remedy.done_at is None:
        return None
    way = speaker.title(WAYS if remedy.way in WAYS else ACKNOWLEDGED_BY, remedy.way)
    said = [way, *filter(None, (remedy.how, remedy.parcel)), speaker.instant(remedy.done_at)]
    return speaker.listed(said)
