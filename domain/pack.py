"""Policy packs (制度包): everything that an operator decides, in one versioned file that never changes (C4).

What a caller can ask for in vain:

    LookupError
      UnknownKind     the catalogue has no such kind
      UnknownRung     the ladder has no such rung
      NoRowHolds      a grading table without a catch-all row; no pack that was read from a file has one
"""

import json
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, Literal, Self, overload

from pydantic import AfterValidator, Field, StrictInt

from domain.duration import Duration, Interval
from domain.evidence import EvidenceKind
from domain.expressions import Condition
from domain.facts import Facts
from domain.kinds import AmountBand, Severity, Urgency
from domain.money import CNY
from domain.pack_arbitration import Arbitration
from domain.pack_matters import FollowUps, Recourse
from domain.pack_money import Escrow, PackCurrency
from domain.pack_penalties import PenaltyRow, PenaltyRules
from domain.pack_rows import (
    AnswerTemplates,
    Grading,
    Hearing,
    Investigation,
    MilestoneRow,
    RemedyRow,
    TaskForceRule,
)
from domain.pack_sections import (
    AmountBands,
    CaseReviews,
    Category,
    Department,
    Fen,
    Incident,
    Kind,
    Letters,
    Mediation,
    Name,
    Names,
    Panel,
    Phrases,
    QuietHours,
    RedAlert,
    Repairs,
    Repeat,
    Retention,
    Review,
    Section,
    Silence,
    Unmatched,
    check_that_none_is_twice,
)
from domain.titles import MILESTONES
from domain.words import Words

Level = Annotated[StrictInt, Field(ge=1, le=3)]
GradingTable = Literal["level", "urgency", "severity"]


class UnknownKind(LookupError):
    """A pack's catalogue has no such category or kind."""


class UnknownRung(LookupError):
    """A pack's ladder has no such rung."""


class NoRowHolds(LookupError):
    """No row of a grading table holds for a case."""


