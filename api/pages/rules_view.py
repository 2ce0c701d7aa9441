"""What a pack promises and rules, as rows of tables (G4)."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from api.pages.conditions import Reader, say_money
from domain.duration import Period, describe_duration
from domain.expressions import Condition
from domain.facts import Facts
from domain.money import say_amount
from domain.pack import Pack
from domain.pack_penalties import PenaltyRow
from domain.pack_rows import MilestoneRow, RemedyRow
from domain.penalty_words import KINDS
from domain.titles import RUNGS, remedy_title
from domain.words import Words

_ORDINARY: Final = Facts(level=1, urgency="normal", severity="ordinary")
_YEARS: Final = Words(zh="{count} 年", en="{count} y")
_MONTHS: Final = Words(zh="{count} 个月", en="{count} mo")
_POINTS: Final = Words(zh="{title} {points} 分", en="{points} {title}")
_REPORT: Final = Words(zh="{title}（{to}）", en="{title} ({to})")


class Promise(NamedTuple):
    """Something that happens in time."""

    title: str
    within: str


class Deadline(NamedTuple):
    """A row of the deadlines; `when` is none where it has no words, and empty where it holds for whatever is left."""

    title: str
    when: str | None
    source: str
    within: str
    is_statutory: bool
    pauses: bool
    is_only: bool


class Due(NamedTuple):
    """A remedy or a penalty that a rule gives, and the rule; `much` and `lasts` may be empty."""

    title: str
    when: str | None
    source: str
    much: str | None = ""
    lasts: str = ""


class Power(NamedTuple):
    """What a rung may approve; none is any amount."""

    rung: str
    up_to: str | None


class PackRules:
    """A pack in one language."""

    def __init__(self, pack: Pack, language: str) -> None:
        self._pack = pack
        self._language = language
        self._reader = Reader(pack, language)

    @property
    def key(self) -> str:
        """The name of the pack, which its part of the page bears."""
        return self._pack.pack

    @property
    def title(self) -> str:
        """What the pack is called."""
        return self._pack.title.in_(self._language)

    @property
    def version(self) -> int:
        """The version that holds for new complaints."""
        return self._pack.version

    @property
    def promises(self) -> list[Promise]:
        """What an ordinary complaint is promised, in the pack's order."""
        return [self._promise(row) for row in self._pack.milestone_rows(_ORDINARY)]

    @property
    def deadlines(self) -> list[Deadline]:
        """Every deadline of the pack."""
        return [self._deadline(row) for row in self._pack.milestones]

    @property
    def remedies(self) -> list[Due]:
        """Every remedy that a rule gives."""
        return [self._remedy(row) for row in self._pack.remedies]

    @property
    def penalties(self) -> list[Due]:
        """Every penalty that a rule gives."""
        return [self._penalty(row) for row in self._pack.penalties]

    @property
    def powers(self) -> list[Power]:
        """Who may approve how much, from the lowest rung on."""
        return list(self._powers())

    @property
    def windows(self) -> dict[str, str]:
        """How long a complainant has for what, by the names that the template knows."""
        pack = self._pack
        lengths = {"answer": pack.silence.after, "feedback": pack.feedback_window, "appeal": pack.appeal_window}
        return {name: describe_duration(length, language=self._language) for name, length in lengths.items()}

    @property
    def silence(self) -> str:
        """What no answer to a proposal means: `accepted` or `refused`."""
        return self._pack.silence.means

    @property
    def referral(self) -> str:
        """Where to turn in the end; empty where the pack names nobody."""
        return self._pack.referral.in_(self._language) if self._pack.referral else ""

    def _promise(self, row: MilestoneRow) -> Promise:
        title = self._pack.milestone_title(row.name, self._language)
        return Promise(title, row.allowance.describe(self._language))

    def _deadline(self, row: MilestoneRow) -> Deadline:
        title, within = self._promise(row)
        is_only = [each.name for each in self._pack.milestones].count(row.name) == 1
        return Deadline(title, self._when(row.when), row.when.source, within, row.statutory, row.pauses, is_only)

    def _remedy(self, row: RemedyRow) -> Due:
        title = remedy_title(row.give.kind, self._language, days=row.give.days or 0)
        when = row.because.in_(self._language) if row.because else self._when(row.when)
        amount = row.give.amount_fen
        much = say_money(amount, pack=self._pack, language=self._language) if amount else ""
        return Due(title, when, row.when.source, much)

    def _penalty(self, row: PenaltyRow) -> Due:
        when = row.because.in_(self._language) if row.because else self._when(row.when)
        lasts = self._period(row.give.lasts) if row.give.lasts else ""
        return Due(self._penalty_title(row), when, row.when.source, lasts=lasts)

    def _penalty_title(self, row: PenaltyRow) -> str:
        title = KINDS[row.give.kind].in_(self._language)
        if row.give.points:
            return _POINTS.in_(self._language).format(title=title, points=row.give.points)
        if row.give.addressee:
            return _REPORT.in_(self._language).format(title=title, to=row.give.addressee.in_(self._language))
        return title

    def _powers(self) -> Iterator[Power]:
        for rung in self._pack.ladder:
            known, limit = RUNGS.get(rung), self._pack.authority_of(rung)
            said = None if limit is None else say_amount(limit, self._pack.currency).in_(self._language)
            yield Power(known.in_(self._language) if known else rung, said)

    def _when(self, condition: Condition) -> str | None:
        return "" if condition.always_holds else self._reader.say(condition)

    def _period(self, period: Period) -> str:
        counted = [(_YEARS, period.years), (_MONTHS, period.months)]
        said = [words.in_(self._language).format(count=count) for words, count in counted if count]
        if period.elapsed:
            said.append(describe_duration(period.elapsed, language=self._language))
        return " ".join(said)
