"""A panel as staff read it (裁决小组): who sits on it, how it was drawn, who has voted, and what once all have (E7)."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, Field

from api.speaker import Speaker
from domain.case_panel import Panel
from domain.panel_words import CONFLICTS, OUTCOMES


class PanelistView(BaseModel):
    """A member."""

    staff: str
    presides: bool = Field(description="Drawn first.")
    vote_until: datetime
    has_voted: bool


class VoteView(BaseModel):
    """A vote, once all are in."""

    staff: str
    outcome: str | None
    outcome_title: str
    reason: str | None
    dissent: str | None


class ArbitrationView(BaseModel):
    """An outside arbitrator that one side prefers, or both do."""

    by: str
    asked: str = Field(description="Who has to agree: complainant, respondent or platform.")
    until: datetime = Field(description="When what is waited for is late: the answer, the referral, the award.")
    agreed_at: datetime | None
    body: str
    referred_at: datetime | None
    package: str | None = Field(description="The SHA-256 of what was sent out.")


class PanelView(BaseModel):
    """The panel of a ruling."""

    cycle: int
    formed_at: datetime
    size: int
    members: tuple[PanelistView, ...]
    stand_ins: tuple[str, ...] = Field(description="Who decides in its stead, where it could not be formed or is late.")
    rung: str
    seed: str
    pool: tuple[str, ...]
    excluded: Mapping[str, str] = Field(description="Who was kept out, and why, in words.")
    votes: tuple[VoteView, ...] = Field(description="Empty until all have voted.")
    outcome: str | None
    outcome_title: str
    counted_at: datetime | None
    arbitration: ArbitrationView | None = Field(description="An outside arbitrator instead: nobody sits on it then.")


def panel_view(panel: Panel, speaker: Speaker) -> PanelView:
    """Give a panel as staff read it; of votes nothing until all are in."""
    voted = {vote.staff for vote in panel.votes_that_count}
    return PanelView(
        cycle=panel.cycle,
        formed_at=panel.formed_at,
        size=panel.size,
        members=tuple(
            PanelistView(
                staff=each.staff, presides=place == 0, vote_until=each.vote_until, has_voted=each.staff in voted
            )
            for place, each in enumerate(panel.members)
        ),
        stand_ins=panel.stand_ins,
        rung=panel.rung,
        seed=panel.seed,
        pool=panel.pool,
        excluded={staff: speaker.title(CONFLICTS, why) for staff, why in panel.excluded.items()},
        votes=tuple(_vote(panel, speaker)) if panel.counted_at else (),
        outcome=panel.outcome,
        outcome_title=speaker.title(OUTCOMES, panel.outcome) if panel.outcome else "",
        counted_at=panel.counted_at,
        arbitration=_arbitration(panel, speaker),
    )


def _arbitration(panel: Panel, speaker: Speaker) -> ArbitrationView | None:
    standing = panel.arbitration
    if standing is None:
        return None
    return ArbitrationView(
        by=standing.by,
        asked=standing.asked,
        until=panel.until,
        agreed_at=standing.agreed_at,
        body=standing.body.in_(speaker.language) if standing.body else "",
        referred_at=standing.referred_at,
        package=standing.package,
    )


def _vote(panel: Panel, speaker: Speaker) -> list[VoteView]:
    return [
        VoteView(
            staff=vote.staff,
            outcome=vote.outcome,
            outcome_title=speaker.title(OUTCOMES, vote.outcome) if vote.outcome else "",
            reason=vote.reason,
            dissent=vote.dissent,
        )
        for vote in panel.votes_that_count
    ]
