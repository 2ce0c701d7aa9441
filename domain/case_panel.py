"""A panel (裁决小组) as its events add it up; see `domain.panel` and `domain.panel_seating`."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from domain.words import Words


class Outcome(StrEnum):
    """What a ruling says of the complaint (裁决结果), from the least to the most for the complainant."""

    DISMISS = "dismiss"
    PARTLY = "partly"
    UPHOLD = "uphold"


class Conflict(StrEnum):
    """Why somebody of the right role is not drawn (回避事由), the gravest first."""

    PARTY = "party"
    INTEREST = "interest"
    TOUCHED = "touched"
    EARLIER_PANEL = "earlier_panel"
    DEPARTMENT = "department"
    AWAY = "away"
    GONE = "gone"


class Panelist(BaseModel, frozen=True):
    """A member of a panel, who is to vote by `vote_until`; an open place has no `staff`."""

    staff: str
    vote_until: datetime
    remind_at: datetime
    reminded: bool = False


class Vote(BaseModel, frozen=True):
    """What a member says of the complaint; nobody reads it before all have voted. Erased words are none."""

    staff: str
    at: datetime
    outcome: Outcome | None = None
    reason: str | None = None
    dissent: str | None = None


class Arbitration(BaseModel, frozen=True):
    """An outside arbitrator that one side prefers to a panel; `asked` is who has to agree.

    Once both did, the file is sent out to `body`; `reminded` counts the rungs that were told what is late.
    """

    by: str
    asked: str
    agreed_at: datetime | None = None
    body: Words | None = None
    referred_at: datetime | None = None
    package: str | None = None
    reminded: int = 0


class Panel(BaseModel, frozen=True):
    """The panel of one ruling.

    `drawn` are all who were ever drawn for it, `members` those who sit on it, the presiding one first. Where it could
    not be formed, or filled again, there are none, and `stand_ins` decide: those of `rung` who have no conflict.
    With an `arbitration` nobody sits on it, and `until` is when what is waited for is late.
    `counted_at` is when all had voted; the ruling is to be given by `rule_until` then. `until` is that instant, or from
    when a panel that nobody sits on is drawn anew.
    """

    cycle: int
    formed_at: datetime
    size: int
    role: str
    until: datetime
    seed: str = ""
    pool: tuple[str, ...] = ()
    excluded: dict[str, Conflict] = {}
    drawn: tuple[str, ...] = ()
    members: tuple[Panelist, ...] = ()
    stand_ins: tuple[str, ...] = ()
    rung: str = ""
    votes: tuple[Vote, ...] = ()
    counted_at: datetime | None = None
    outcome: Outcome | None = None
    arbitration: Arbitration | None = None

    @property
    def seated(self) -> tuple[str, ...]:
        """Give who sits on it, by id, the presiding member first."""
        return tuple(member.staff for member in self.members if member.staff)

    @property
    def deciders(self) -> tuple[str, ...]:
        """Give everybody who may act on it now, by id."""
        return tuple(dict.fromkeys((*self.seated, *self.stand_ins)))

    @property
    def silent(self) -> tuple[Panelist, ...]:
        """Give the members who have not voted; an open place is nobody's silence."""
        voted = {vote.staff for vote in self.votes}
        return tuple(member for member in self.members if member.staff and member.staff not in voted)

    @property
    def have_all_voted(self) -> bool:
        """Tell whether every place has voted."""
        return bool(self.members) and len(self.seated) == len(self.members) and not self.silent

    @property
    def votes_that_count(self) -> tuple[Vote, ...]:
        """Give the votes of those who sit on it, in their order."""
        return tuple(vote for staff in self.seated for vote in self.votes if vote.staff == staff)


class Ruling(BaseModel, frozen=True):
    """A ruling: `by` a panel, somebody of a `rung` in its stead, or an arbitrator. Erased words are none.

    `members` are who decided, the presiding one first, `dissents` what those who were outvoted have to say, by id.
    Of an award, `body` gave it at `awarded_at`, and `evidence` is its text.
    """

    cycle: int
    given_at: datetime
    by: str
    outcome: Outcome
    reasons: str | None = None
    improvement: str | None = None
    members: tuple[str, ...] = ()
    drawn_from: int = 0
    dissents: dict[str, str] = {}
    dissenting: tuple[str, ...] = ()
    rung: str = ""
    remedies: tuple[str, ...] = ()
    penalties: tuple[dict[str, Any], ...] = ()
    body: Words | None = None
    awarded_at: datetime | None = None
    reference: str | None = None
    evidence: str | None = None
