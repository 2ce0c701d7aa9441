"""A respondent's record (被投诉人记录): what they bear now and have borne, as far as a penalty has to know it (E8)."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from domain.kinds import PenaltyKind


class Standing(BaseModel):
    """What is in force against somebody: points, until when they are suspended, whether they are banned or listed."""

    model_config = ConfigDict(frozen=True)

    points: int = 0
    suspended_until: datetime | None = None
    banned: bool = False
    blacklisted: bool = False


class KnownRespondent(BaseModel):
    """A respondent of the register, as whoever sends a command has looked them up.

    `prior_points` and `prior_penalties` are of the months that the pack's `penalty_rules.record` says; what was lifted
    or overturned does not count. `proposed` are the kinds that wait for a second person.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    standing: Standing = Standing()
    prior_points: int = 0
    prior_penalties: int = 0
    proposed: tuple[PenaltyKind, ...] = ()

    def bears(self, kind: PenaltyKind) -> bool:
        """Tell whether they are banned, or blacklisted, for good or for a time."""
        in_force = {PenaltyKind.BAN: self.standing.banned, PenaltyKind.BLACKLIST: self.standing.blacklisted}
        return in_force.get(kind, False)
