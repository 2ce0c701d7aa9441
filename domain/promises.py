"""Promises (承诺跟进): what a settlement, a ruling or a result letter promises is followed up until it is kept (F7).

A promise is opened by its case, and is `open` until somebody says that it was `kept`, with how, or `broken`, with why.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Final, Literal

from domain import matters
from domain.checks import check_ahead
from domain.complaint import ShortText
from domain.events import SYSTEM
from domain.instant import Instant
from domain.kinds import EventKind
from domain.matter import Changes, Matter, MatterStep, due, over
from domain.matter_commands import MatterCommand
from domain.matter_deadlines import due_data, reminded_before
from domain.matter_events import MatterEvent, MatterEventKind, MatterKind
from domain.pack_matters import FollowUps
from domain.permissions import LEADS
from domain.refusals import not_understood
from domain.step import Step
from domain.words import Words

PLATFORM: Final = "platform"
Promiser = Literal["platform", "complainant", "respondent"]


class PromiseSource(StrEnum):
    """Where a promise was made; the pack says for each how long it may take to keep it."""

    IMPROVEMENT = "improvement"
    SETTLEMENT = "settlement"
    RULING = "ruling"


class Promise(Matter):
    """What was promised, in words, and by whom: the platform, or a party of the case."""

    source: PromiseSource
    by: Promiser = "platform"
    cycle: int = 1
    text: str | None = None

    words: ClassVar[tuple[str, ...]] = ("text",)
    folds: ClassVar[Mapping[MatterEventKind, Callable[[Any, MatterEvent], Changes]]] = {
        MatterEventKind.KEPT: lambda promise, event: over(event, "kept"),
        MatterEventKind.EXTENDED: lambda promise, event: due(event),
        MatterEventKind.BROKEN: lambda promise, event: over(event, "broken"),
    }

    @property
    def needs_words(self) -> bool:
        """Tell that nobody can keep what nobody can read any more."""
        return True


def outcome(promise: Promise) -> tuple[EventKind, dict[str, Any]]:
    """Give what the case is told at the end."""
    event = EventKind.PROMISE_KEPT if promise.state == "kept" else EventKind.PROMISE_BROKEN
    return event, {"state": promise.state, "source": promise.source.value, "missed": promise.missed}


def open_promise(
    step: Step,
    *,
    source: PromiseSource,
    text: str,
    by: Promiser = "platform",
    owner: str = "",
    due_at: datetime | None = None,
) -> str | None:
    """Follow up a promise from now on, and give its id; none under a pack that follows up nothing of that source.

    Args:
        step: of the case.
        source: where it was made.
        text: what was promised; sealed.
        by: who has to keep it.
        owner: who sees to it, by id; nobody: whoever is on duty on the pack's rung.
        due_at: until when it is to be kept; none: as long as the pack gives for its source.
    """
    section = step.policy.pack.follow_ups
    due = _due(step, section, source, due_at) if section else None
    if section is None or due is None:
        return None
    return matters.open_matter(
        step,
        EventKind.PROMISE_OPENED,
        MatterKind.PROMISE,
        seen_to=section,
        owner=owner,
        due=due,
        terms={"source": source, "by": by, "cycle": step.case.cycle},
        private={"text": text},
        actor=SYSTEM,
    )


def of_improvement(step: Step) -> None:
    """Follow up, once a cycle, what the result letter promises to improve."""
    case = step.case
    text = (case.redraft.improvement if case.redraft else None) or case.improvement
    if text is None or any(_is_of_improvement(matter.start.terms, case.cycle) for matter in case.matters):
        return
    open_promise(step, source=PromiseSource.IMPROVEMENT, text=text)


def _is_of_improvement(terms: Mapping[str, Any], cycle: int) -> bool:
    return (terms.get("source"), terms.get("cycle")) == (PromiseSource.IMPROVEMENT, cycle)


def _due(
    step: Step, section: FollowUps, source: PromiseSource, due_at: datetime | None
) -> dict[str, str | None] | None:
    if due_at:
        return reminded_before(due_at, start=step.at, remind_before=section.remind_before)
    allowance = section.of(source)
    if allowance is None:
        return None
    return due_data(
        allowance,
        start=step.at,
        remind_before=section.remind_before,
        policy=step.policy,
        region=step.case.complaint.region,
    )


class KeepPromise(MatterCommand):
    """Say that it was kept, and how; of a party's promise by the other party's word, or with a note of the evidence."""

    name: ClassVar[str] = "keep-promise"
    title: ClassVar[Words] = Words(zh="确认承诺已兑现", en="Say that it was kept")
    example: ClassVar[dict[str, Any]] = {"how": "计费桩已全部换装校时模块，抽检 50 台无误。"}

    how: ShortText
    word_of: Literal["complainant", "respondent"] | None = None
    evidence: ShortText | None = None

    def decide(self, step: MatterStep) -> None:
        """Put it on record; the promise is over."""
        promise = _promise(step)
        if promise.by != PLATFORM and self.evidence is None and self.word_of in {None, promise.by}:
            raise not_understood(
                zh="当事人的承诺须由对方确认（word_of），或附证据说明（evidence）。",
                en="evidence: what a party has promised is kept by the other party's word (word_of), or with a note of "
                "the evidence",
            )
        data = {"word_of": self.word_of} if self.word_of else {}
        step.add(MatterEventKind.KEPT, data, private={"how": self.how, "evidence": self.evidence})


class ExtendPromise(MatterCommand):
    """Give it more time; by a team lead and up, with the reason."""

    name: ClassVar[str] = "extend-promise"
    title: ClassVar[Words] = Words(zh="延长期限", en="Give it more time")
    roles: ClassVar[frozenset[str]] = LEADS
    example: ClassVar[dict[str, Any]] = {"until": "2026-06-30T18:00:00+08:00", "reason": "设备到货延迟。"}

    until: Instant
    reason: ShortText

    def decide(self, step: MatterStep) -> None:
        """Move the due moment; what was missed before stays on record."""
        check_ahead("until", self.until, at=step.at)
        promise, section = _promise(step), step.policy.pack.follow_ups
        if promise.due_at and self.until <= promise.due_at:
            raise not_understood(zh="until 必须晚于现有期限。", en="until: must lie after what is due now")
        data = reminded_before(self.until, start=step.at, remind_before=section.remind_before if section else None)
        step.add(MatterEventKind.EXTENDED, data, private={"reason": self.reason})


class BreakPromise(MatterCommand):
    """Say that it was not kept and will not be; the next rung is told, and the case is looked back at."""

    name: ClassVar[str] = "break-promise"
    title: ClassVar[Words] = Words(zh="认定承诺未兑现", en="Say that it was not kept")
    roles: ClassVar[frozenset[str]] = LEADS
    example: ClassVar[dict[str, Any]] = {"reason": "供应商停产，无法换装。"}

    reason: ShortText

    def decide(self, step: MatterStep) -> None:
        """Put it on record; the promise is over."""
        step.add(MatterEventKind.BROKEN, private={"reason": self.reason})


def _promise(step: MatterStep) -> Promise:
    if not isinstance(step.matter, Promise):
        raise TypeError(f"{step.matter.id} is no promise")
    return step.matter
