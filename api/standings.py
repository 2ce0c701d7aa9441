"""What a respondent bears now (被投诉人状态), as case files and other systems read it (E8)."""

from datetime import datetime

from pydantic import BaseModel, Field

from domain.respondent_record import Standing

ID_EXAMPLE = "respondent-3f9a12c04b7e51d8"


class StandingView(BaseModel):
    """What is in force against a respondent: all that another system has to know before it gives them work."""

    id: str = Field(examples=[ID_EXAMPLE])
    points: int
    suspended_until: datetime | None
    banned: bool
    blacklisted: bool
    may_work: bool = Field(description="Neither banned, nor blacklisted, nor suspended now.")


def standing_view(respondent: str, standing: Standing, *, at: datetime) -> StandingView:
    """Show what is in force."""
    is_suspended = standing.suspended_until is not None and standing.suspended_until > at
    return StandingView(
        id=respondent,
        points=standing.points,
        suspended_until=standing.suspended_until if is_suspended else None,
        banned=standing.banned,
        blacklisted=standing.blacklisted,
        may_work=not (standing.banned or standing.blacklisted or is_suspended),
    )
