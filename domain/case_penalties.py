"""What a case keeps of the penalties that it led to (处罚); how each goes on is a matter of its own."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain.duration import Period
from domain.kinds import PenaltyKind
from domain.words import Words


class CasePenalty(BaseModel):
    """A penalty that was imposed on the respondent; `row` is the place of the pack's rule, where one gave it.

    `because` is `rules`, `staff` or `ruling`. A `proposed` one waits for a second person.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: PenaltyKind
    cycle: int
    imposed_at: datetime
    imposed_by: str
    because: str
    points: int | None = None
    lasts: Period | None = None
    row: int | None = None
    proposed: bool = False
    reason: str | None = None
    addressee: Words | None = None
