"""What people have given others of their authority, as it is asked for and read (E3)."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.forms import Form
from domain.complaint import Fen, ShortText
from domain.instant import Instant
from domain.lending import Loan


class LoanForm(Form):
    """Authority lent to a named colleague in an emergency."""

    amount_fen: Fen = Field(gt=0, description="The greatest total of a case; never more than one's own rung has.")
    begins_at: Instant | None = Field(default=None, description="Now, unless told.")
    until: Instant = Field(description="Its last moment; 30 days after the beginning at most.")
    reason: ShortText


class LoanView(BaseModel):
    """Authority that somebody has from somebody else (借用与代理)."""

    id: str = Field(examples=["L3"])
    kind: str = Field(description="loan, or delegation to whoever stands in.", examples=["loan"])
    of: str = Field(description="Whose it is: a staff id.")
    to: str = Field(description="Who may use it.")
    amount_fen: int | None = Field(description="None: as much as the rung of whoever gave it.")
    begins_at: datetime
    until: datetime
    reason: str
    given_at: datetime
    given_by: str = Field(examples=["staff:7"])
    revoked_at: datetime | None
    revoked_by: str | None
    good: bool = Field(description="It may be used now.")


class LoanList(BaseModel):
    """What was given by and to somebody, the newest first."""

    items: list[LoanView]


def loan_view(loan: Loan, *, at: datetime) -> LoanView:
    """Show a loan or delegation as it stands at an instant."""
    said = loan.model_dump(exclude={"ends_at"})
    return LoanView(**said, until=loan.ends_at, good=loan.is_good(at=at))
