"""Speaks the values of a case in the reader's language: instants in the pack's zone, money, names by its catalogue."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from api.titles import ACKNOWLEDGED_BY, ENDINGS, SILENCE, URGENCIES
from domain.allowance import Allowance
from domain.case import Case
from domain.case_remedies import Remedy
from domain.inquiry_words import PARTIES
from domain.instant import say_minute
from domain.letters import result_text
from domain.mediation_words import MEDIATOR_KINDS
from domain.money import CNY
from domain.penalty import Penalty
from domain.penalty_reason import why_of
from domain.penalty_words import KINDS
from domain.policy import Policy
from domain.remedy_reason import reason_of
from domain.remedy_words import EXCHANGE_STEPS
from domain.titles import (
    LIKENESSES,
    REMEDIES,
    REPAIR_OUTCOMES,
    RESPONSIBLE,
    REVIEW_CAUSES,
    REVIEW_REASONS,
    RUNGS,
    SEVERITIES,
    STAGES,
    WAITING,
    remedy_title,
)
from domain.words import Words

_NAME: Final = re.compile(r"\{(\w+)\}")
_PART: Final = re.compile(r"\[([^\]]*)\]")
_UNKNOWN: Final = "—"


class Speaker:
    """Speaks for one reader about cases of one policy; of a policy that is not here any more, by its keys."""

    def __init__(self, *, language: str, policy: Policy | None) -> None:
        self.language = language
        self._pack = policy.pack if policy else None
        self._zone = ZoneInfo(policy.pack.zone) if policy else ZoneInfo("UTC")

    def tell(self, words: Words, values: Mapping[str, Any]) -> str:
        """Fill in a sentence; its parts in square brackets stay only where there is something to fill them with."""
        spoken = {name: self._speak(name, value) for name, value in values.items()}
        sentence = _PART.sub(lambda part: _unless_empty(part[1], spoken), words.in_(self.language))
        return _NAME.sub(lambda name: spoken.get(name[1]) or _UNKNOWN, sentence)

    @property
    def arbitrators(self) -> tuple[str, ...]:
        """Name the outside arbitrators whom the pack knows."""
        rule = self._pack.arbitration if self._pack else None
        return tuple(body.in_(self.language) for body in rule.bodies) if rule else ()

    def title(self, titles: Mapping[Any, Words], key: str) -> str:
        """Say what a key of a closed list is called."""
        return titles[key].in_(self.language) if key in titles else key

    def why(self, penalty: Penalty) -> str | None:
        """Say by which rule a penalty was imposed; none where people decided."""
        words = why_of(penalty, pack=self._pack)
        return words.in_(self.language) if words else None

    def stage(self, stage: str) -> str:
        """Say a stage in plain words."""
        return self.title(STAGES, stage)

    def category(self, category: str) -> str:
        """Say what a category is called."""
        known = self._pack.catalogue.get(category) if self._pack else None
        return known.title.in_(self.language) if known else category

    def kind(self, category: str, kind: str) -> str:
        """Say what a kind is called."""
        known = self._pack.catalogue.get(category) if self._pack else None
        found = known.kinds.get(kind) if known else None
        return found.title.in_(self.language) if found else kind

    def department(self, department: str) -> str:
        """Say what a department is called."""
        return self._pack.department_title(department, self.language) if self._pack else department

    def level(self, level: int) -> str:
        """Say what a level is called; one that is not given yet is empty."""
        return self._pack.level_title(level, self.language) if self._pack and level else str(level or "")

    def result(self, case: Case) -> str | None:
        """Say what came of the case; nothing before it was resolved, and its letter has gone out."""
        return result_text(case, pack=self._pack, language=self.language) if self._pack else None

    def reason(self, remedy: Remedy, case: Case) -> str | None:
        """Say why a remedy is what it is; nothing where a person decided on it."""
        words = reason_of(remedy, case, pack=self._pack) if self._pack else remedy.because
        return words.in_(self.language) if words else None

    def instant(self, instant: datetime | str | None) -> str:
        """Say an instant in the pack's zone, to the minute."""
        if not instant:
            return ""
        at = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
        return say_minute(at, self._zone)

    def money(self, fen: int) -> str:
        """Say an amount in the pack's currency."""
        currency = self._pack.currency if self._pack else CNY
        sign = "¥" if currency == CNY else f"{currency} "
        return f"{sign}{fen // 100}.{fen % 100:02}"

    def remedies(self, remedies: Sequence[Any]) -> str:
        """Say remedies with what they are worth."""
        return self.listed(self._remedy(each) for each in remedies if isinstance(each, dict))

    def _remedy(self, remedy: Mapping[str, Any]) -> str:
        amount = remedy.get("amount_fen") or 0
        name = remedy_title(str(remedy.get("kind", "")), self.language, days=remedy.get("days") or 0)
        return f"{name} {self.money(amount)}" if amount else name

    def because(self, because: Mapping[str, Any] | str) -> str:
        """Say a reason, or the reason of each grading table."""
        if isinstance(because, str):
            return because
        each = [because] if "zh" in because else list(because.values())
        said = dict.fromkeys(Words.model_validate(words).in_(self.language) for words in each)
        return ("; " if self.language == "en" else "；").join(said)

    def plan(self, plan: Sequence[Mapping[str, Any]]) -> str:
        """Say milestones with their due moments."""
        return self.listed(f"{self.milestone(each['name'])} {self.instant(each['due_at'])}" for each in plan)

    def milestone(self, name: str) -> str:
        """Say what a milestone is called."""
        return self._pack.milestone_title(name, self.language) if self._pack else name

    def rung(self, rung: str) -> str:
        """Say what a rung of the ladder is called."""
        return self.title(RUNGS, rung)

    def rungs(self, rungs: Sequence[str]) -> str:
        """Say rungs, one after the other."""
        return self.listed(map(self.rung, rungs))

    def milestones(self, names: Sequence[str]) -> str:
        """Say milestones, one after the other."""
        return self.listed(map(self.milestone, names))

    def cases(self, cases: Sequence[Mapping[str, Any]]) -> str:
        """Say which cases one is like, and in what."""
        return self.listed(f"{each['tracking_number']}{self._why(each['why'])}" for each in cases)

    def _why(self, why: Sequence[str]) -> str:
        said = self.listed(self.title(LIKENESSES, each) for each in why)
        return f" ({said})" if self.language == "en" else f"（{said}）"

    def support(self, support: Mapping[str, Sequence[str]]) -> str:
        """Say how many pieces of evidence come from which party."""
        return self.listed(f"{self.title(PARTIES, party)} ({len(ids)})" for party, ids in support.items())

    def allowance(self, allowance: Mapping[str, Any]) -> str:
        """Say how long something may take."""
        return Allowance.model_validate(allowance).describe(self.language)

    def each(self, names: Sequence[str]) -> str:
        """Say names as they are, one after the other."""
        return self.listed(names)

    def seats(self, seats: Sequence[Mapping[str, Any]]) -> str:
        """Say who sits where in a task force."""
        return self.listed(f"{self.department(each['department'])} {each.get('staff') or _UNKNOWN}" for each in seats)

    def listed(self, words: Iterable[str]) -> str:
        """Say words one after the other."""
        return (", " if self.language == "en" else "、").join(words)

    def _speak(self, name: str, value: Any) -> str:
        if value is None or isinstance(value, bool):
            return ""
        speak = _SPOKEN.get(name)
        return speak(self, value) if speak else str(value)


