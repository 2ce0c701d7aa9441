"""Powers (临时审批权限): authority over amounts that somebody has from somebody else, for a time (E3)."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class PowerKind(StrEnum):
    """Where a power comes from: lent in an emergency, or left to a stand-in for an absence."""

    LOAN = "loan"
    DELEGATION = "delegation"


class Power(BaseModel):
    """Authority of somebody else's that a member of staff may use; both instants belong to it.

    `of` is whose it is, by id, `role`, `rung` and `department` theirs now: nobody gives what they have not got.
    `amount_fen` is the greatest total of a case; none: as much as that rung has.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: PowerKind
    of: str
    role: str
    rung: str
    department: str | None = None
    amount_fen: int | None = None
    begins_at: datetime
    ends_at: datetime
