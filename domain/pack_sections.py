"""The sections of a policy pack: catalogue, alerts, windows, panels, retention and the like."""

from collections import Counter
from datetime import time
from typing import Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictBool,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from domain.allowance import Allowance
from domain.calendar import ClockTime
from domain.duration import Duration, Interval, Period
from domain.expressions import MAX_FEN, Condition
from domain.facts import Facts
from domain.kinds import AmountBand
from domain.money import say_amount
from domain.words import Words

Name = Annotated[str, StringConstraints(pattern=r"^\w[\w.\-]*$", max_length=64)]
"""What rows, departments, rungs and the like are called inside a pack: letters of any script, digits, `_`, `-`, `.`."""

Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""A word or a few, as they may stand in a complaint."""

Fen = Annotated[StrictInt, Field(ge=0, le=MAX_FEN)]


def check_that_none_is_twice(items: tuple[str, ...]) -> tuple[str, ...]:
    """Give `items` back; raises `ValueError` where one of them is repeated."""
    if twice := [item for item, count in Counter(items).items() if count > 1]:
        raise ValueError(f"{', '.join(twice)} stands here twice; name each once")
    return items


Names = Annotated[tuple[Name, ...], Field(min_length=1), AfterValidator(check_that_none_is_twice)]
Phrases = Annotated[tuple[Phrase, ...], AfterValidator(check_that_none_is_twice)]


class Section(BaseModel):
    """Base of all parts of a pack: they never change, and refuse keys that they do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)


class Department(Section):
    """A department (责任部门)."""

    title: Words


class Kind(Section):
    """A kind of complaint (二级分类): the words that tell it, and the department it goes to."""

    title: Words
    words: Phrases = ()
    department: Name


class Category(Section):
    """A category of the catalogue (一级分类), with its kinds."""

    title: Words
    kinds: Annotated[dict[Name, Kind], Field(min_length=1)]


class Unmatched(Section):
    """Where a complaint goes that no word matches."""

    category: Name
    kind: Name


class RedAlert(Section):
    """Words of danger (红色预警): who is told, and how often until somebody acknowledges (B4)."""

    words: Annotated[Phrases, Field(min_length=1)]
    notify: Name
    remind_every: Interval


class AmountBands(Section):
    """Bounds of the amount in dispute, in fen; the bound itself still belongs to its band."""

    small: Annotated[StrictInt, Field(gt=0, le=MAX_FEN)]
    medium: Annotated[StrictInt, Field(gt=0, le=MAX_FEN)]

    def band(self, amount_fen: int) -> AmountBand | Literal[""]:
        """Name the band of an amount in fen; no amount (0) is in none."""
        if amount_fen <= 0:
            return ""
        if amount_fen <= self.small:
            return AmountBand.SMALL
        return AmountBand.MEDIUM if amount_fen <= self.medium else AmountBand.LARGE

    def because(self, amount_fen: int, currency: str) -> Words:
        """Say why an amount is in its band."""
        amount, small, medium = (say_amount(fen, currency) for fen in (amount_fen, self.small, self.medium))
        zh, en = {
            AmountBand.SMALL: (f"不超过 {small.zh}", f"at most {small.en}"),
            AmountBand.MEDIUM: (f"超过 {small.zh}", f"over {small.en}"),
            AmountBand.LARGE: (f"超过 {medium.zh}", f"over {medium.en}"),
        }[self.band(amount_fen) or AmountBand.SMALL]
        return Words(zh=f"争议金额 {amount.zh}，{zh}", en=f"{amount.en} in dispute, {en}")

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.small >= self.medium:
            raise ValueError(f"small ({self.small}) must be below medium ({self.medium})")
        return self


class Silence(Section):
    """What it means when a complainant does not answer a proposal, and after how long (E5)."""

    after: Duration
    means: Literal["accepted", "refused"]


class Mediation(Section):
    """Mediation (调解): whether it is offered, and how long it may take (E6)."""

    open: StrictBool = True
    window: Duration


class Panel(Section):
    """The panel that adjudicates (裁决小组): how many, and of which role (E7)."""

    size: Annotated[StrictInt, Field(ge=1, le=99)]
    from_: Name = Field(alias="from")
    vote_within: Allowance = Allowance(working_days=10)

    @model_validator(mode="after")
    def _check_that_a_vote_decides(self) -> Self:
        if self.size % 2 == 0:
            raise ValueError(f"a panel of {self.size} can be divided; give it an odd size")
        return self


class Repeat(Section):
    """Within which time a further complaint of the same person about the same thing is a repeat (A6)."""

    within: Duration


class Incident(Section):
    """How many like complaints, in which time, make an incident (H5)."""

    kind_count: Annotated[StrictInt, Field(ge=2)]
    within: Duration


FOREVER: Final = "forever"


def _read_keeping(value: object) -> object:
    if value is None:
        raise ValueError(f"write a period, such as P2Y, or {FOREVER}")
    return None if value == FOREVER else value


Keeping = Annotated[
    Period | None,
    BeforeValidator(_read_keeping),
    PlainSerializer(lambda period: FOREVER if period is None else str(period)),
    WithJsonSchema({"type": "string"}),
]
"""How long something is kept; `None` is for ever, in a file `forever`."""


class Retention(Section):
    """How long an archived case is kept (保存期), and which cases are important (F4)."""

    ordinary: Keeping
    important: Keeping = None
    important_when: Condition = Condition("false")

    def keeps(self, facts: Facts) -> Period | None:
        """Tell how long a case with these facts is kept; `None` is for ever."""
        return self.important if self.important_when.holds(facts) else self.ordinary


class QuietHours(Section):
    """Local hours in which complainants are left in peace; they may go over midnight."""

    from_: ClockTime = Field(alias="from")
    to: ClockTime

    def covers(self, local: time) -> bool:
        """Tell whether a local time of day is within them; the last minute ends before `to`."""
        clock = f"{local:%H:%M}"
        if self.from_ < self.to:
            return self.from_ <= clock < self.to
        return clock >= self.from_ or clock < self.to

    @model_validator(mode="after")
    def _check_that_they_end(self) -> Self:
        if self.from_ == self.to:
            raise ValueError(f"quiet hours from {self.from_} to {self.to} are none or all; leave the key out for none")
        return self


class Repairs(Section):
    """How often the repair system is asked what became of a work order that nobody has said anything of (D2)."""

    ask_again_every: Interval


class CaseReviews(Section):
    """Looking back at cases that missed a deadline or came back: which rung records it, and within which time (F6).

    Without `department` it is the case's own.
    """

    owner: Name
    department: Name | None = None
    allowance: Allowance = Allowance(working_days=10)


class Review(Section):
    """Who looks at the rules again, and how often (H14)."""

    every: Period
    owner: Name


class ResultLetter(Section):
    """When the result letter is reviewed before it goes out, by which rung at least, and within which time (F8)."""

    review_when: Condition
    by: Name
    within: Interval | None = None


class Letters(Section):
    """Letters to complainants (告知函)."""

    result: ResultLetter
