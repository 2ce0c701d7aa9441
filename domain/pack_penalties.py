"""What a pack says of penalties (处罚): which are due by rule, how long they stand, and how they are appealed (E8)."""

from datetime import timedelta
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, StrictInt, model_validator

from domain.allowance import Allowance
from domain.duration import Duration, Period
from domain.expressions import Condition
from domain.kinds import PenaltyKind
from domain.pack_sections import Name, Section, check_that_none_is_twice
from domain.words import Words

ONCE_A_YEAR: Final = Period(years=1)


class PenaltyGrant(Section):
    """What a rule imposes, and for how long it stands; one that says nothing of the time stands until it is lifted.

    A report goes to the authority that `addressee` names, and does not last.
    """

    kind: PenaltyKind
    points: Annotated[StrictInt, Field(ge=1)] | None = None
    lasts: Period | None = None
    addressee: Words | None = None

    @model_validator(mode="after")
    def _check_points(self) -> Self:
        if (self.kind is PenaltyKind.POINTS) != (self.points is not None):
            raise ValueError("a penalty of kind points needs points, a whole number from 1; no other kind has them")
        return self

    @model_validator(mode="after")
    def _check_how_long(self) -> Self:
        if self.kind is PenaltyKind.REPORT and self.lasts is not None:
            raise ValueError("a report does not last; leave lasts out")
        return self

    @model_validator(mode="after")
    def _check_addressee(self) -> Self:
        if (self.kind is PenaltyKind.REPORT) != (self.addressee is not None):
            raise ValueError("a report needs an addressee, the authority that it goes to; no other kind has one")
        return self


class PenaltyRow(Section):
    """A rule by which a respondent is penalised (E8); `because` is the reason that they read."""

    when: Condition
    give: PenaltyGrant
    because: Words | None = None


class PenaltyRules(Section):
    """How penalties are carried out; what is left out goes by the defaults.

    `appeal_window` is the pack's own where it is left out. `stayed` are the kinds that have no effect while an appeal
    against them is open, and whose effect begins only `notice_before` after the notice. `record` is how far back a
    respondent's record reaches. `owner` is the rung that confirms bans, decides appeals and sends reports, each within
    `decide_within`.
    """

    appeal_window: Duration | None = None
    notice_before: Duration | None = None
    stayed: Annotated[tuple[PenaltyKind, ...], AfterValidator(check_that_none_is_twice)] = (
        PenaltyKind.POINTS,
        PenaltyKind.SUSPENSION,
    )
    record: Period = ONCE_A_YEAR
    owner: Name | None = None
    decide_within: Allowance = Allowance(elapsed=timedelta(days=3))
