"""A decision of a cycle as a case keeps it (各轮决定)."""

from datetime import datetime

from pydantic import BaseModel

from domain.case_panel import Outcome


class Decision(BaseModel, frozen=True):
    """What a cycle came to: `by` staff, rules, mediation, panel, rung or arbitrator; `deciders` by id.

    `told` is what the complainant was told was found, `finding` what was put down. `outcome` and `reasons` are those of
    a ruling. Words are none where words of people have been erased.
    """

    cycle: int
    decided_at: datetime
    department: str
    by: str
    deciders: tuple[str, ...] = ()
    told: str | None = None
    finding: str | None = None
    responsible: str = ""
    agreed: bool | None = None
    is_declined: bool = False
    outcome: Outcome | None = None
    reasons: str | None = None