class Pack(Section):
    """A whole policy pack; the field names are the keys of the file. An absent optional key is a capability off."""

    pack: Name
    version: Annotated[StrictInt, Field(ge=1, lt=2**31)]
    title: Words
    zone: str
    calendar: Name
    service_lines: Names
    departments: Annotated[dict[Name, Department], Field(min_length=1)]
    ladder: Names
    catalogue: Annotated[dict[Name, Category], Field(min_length=1)]
    unmatched: Unmatched
    grading: Grading
    milestones: tuple[MilestoneRow, ...]
    climb_every: Interval
    reopen: Literal["restart", "resume"]
    authority: dict[Name, Fen | None]
    silence: Silence
    feedback_window: Duration
    appeal_window: Duration
    retention: Retention

    flags: Annotated[tuple[Name, ...], AfterValidator(check_that_none_is_twice)] = ()
    flag_words: dict[Name, Phrases] = {}  # noqa: RUF012 - pydantic gives every pack its own
    level_names: dict[Level, Words] = {}  # noqa: RUF012
    milestone_names: dict[Name, Words] = {}  # noqa: RUF012
    red_alert: RedAlert | None = None
    amount_bands: AmountBands | None = None
    progress_notice_every: Interval | None = None
    remedies: tuple[RemedyRow, ...] = ()
    straight_through: Condition | None = None
    advance_payment: Condition | None = None
    complainant_escalates_every: Interval | None = None
    mediation: Mediation | None = None
    ruling_window: Duration | None = None
    panel: Panel | None = None
    repeat: Repeat | None = None
    incident: Incident | None = None
    max_cycles: Annotated[StrictInt, Field(ge=1, le=100)] = 3
    referral: Words | None = None
    penalties: tuple[PenaltyRow, ...] = ()
    quiet_hours: QuietHours | None = None
    review: Review | None = None
    letters: Letters | None = None
    investigation: Investigation | None = None
    hearing: Hearing | None = None
    repairs: Repairs | None = None
    case_reviews: CaseReviews | None = None
    answers: AnswerTemplates = ()
    custodians: dict[EvidenceKind, Name] = {}  # noqa: RUF012
    task_force: TaskForceRule | None = None
    currency: PackCurrency = CNY
    escrow: Escrow | None = None
    recourse: Recourse | None = None
    follow_ups: FollowUps | None = None
    penalty_rules: PenaltyRules = PenaltyRules()
    arbitration: Arbitration | None = None

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of what it says, in hexadecimal; layout, comments and written-out defaults do not count."""
        content = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return sha256(canonical.encode()).hexdigest()

    def kind(self, category: str, kind: str) -> Kind:
        """Find a kind in the catalogue; raises `UnknownKind`."""
        try:
            return self.catalogue[category].kinds[kind]
        except KeyError:
            raise UnknownKind(f"the catalogue of {self.pack} has no kind {category}/{kind}") from None

    def department_title(self, department: str, language: str) -> str:
        """Say what a department is called; one that the pack does not know (any more) goes by its key."""
        known = self.departments.get(department)
        return known.title.in_(language) if known else department

    def level_title(self, level: int, language: str) -> str:
        """Say what the operator calls a level (投诉等级)."""
        named = self.level_names.get(level, Words(zh=f"{level} 级", en=f"level {level}"))
        return named.in_(language)

    def milestone_title(self, name: str, language: str) -> str:
        """Say what a milestone is called: by the operator, by the usual name, or else by its key."""
        # A second appointment's milestone is told apart by a number after its name.
        plain = name.partition("#")[0]
        words = self.milestone_names.get(plain) or MILESTONES.get(plain)
        return words.in_(language) if words else name

    def band(self, amount_fen: int) -> AmountBand | Literal[""]:
        """Name the band of an amount in dispute, in fen; no amount, or a pack without bands, is in none."""
        return self.amount_bands.band(amount_fen) if self.amount_bands else ""

    @overload
    def grade(self, table: Literal["level"], facts: Facts) -> tuple[int, Words]: ...
    @overload
    def grade(self, table: Literal["urgency"], facts: Facts) -> tuple[Urgency, Words]: ...
    @overload
    def grade(self, table: Literal["severity"], facts: Facts) -> tuple[Severity, Words]: ...
    @overload
    def grade(self, table: GradingTable, facts: Facts) -> tuple[int | Urgency | Severity, Words]: ...
    def grade(self, table: GradingTable, facts: Facts) -> tuple[int | Urgency | Severity, Words]:
        """Grade by the first row that holds, and give its reason (B2); raises `NoRowHolds`.

        A row whose condition has no answer for these facts (an overflow) is passed over: no case stands still for it.
        """
        for row in getattr(self.grading, table):
            if row.when.surely_holds(facts):
                return row.give, row.because
        raise NoRowHolds(f"no row of grading.{table} in {self.pack} version {self.version} holds for this case")

    def milestone_rows(self, facts: Facts) -> tuple[MilestoneRow, ...]:
        """List the milestones of a case, in the pack's order; of several rows with one name the first that holds.

        Where a row's condition has no answer for these facts, the deadline stands.
        """
        chosen: dict[str, MilestoneRow] = {}
        for row in self.milestones:
            if row.name not in chosen and row.when.may_hold(facts):
                chosen[row.name] = row
        return tuple(chosen.values())

    def is_statutory(self, milestone: str) -> bool:
        """Tell whether a milestone of that name is statutory in any of its rows."""
        return any(row.statutory for row in self.milestones if row.name == milestone)

    def remedy_rows(self, facts: Facts) -> tuple[RemedyRow, ...]:
        """List the remedies that are due by rule: every row that holds (E2)."""
        return tuple(row for row in self.remedies if row.when.holds(facts))

    def penalty_rows(self, facts: Facts) -> tuple[PenaltyRow, ...]:
        """List the penalties that are due by rule: every row that holds (E8)."""
        return tuple(row for row in self.penalties if row.when.holds(facts))

    def goes_straight_through(self, facts: Facts) -> bool:
        """Tell whether the case goes from rule to payment with no hand (E3)."""
        return self.straight_through is not None and self.straight_through.holds(facts)

    def is_paid_in_advance(self, facts: Facts) -> bool:
        """Tell whether the platform pays first and recovers later (E4)."""
        return self.advance_payment is not None and self.advance_payment.holds(facts)

    def reviews_result_letter(self, facts: Facts) -> bool:
        """Tell whether the result letter is reviewed before it goes out (F8); where that has no answer, it is."""
        return self.letters is not None and self.letters.result.review_when.may_hold(facts)

    def place(self, rung: str) -> int:
        """Give the place of a rung on the ladder, from 0; raises `UnknownRung`."""
        try:
            return self.ladder.index(rung)
        except ValueError:
            raise UnknownRung(f"the ladder of {self.pack} is {', '.join(self.ladder)}; it has no {rung!r}") from None

    def authority_of(self, rung: str) -> int | None:
        """Give the greatest total, in fen, that a rung may approve; `None` is any amount. Raises `UnknownRung`.

        A rung that `authority` leaves out has what the next lower one has, since a higher rung may what a lower may;
        with none below it, it may approve nothing, and has 0.
        """
        for at_most in reversed(self.ladder[: self.place(rung) + 1]):
            if at_most in self.authority:
                return self.authority[at_most]
        return 0

    def may_approve(self, rung: str, total_fen: int) -> bool:
        """Tell whether the authority of a rung covers a total in fen; raises `UnknownRung`."""
        authority = self.authority_of(rung)
        return authority is None or total_fen <= authority

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy it; the copy works out its own digest."""
        copied = super().model_copy(update=update, deep=deep)
        copied.__dict__.pop("digest", None)
        return copied
