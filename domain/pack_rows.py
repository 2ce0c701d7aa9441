"""The rows of a policy pack's tables: grading, milestones, remedies. Each has a condition over the facts."""

from string import Formatter
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, StrictBool, StrictFloat, StrictInt, model_validator

from domain.allowance import Allowance
from domain.case_remedies import Days
from domain.case_tasks import TaskKind
from domain.duration import Duration
from domain.expressions import Amount, Condition
from domain.kinds import EventKind, RemedyKind, Severity, Urgency
from domain.money import ESCROW
from domain.pack_sections import Name, Section, check_that_none_is_twice
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
    """What a rule gives: a kind of remedy and, where money is due, how much, maybe from the supervised account.

    `days` are how long an extension is, or a voucher is good; an extension may have days only, and costs nothing then.
    """

    kind: RemedyKind
    amount_fen: Amount | None = None
    from_: Literal["escrow"] | None = Field(default=None, alias="from")
    days: Days | None = None

    @model_validator(mode="after")
    def _check_that_money_has_an_amount(self) -> Self:
        if self.kind.is_money and self.amount_fen is None:
            raise ValueError(f'a {self.kind} needs an amount_fen, such as 500 or "overcharged_fen * 2"')
        if self.from_ == ESCROW and not self.kind.is_money:
            raise ValueError(f"only money comes from escrow; leave `from` out of a {self.kind}")
        if self.days and not self.kind.lasts:
            raise ValueError(f"only vouchers and extensions last for days; leave `days` out of a {self.kind}")
        return self


class RemedyRow(Section):
    """A public rule by which a remedy is due (E2); `rule` is its name, `because` the reason that people read."""

    rule: Name
    when: Condition
    give: RemedyGrant
    because: Words | None = None


class PlanRow(Section):
    """A task that opens by itself once the condition holds, in an investigation, once a cycle (D4)."""

    kind: TaskKind
    when: Condition = Condition("true")
    allowance: Allowance
    title: Words


class Investigation(Section):
    """How complaints are investigated (调查): the plan of tasks."""

    plan: Annotated[tuple[PlanRow, ...], Field(min_length=1)]


class ForceTask(Section):
    """A task of a department in the task force; its time counts from the forming."""

    title: Words
    kind: TaskKind | None = None
    allowance: Allowance


class ForceMember(Section):
    """A department that sends somebody into the task force, and what they have to do."""

    department: Name
    tasks: tuple[ForceTask, ...] = ()


class TaskForceRule(Section):
    """When a task force forms (专项小组), of which departments, and by when it meets and has its plan (D3)."""

    when: Condition = Condition("level == 3")
    members: Annotated[tuple[ForceMember, ...], Field(min_length=1)]
    meeting: Allowance | None = None
    plan: Allowance

    @model_validator(mode="after")
    def _check_that_a_department_sends_one(self) -> Self:
        check_that_none_is_twice(tuple(member.department for member in self.members))
        return self


class Hearing(Section):
    """How long a respondent has to answer (陈述期) before anything may be found against them (D6)."""

    window: Duration


ANSWER_FIELDS: Final = ("tracking_number", "name", "kind", "department", "order_number", "referral")
"""What an answer template may leave open, each in braces."""
_LONGEST_ANSWER: Final = 1_500


class AnswerTemplate(Section):
    """An answer as the front line gives it again and again (D1); `final` where it would be the last word."""

    name: Name
    title: Words
    when: Condition = Condition("true")
    text: Words
    final: StrictBool = True

    @model_validator(mode="after")
    def _check_text(self) -> Self:
        for text in (self.text.zh, self.text.en):
            if len(text) > _LONGEST_ANSWER:
                raise ValueError(f"a text of {len(text)} characters is too long; {_LONGEST_ANSWER} at most")
            for _, field, spec, conversion in Formatter().parse(text):
                if field is not None and (field not in ANSWER_FIELDS or spec or conversion):
                    known = ", ".join(f"{{{each}}}" for each in ANSWER_FIELDS)
                    raise ValueError(f"{{{field}}} cannot be filled in; known are {known}")
        return self


def check_that_names_differ(rows: tuple[AnswerTemplate, ...]) -> tuple[AnswerTemplate, ...]:
    """Give `rows` back; raises `ValueError` where two bear one name."""
    check_that_none_is_twice(tuple(row.name for row in rows))
    return rows


AnswerTemplates = Annotated[tuple[AnswerTemplate, ...], AfterValidator(check_that_names_differ)]
