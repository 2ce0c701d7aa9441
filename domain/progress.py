"""Progress notices (进展通知): a word to the complainant at set intervals while an investigation runs (C9)."""

from collections.abc import Callable, Iterator
from datetime import datetime

from domain.case import Case
from domain.changes import Change
from domain.events import SYSTEM
from domain.kinds import EventKind, Stage, WaitingOn
from domain.policy import Policy
from domain.quiet import quiet_until
from domain.step import Step


def entries(
    case: Case, policy: Policy, *, follows: Callable[[Change], bool]
) -> Iterator[tuple[datetime, Callable[[Step], None]]]:
    """Give the agenda's entry for the next word; never in quiet hours, nor while the complainant has to answer."""
    every = policy.pack.progress_notice_every
    if every is None or not _is_at_work(case) or not follows(Change.PROGRESS_IS_TOLD):
        return
    due = max(_heard_last(case)) + every
    yield quiet_until(policy.pack, due) or due, tell_progress


def tell_progress(step: Step) -> None:
    """Say that the case is being worked on; after an outage once (time rule 9)."""
    step.add(EventKind.PROGRESS_TOLD, {"occurrence": step.case.progress + 1}, actor=SYSTEM)


def _is_at_work(case: Case) -> bool:
    if case.stage is not Stage.INVESTIGATING or case.waiting_on is WaitingOn.COMPLAINANT or case.staff_case:
        return False
    # What the records settle by themselves is over before anybody could be told of progress.
    return case.records != "wanted" or case.last_event_at > case.stage_since


def _heard_last(case: Case) -> Iterator[datetime]:
    yield case.stage_since
    yield from (at for at in (case.progress_at, case.pauses[-1].ended_at if case.pauses else None) if at)
