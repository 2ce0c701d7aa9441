"""The sections of a policy pack for what outlives a case (追偿与承诺跟进)."""

from datetime import timedelta

from domain.allowance import Allowance
from domain.duration import Interval
from domain.pack_sections import Name, Section


class FollowedUp(Section):
    """Who sees to a matter: a rung, and a department where it is not the case's; and how they are reminded.

    The owner is reminded `remind_before` it is due. Once it is missed it goes up a rung each `climb_every`.
    """

    owner: Name
    department: Name | None = None
    remind_before: Interval | None = None
    climb_every: Interval = timedelta(days=1)


class Recourse(FollowedUp):
    """Claims against the party responsible for what was paid in advance (追偿): sent, and recovered, in time (E4)."""

    claim_within: Allowance
    recover_within: Allowance


class FollowUps(FollowedUp):
    """How long promises may take to be kept (承诺跟进), by where they were made; without a time none is (F7)."""

    improvement: Allowance | None = None
    settlement: Allowance | None = None
    ruling: Allowance | None = None

    def of(self, source: str) -> Allowance | None:
        """Give the time for promises of a source."""
        allowance: Allowance | None = getattr(self, source)
        return allowance