def _unless_empty(part: str, spoken: Mapping[str, str]) -> str:
    return part if all(spoken.get(name) for name in _NAME.findall(part)) else ""


_SPOKEN: Final[Mapping[str, Callable[[Speaker, Any], str]]] = {
    "allowance": Speaker.allowance,
    "amount_fen": Speaker.money,
    "appeal_until": Speaker.instant,
    "because": Speaker.because,
    "cases": Speaker.cases,
    "by": lambda speaker, value: speaker.title(ACKNOWLEDGED_BY, value),
    "contest_until": Speaker.instant,
    "department": Speaker.department,
    "due_at": Speaker.instant,
    "evidence": Speaker.each,
    "ending": lambda speaker, value: speaker.title(ENDINGS, value),
    "feedback_until": Speaker.instant,
    "level": Speaker.level,
    "means": lambda speaker, value: speaker.title(SILENCE, value),
    "milestone": Speaker.milestone,
    "milestones": Speaker.milestones,
    "of": lambda speaker, value: speaker.title(WAITING, value),
    "passed_over": Speaker.rungs,
    "penalty": lambda speaker, value: speaker.title(KINDS, value),
    "plan": Speaker.plan,
    "receiver": lambda speaker, value: speaker.title(WAITING, value),
    "referral": Speaker.because,
    "remedies": Speaker.remedies,
    "remedy_kind": lambda speaker, value: speaker.title(REMEDIES, value),
    "responsible": lambda speaker, value: speaker.title(RESPONSIBLE, value),
    "retry_at": Speaker.instant,
    "rung": Speaker.rung,
    "severity": lambda speaker, value: speaker.title(SEVERITIES, value),
    "silence_at": Speaker.instant,
    "stage": Speaker.stage,
    "support": Speaker.support,
    "title": Speaker.because,
    "total_fen": Speaker.money,
    "until": Speaker.instant,
    "urgency": lambda speaker, value: speaker.title(URGENCIES, value),
    "outcome": lambda speaker, value: speaker.title(REPAIR_OUTCOMES, value),
    "parts": lambda speaker, value: speaker.listed(value),
    "owner_rung": Speaker.rung,
    "reviewed_by": Speaker.department,
    "review_cause": lambda speaker, value: speaker.title(REVIEW_CAUSES, value),
    "why": lambda speaker, value: speaker.title(REVIEW_REASONS, value),
    "seats": Speaker.seats,
    "plan_due_at": Speaker.instant,
    "held_at": Speaker.instant,
    "attended": Speaker.each,
    "agreed": Speaker.each,
    "dissented": Speaker.each,
    "silent": Speaker.each,
    "was_fen": Speaker.money,
    "visit_at": Speaker.instant,
    "step": lambda speaker, value: speaker.title(EXCHANGE_STEPS, value),
    "recovered_fen": Speaker.money,
    "written_off_fen": Speaker.money,
    "warn_at": Speaker.instant,
    "mediation_until": Speaker.instant,
    "ruling_until": Speaker.instant,
    "mediator_kind": lambda speaker, value: speaker.title(MEDIATOR_KINDS, value),
}
