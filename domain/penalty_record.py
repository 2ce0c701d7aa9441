"""What a respondent bears and has borne (处罚记录): computed from their penalties, one by one (E8)."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from domain.duration import Period
from domain.kinds import PenaltyKind
from domain.respondent_record import KnownRespondent, Standing


class PenaltyState(StrEnum):
    """How far a penalty is."""

    PROPOSED = "proposed"
    NOTIFIED = "notified"
    IN_FORCE = "in_force"
    SENT = "sent"
    EXPIRED = "expired"
    LIFTED = "lifted"
    OVERTURNED = "overturned"
    LAPSED = "lapsed"


# What was never imposed, or was taken back, is nobody's record.
TAKEN_BACK: Final = frozenset(
    {PenaltyState.PROPOSED, PenaltyState.LIFTED, PenaltyState.OVERTURNED, PenaltyState.LAPSED}
)


class BornePenalty(BaseModel):
    """A penalty as the register knows it; it has an effect while it is in force and not stayed by an appeal."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: str
    respondent: str
    tracking_number: str
    kind: PenaltyKind
    points: int | None = None
    state: PenaltyState
    is_stayed: bool = False
    imposed_at: datetime
    effective_at: datetime | None = None
    until: datetime | None = None
    ended_at: datetime | None = None

    @property
    def has_effect(self) -> bool:
        """Tell whether it weighs on the respondent now."""
        return self.state is PenaltyState.IN_FORCE and not self.is_stayed


def standing_of(penalties: Sequence[BornePenalty]) -> Standing:
    """Give what is in force: points add up, of several suspensions the longest counts, none shortens another."""
    bears = [penalty for penalty in penalties if penalty.has_effect]
    ends = [each.until for each in bears if each.kind is PenaltyKind.SUSPENSION and each.until]
    return Standing(
        points=sum(each.points or 0 for each in bears),
        suspended_until=max(ends, default=None),
        banned=any(each.kind is PenaltyKind.BAN for each in bears),
        blacklisted=any(each.kind is PenaltyKind.BLACKLIST for each in bears),
    )


def on_record(penalties: Sequence[BornePenalty], *, at: datetime, record: Period) -> list[BornePenalty]:
    """Give the penalties of the time before `at` that counts, without what was taken back."""
    return [each for each in penalties if each.state not in TAKEN_BACK and record.after(each.imposed_at) > at]


def known(
    respondent: str, penalties: Sequence[BornePenalty], *, at: datetime, record: Period, but_of: str = ""
) -> KnownRespondent:
    """Give a respondent as a penalty has to know them; what the case `but_of` itself led to is no prior record."""
    before = [each for each in penalties if each.tracking_number != but_of]
    counts = on_record(before, at=at, record=record)
    return KnownRespondent(
        id=respondent,
        standing=standing_of(penalties),
        prior_points=sum(each.points or 0 for each in counts),
        prior_penalties=len(counts),
        proposed=tuple(each.kind for each in penalties if each.state is PenaltyState.PROPOSED),
    )
