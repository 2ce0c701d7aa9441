"""The rows of a policy pack's tables: grading, milestones, remedies, penalties. Each has a condition over the facts."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StrictBool, StrictFloat, StrictInt, model_validator

from domain.allowance import Allowance
from domain.duration import Duration, Period
from domain.expressions import Amount, Condition
from domain.kinds import EventKind, PenaltyKind, RemedyKind, Severity, TaskKind, Urgency
from domain.pack_sections import Name, Section
from domain.words import Words


class LevelRow(Section):
    """Gives a level (投诉等级), 1 to 3, and says why."""

    give: Annotated[StrictInt, Field(ge=1, le=3)]
    when: Condition
    because: Words


class UrgencyRow(Section):
    """Gives an urgency (紧急程度) and says why."""

    give: Urgency
    when: Condition
    because: Words


class SeverityRow(Section):
    """Gives a severity (严重程度) and says why."""

    give: Severity
    when: Condition
    because: Words


class Grading(Section):
    """The three tables that grade a case, one after the other, each seeing what the ones before gave (B2)."""

    level: Annotated[tuple[LevelRow, ...], Field(min_length=1)]
    urgency: Annotated[tuple[UrgencyRow, ...], Field(min_length=1)]
    severity: Annotated[tuple[SeverityRow, ...], Field(min_length=1)]


def _check_fraction(fraction: float) -> float:
    # The start and the due moment are no warnings: the one says nothing yet, the other is the breach.
    if not 0 < fraction < 1:
        raise ValueError("a warning stands between the start and the due moment: a fraction above 0 and below 1")
    return fraction


Fraction = Annotated[StrictFloat, AfterValidator(_check_fraction)]


class MilestoneRow(Section):
    """Something that must have happened in time (节点) where the condition holds (C4).

    `warn_at` are fractions of the allowance, kept in order. A statutory milestone never pauses.
    """

    name: Name
    when: Condition = Condition("true")
    allowance: Allowance
    met_by: Annotated[tuple[EventKind, ...], Field(min_length=1)]
    warn_at: Annotated[tuple[Fraction, ...], AfterValidator(lambda fractions: tuple(sorted(set(fractions))))] = ()
    statutory: StrictBool = False
    pauses: StrictBool = False

    @model_validator(mode="after")
    def _check_that_statutory_never_pauses(self) -> Self:
        if self.statutory and self.pauses:
            raise ValueError("a statutory milestone never pauses; keep one of statutory and pauses")
        return self


class RemedyGrant(Section):
    """What a rule gives: a kind of remedy and, where money is due, how much."""

    kind: RemedyKind
    amount_fen: Amount | None = None

    @model_validator(mode="after")
    def _check_that_money_has_an_amount(self) -> Self:
        if self.kind.is_money and self.amount_fen is None:
            raise ValueError(f'a {self.kind} needs an amount_fen, such as 500 or "overcharged_fen * 2"')
        return self


class RemedyRow(Section):
    """A public rule by which a remedy is due (E2); `rule` is its name and the reason on record."""

    rule: Name
    when: Condition
    give: RemedyGrant


class PenaltyGrant(Section):
    """What a rule imposes: points, a suspension or a ban, and for how long it stands."""

    kind: PenaltyKind
    points: Annotated[StrictInt, Field(ge=1)] | None = None
    lasts: Period | None = None

    @model_validator(mode="after")
    def _check_points(self) -> Self:
        if (self.kind is PenaltyKind.POINTS) != (self.points is not None):
            raise ValueError("a penalty of kind points needs points, a whole number from 1; no other kind has them")
        return self


class PenaltyRow(Section):
    """A rule by which a respondent is penalised (E8)."""

    when: Condition
    give: PenaltyGrant


class PlanRow(Section):
    """A task that opens by itself once the condition holds, in an investigation, once a cycle (D4)."""

    kind: TaskKind
    when: Condition = Condition("true")
    allowance: Allowance
    title: Words


class Investigation(Section):
    """How complaints are investigated (调查): the plan of tasks."""

    plan: Annotated[tuple[PlanRow, ...], Field(min_length=1)]


class Hearing(Section):
    """How long a respondent has to answer (陈述期) before anything may be found against them (D6)."""

    window: Duration
