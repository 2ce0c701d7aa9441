"""Mediation (调解): where a refused remedy goes, its window, and how it fails (E6).

Who mediates stands in `domain.mediators`, what both sides sign in `domain.settlement`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from domain import closure
from domain.case import Case
from domain.case_mediation import Mediation, Promise
from domain.changes import Change
from domain.command import StaffCommand
from domain.complaint import ShortText
from domain.events import SYSTEM, Actor
from domain.instant import JUST_AFTER
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.refusals import not_now
from domain.step import Step
from domain.words import Words

REMIND_AT: Final = (0.5, 0.8)
"""The parts of its time at which the mediator and both sides are reminded of it."""


def is_offered(step: Step) -> bool:
    """Tell whether the pack mediates what a complainant refuses."""
    mediation = step.policy.pack.mediation
    return mediation is not None and mediation.open and step.follows(Change.REFUSED_IS_MEDIATED)


def open_mediation(step: Step) -> None:
    """Let both sides be heard by a mediator, until the window is over; who that is, is found as the step is written."""
    mediation = step.policy.pack.mediation
    if mediation:
        until = step.at + mediation.window
        data = {"mediation_until": until.isoformat(), **wanted_mediator(step)}
        step.add(EventKind.MEDIATION_OPENED, data, actor=SYSTEM)


def wanted_mediator(step: Step) -> dict[str, Any]:
    """Give what leaves it open who mediates: who may not, and which rungs are told where nobody is found."""
    return {"rungs": list(step.policy.pack.ladder[1:]), "excluded": list(acted_in(step.case))}


def acted_in(case: Case) -> tuple[str, ...]:
    """Give everybody who decided or worked on a case, or has mediated in it: they are no strangers to it."""
    deeds = [deed.staff for deed in case.deeds]
    tasks = [task.assignee for task in case.tasks]
    forces = [member for force in case.task_forces for member in force.members]
    mediators = [mediator for mediation in case.mediations for mediator in mediation.mediators]
    handler = case.handler.id if case.handler else ""
    return tuple(dict.fromkeys(filter(None, (handler, *deeds, *tasks, *forces, *mediators))))


def fail(step: Step, *, because: str, reason: str | None = None, actor: Actor | None = None) -> None:
    """End it without a settlement; where the pack has a panel, either side may now ask for a ruling."""
    pack = step.policy.pack
    until = step.at + pack.ruling_window if pack.panel and pack.ruling_window else None
    data = {"because": because} | ({"ruling_until": until.isoformat()} if until else {})
    step.add(EventKind.MEDIATION_FAILED, data, private={"reason": reason}, actor=actor)
    if until is None:
        closure.resolve(step, agreement=False)


def window_over(step: Step) -> None:
    """Fail because the window is over."""
    fail(step, because="window_over", actor=SYSTEM)


def nobody_asked(step: Step) -> None:
    """Resolve without agreement: nobody asked for a ruling in its window."""
    closure.resolve(step, agreement=False)


def entries(case: Case) -> Iterator[tuple[datetime, Callable[[Step], None]]]:
    """Give the agenda's entry of the window that is open."""
    mediation = case.mediation
    if case.stage is not Stage.MEDIATING or mediation is None:
        return
    if mediation.is_under_way:
        yield mediation.until + JUST_AFTER, window_over
        if ahead := [fraction for fraction in REMIND_AT if fraction > mediation.reminded]:
            yield _at(mediation, ahead[0]), remind_of_mediation
    elif mediation.ruling_until:
        yield mediation.ruling_until + JUST_AFTER, nobody_asked


def remind_of_mediation(step: Step) -> None:
    """Remind of the time that is left; of moments past, only of the last."""
    mediation = step.case.mediation
    if mediation is None or step.at > mediation.until:
        window_over(step)
        return
    fraction = max(fraction for fraction in REMIND_AT if _at(mediation, fraction) <= step.at)
    step.add(EventKind.MEDIATION_REMINDED, {"fraction": fraction}, actor=SYSTEM)


def _at(mediation: Mediation, fraction: float) -> datetime:
    return mediation.opened_at + (mediation.until - mediation.opened_at) * fraction


def check_under_way(step: Step) -> Mediation:
    """Give the mediation that is under way. Raises `NotNow`."""
    mediation = step.case.mediation
    if mediation is None or not mediation.is_under_way:
        raise not_now(zh="调解已经结束。", en="The mediation is over.")
    return mediation


def check_can_be_kept(step: Step, promises: Sequence[Promise]) -> None:
    """Let a proposal be signed whose promises can still be kept in their time. Raises `NotNow`."""
    if any(each.until <= step.at for each in promises) and step.follows(Change.SIGNED_PROMISES_LIE_AHEAD):
        raise not_now(
            zh="方案中承诺的期限已过，不能再签署；请联系调解员另提方案。",
            en="The time of a promise in this proposal is over; ask the mediator for a new proposal.",
        )


class InMediation(StaffCommand):
    """A command on a mediation that is under way."""

    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.MEDIATING})

    @classmethod
    def is_offered(cls, case: Case, *, pack: Pack, reader: Actor) -> bool:
        """Tell whether the mediation is under way."""
        return case.mediation is not None and case.mediation.is_under_way


class FailMediation(InMediation):
    """Say that the two sides will not agree."""

    name: ClassVar[str] = "fail-mediation"
    title: ClassVar[Words] = Words(zh="宣布调解不成", en="Declare the mediation failed")

    reason: ShortText

    def decide(self, step: Step) -> None:
        """End it; the window for a ruling begins."""
        check_under_way(step)
        fail(step, because="declared", reason=self.reason)
