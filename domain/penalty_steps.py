"""What falls due on a penalty (处罚时点): told, in force, over by time; and until when people have to decide (E8)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from domain import matter_deadlines
from domain.instant import JUST_AFTER
from domain.kinds import PenaltyKind
from domain.matter import Entry, MatterStep
from domain.matter_events import MatterEventKind
from domain.penalty import Penalty, penalty_of
from domain.penalty_report import report_of
from domain.policy import Policy
from domain.quiet import quiet_until

OVER_BY_ITSELF: Final = frozenset({"expired", "sent"})


def entries(penalty: Penalty, policy: Policy) -> Iterator[Entry]:
    """Give what lies ahead of a penalty."""
    if not penalty.is_open:
        return
    yield from matter_deadlines.entries(penalty, policy)
    if penalty.state == "open":
        yield penalty.opened_at, begin
    elif penalty.state == "notified" and penalty.effective_at:
        yield penalty.effective_at, take_effect
    elif penalty.state == "in_force" and penalty.until and not penalty.stayed:
        yield penalty.until, expire
    elif penalty.state in OVER_BY_ITSELF and penalty.appeal is None and penalty.appeal_until:
        yield penalty.appeal_until + JUST_AFTER, settle


def begin(step: MatterStep) -> None:
    """Ask for the second person, or tell the respondent at once."""
    if penalty_of(step).proposed:
        step.add(MatterEventKind.CONFIRMATION_ASKED, decision_due(step))
    else:
        notify(step)


def notify(step: MatterStep) -> None:
    """Tell the respondent: from when the notice may leave, the window for an appeal runs, and the effect is due."""
    penalty, pack = penalty_of(step), step.policy.pack
    rules, told_at = pack.penalty_rules, quiet_until(pack, step.at) or step.at
    appeal_until = told_at + (rules.appeal_window or pack.appeal_window)
    data: dict[str, Any] = {"told_at": told_at.isoformat(), "appeal_until": appeal_until.isoformat()}
    if penalty.penalty is PenaltyKind.REPORT:
        document = report_of(penalty, at=step.at, policy=step.policy)
        step.add(MatterEventKind.NOTIFIED, data | decision_due(step), private={"document": document.model_dump()})
        return
    waits = rules.notice_before if penalty.penalty in rules.stayed else None
    effective_at = told_at + waits if waits else step.at
    step.add(MatterEventKind.NOTIFIED, data | {"effective_at": effective_at.isoformat()})


def take_effect(step: MatterStep) -> None:
    """Let it weigh on the respondent, from the instant that they were told."""
    penalty = penalty_of(step)
    until = penalty.lasts.after(penalty.effective_at or step.at) if penalty.lasts else None
    step.add(MatterEventKind.TOOK_EFFECT, {"until": until.isoformat() if until else None})


def expire(step: MatterStep) -> None:
    """End the effect; the matter itself ends once nobody can appeal any more."""
    step.add(MatterEventKind.EXPIRED, {"final": penalty_of(step).is_final(at=step.at)})


def settle(step: MatterStep) -> None:
    """End the matter: the effect is over, and nobody has appealed."""
    step.add(MatterEventKind.SETTLED)


def decision_due(step: MatterStep) -> dict[str, str | None]:
    """Give until when people have to decide, or act, on a penalty."""
    rules = step.policy.pack.penalty_rules
    return matter_deadlines.due_data(
        rules.decide_within,
        start=step.at,
        remind_before=timedelta(days=1),
        policy=step.policy,
        region=step.matter.region,
    )
