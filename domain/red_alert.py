"""Red alert (红色预警): raised by words or by hand, repeated until somebody high enough acknowledges it (B4)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, ClassVar

from domain import grading
from domain.case import SETTLED_STAGES, Case
from domain.case_notices import Alert
from domain.changes import Change
from domain.command import OPEN_STAGES, StaffCommand
from domain.complaint import ShortText
from domain.duration import format_duration
from domain.events import SYSTEM, Actor
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.pack_sections import RedAlert
from domain.refusals import not_allowed, not_now
from domain.step import Step
from domain.titles import RUNGS
from domain.words import Words

# What ends a case ends its reminders, but an alert raised afterwards is as grave as any (time rule 10).
ENDINGS = SETTLED_STAGES - {Stage.RESOLVED}


def raise_by_words(step: Step, words: tuple[str, ...], *, actor: Actor | None = None) -> None:
    """Raise an alert for words of danger; where the pack has none, or the case has had one, nothing happens."""
    section = step.policy.pack.red_alert
    if words and section and not step.case.red_alert:
        _raise(step, section, by="words", private={"words": list(words)}, actor=actor)


def raise_in_reply(step: Step, words: tuple[str, ...]) -> None:
    """Raise an alert for what a complainant says later; the case is graded anew for it (time rule 7)."""
    before = step.case.red_alert
    raise_by_words(step, words)
    if step.case.red_alert and not before and step.follows(Change.ALERT_IN_A_REPLY_GRADES):
        _grade_for_it(step)


def take_over(step: Step) -> None:
    """Raise the alert that stands on a case merged into this one; one that stands here already is as good."""
    section = step.policy.pack.red_alert
    if section and step.case.standing_alert is None:
        _raise(step, section, by="merging", private={})
        _grade_for_it(step)


def entries(case: Case) -> Iterator[tuple[datetime, Callable[[Step], None]]]:
    """Give the agenda's entry for an alert that nobody has acknowledged: when it is due to be repeated."""
    alert = case.standing_alert
    if alert is None or _ended_after(case, alert):
        return

    def repeat_red_alert(step: Step) -> None:
        # After an outage once, not as often as it would have been said (time rule 9).
        occurrence = (step.at - alert.raised_at) // alert.remind_every
        step.add(EventKind.ALERT_REPEATED, {"occurrence": occurrence}, actor=SYSTEM)

    yield alert.raised_at + (alert.occurrence + 1) * alert.remind_every, repeat_red_alert


class RaiseAlert(StaffCommand):
    """Raise a red alert by hand; senior management is told at once, and again until somebody acknowledges (B4)."""

    name: ClassVar[str] = "raise-alert"
    title: ClassVar[Words] = Words(zh="发出红色预警", en="Raise a red alert")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES

    reason: ShortText

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether the pack has alerts and none stands."""
        return pack.red_alert is not None and case.standing_alert is None

    def decide(self, step: Step) -> None:
        """Put the alert on record and grade the case for it; one stands at a time."""
        section = step.policy.pack.red_alert
        if section is None:
            raise not_now(zh="本制度包没有红色预警。", en="This policy pack has no red alert.")
        if step.case.standing_alert:
            raise not_now(zh="红色预警已经发出，尚待确认。", en="A red alert stands already, not acknowledged yet.")
        _raise(step, section, by="hand", private={"reason": self.reason})
        _grade_for_it(step)


class AcknowledgeAlert(StaffCommand):
    """Say that one has taken note of the red alert and sees to it (B4)."""

    name: ClassVar[str] = "acknowledge-alert"
    title: ClassVar[Words] = Words(zh="确认红色预警", en="Acknowledge the red alert")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES | {Stage.CLOSED}

    note: ShortText | None = None

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether an alert stands and the reader is high enough."""
        return case.standing_alert is not None and _is_high_enough(reader, pack)

    def decide(self, step: Step) -> None:
        """Put on record who did and how long it took; only the rung that was told, and up."""
        alert = step.case.standing_alert
        if alert is None:
            raise not_now(zh="没有待确认的红色预警。", en="There is no red alert to acknowledge.")
        _check_rung(step.actor, step.policy.pack)
        took = (step.at - alert.raised_at).total_seconds()
        step.add(EventKind.ALERT_ACKNOWLEDGED, {"after_seconds": took}, private={"note": self.note})


def _raise(step: Step, section: RedAlert, *, by: str, private: dict[str, Any], actor: Actor | None = None) -> None:
    repeats = step.follows(Change.RED_ALERT_REPEATS)
    every = {"remind_every": format_duration(section.remind_every)} if repeats else {}
    step.add(EventKind.RED_ALERT_RAISED, {"by": by, "notify": section.notify, **every}, private=private, actor=actor)


def _grade_for_it(step: Step) -> None:
    if step.case.stage in SETTLED_STAGES:
        # Nothing is due in a settled case; whoever takes it up again finds the alert among its facts.
        return
    grading.grade_up_by_rules(step)
    grading.replan(step, may_postpone=True)


def _ended_after(case: Case, alert: Alert) -> bool:
    raised_since = case.stage is alert.stage and case.stage_since <= alert.raised_at
    return case.stage in ENDINGS and not raised_since


def _check_rung(actor: Actor, pack: Pack) -> None:
    if not _is_high_enough(actor, pack):
        rung = pack.red_alert.notify if pack.red_alert else pack.ladder[0]
        # A rung that the operator has named otherwise stands as it is called in the pack.
        title = RUNGS.get(rung, Words(zh=f" {rung} ", en=rung))
        raise not_allowed(
            zh=f"红色预警须由{title.zh}及以上确认。", en=f"A red alert is acknowledged by {title.en} or a higher rung."
        )


def _is_high_enough(actor: Actor, pack: Pack) -> bool:
    told = pack.ladder.index(pack.red_alert.notify) if pack.red_alert else 0
    return actor.rung in pack.ladder and pack.ladder.index(actor.rung) >= told
