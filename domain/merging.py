"""Merging (并案): one complainant's duplicate goes over into the case that goes on, and nothing of it is lost (A6).

Two cases take part, each the one writer of its own events. The duplicate says that it wants to be merged (`merging`)
and asks the other; that one takes over for good (`absorbed`) or refuses in words; only then does the duplicate end
(`merged`) or go on (`not_merged`). Of two that are merged into each other at once, the smaller number stays.
"""

from typing import Annotated, ClassVar

from pydantic import AfterValidator

from domain import closure, milestones, red_alert, work_orders
from domain.case import Case
from domain.case_remedies import RemedyStatus
from domain.changes import Change
from domain.command import OPEN_STAGES, UNSETTLED_STAGES, StaffCommand
from domain.complaint import Key
from domain.events import SYSTEM
from domain.handover import Handover, KnownCase
from domain.identity import normalise_number
from domain.instant import say_minute
from domain.kinds import EventKind, Stage
from domain.refusals import NotNow, not_now, not_understood
from domain.step import Step
from domain.words import Words
from domain.zones import load_zone

OTHERS_HAVE_THE_WORD = frozenset({Stage.MEDIATING, Stage.ADJUDICATING})
UNDER_WAY = frozenset({RemedyStatus.ACCEPTED, RemedyStatus.PAYING, RemedyStatus.FAILED, RemedyStatus.MANUAL})
UNDECIDED = frozenset({RemedyStatus.PROPOSED, RemedyStatus.DROPPED})

TrackingNumber = Annotated[Key, AfterValidator(lambda typed: normalise_number(typed) or typed)]
"""A tracking number, however it is typed."""


class MergeInto(StaffCommand):
    """Merge a duplicate into another case of the same complainant, which goes on for both (A6).

    It is answered once the other case has taken over, or has refused.
    """

    name: ClassVar[str] = "merge-into"
    title: ClassVar[Words] = Words(zh="并案", en="Merge into another case")
    stages: ClassVar[frozenset[Stage]] = OPEN_STAGES

    tracking_number: TrackingNumber

    def decide(self, step: Step) -> None:
        """Say that this case wants to be merged; the other one decides."""
        case = step.case
        _check_pair(case, self.tracking_number, step.cases.get(self.tracking_number))
        _check_nothing_is_under_way(case)
        _check_nobody_is_being_heard(step)
        handover = milestones.handed_over(step).model_dump(mode="json", exclude={"tracking_number"})
        step.add(EventKind.MERGING, {"into": self.tracking_number, **handover})


def is_in_work(case: Case) -> bool:
    """Tell whether others can be merged into a case: people work on it, and it is not about to end."""
    return case.stage in UNSETTLED_STAGES and not (case.has_ended or case.withdrawing)


def take_over(step: Step, handover: Handover) -> None:
    """Take over a duplicate for good, its due moments and its red alert; once only. Raises `NotNow`."""
    number, case = handover.tracking_number, step.case
    if number in case.merged_from:
        return
    _check_may_take_over(case, number)
    if case.merging:
        _go_on(step, _because_the_other_stays(number))
    step.add(EventKind.ABSORBED, {"from": number, "due": handover.model_dump(mode="json")["due"]}, actor=SYSTEM)
    if handover.red_alert:
        red_alert.take_over(step)
    # Afterwards, since a graver case may have milestones that it did not have before.
    milestones.take_over(step, handover)


def answered(step: Step, *, key: str, refusal: Words | None) -> None:
    """End the case, now that the other one has taken it over, or go on where that one refused."""
    merging = step.case.merging
    if merging is None or merging.key != key:
        return
    if refusal:
        _go_on(step, refusal)
        return
    milestones.end_waiting(step)
    step.add(EventKind.MERGED, {"into": merging.into}, actor=SYSTEM)
    closure.cancel_all(step)
    closure.archive(step)


def _go_on(step: Step, because: Words) -> None:
    into = step.case.merging.into if step.case.merging else ""
    step.add(EventKind.NOT_MERGED, {"into": into, "because": because.model_dump()}, actor=SYSTEM)


def _because_the_other_stays(number: str) -> Words:
    return Words(zh=f"{number} 正在并入本案。", en=f"{number} is being merged into this case.")


def _check_pair(case: Case, number: str, other: KnownCase | None) -> None:
    if number == case.tracking_number:
        raise not_understood(zh="案件不能并入自身。", en="A case cannot be merged into itself.")
    if other is None:
        raise not_understood(
            zh=f"没有您可查看的案件 {number}。", en=f"There is no case {number} that you may open; check the number."
        )
    if other.pack != case.pack:
        raise not_understood(
            zh=f"{number} 适用另一制度包（{other.pack}），不能并案。",
            en=f"{number} goes by another policy pack ({other.pack}); the two cannot be merged.",
        )
    if not other.is_same_complainant:
        raise not_understood(
            zh=f"{number} 属于另一投诉人；不同投诉人的同类投诉请按群体性事件处理。",
            en=f"{number} is another person's: only one complainant's own cases are merged. Like complaints of "
            "different people are an incident.",
        )
    if number in case.merged_from:
        raise not_now(zh=f"{number} 已并入本案。", en=f"{number} was merged into this case already.")
    if not other.is_in_work:
        raise _not_in_work(number)


def _check_nothing_is_under_way(case: Case) -> None:
    if case.stage in OTHERS_HAVE_THE_WORD:
        raise not_now(
            zh="本案正在调解或裁决，请待其结束后再并案。", en="Mediation or a ruling is under way; it ends first."
        )
    if any(remedy.status in UNDER_WAY for remedy in case.remedies):
        raise not_now(
            zh="本案有正在执行的方案，请待其完成后再并案。", en="A remedy is being carried out; that ends first."
        )
    if work_orders.open_orders(case):
        raise not_now(
            zh="本案有未完成的维修工单，请待其完成，或将另一案件并入本案。",
            en="A repair is under way; it ends first, or merge the other case into this one instead.",
        )
    if any(remedy.status not in UNDECIDED for remedy in case.remedies):
        raise not_now(
            zh="本案已有批准或支付的方案，请将另一案件并入本案。",
            en="Remedies of this case were approved or paid already: merge the other case into this one instead.",
        )


def _check_nobody_is_being_heard(step: Step) -> None:
    window = step.case.inquiry.window
    if window and step.follows(Change.MERGING_WAITS_FOR_A_HEARING):
        by = say_minute(window, load_zone(step.policy.pack.zone))
        raise not_now(
            zh=f"被投诉人可在 {by} 前陈述意见，请待其陈述或期满，或将另一案件并入本案。",
            en=f"The respondent may answer until {by}; that ends first, or merge the other case into this one instead.",
        )


def _check_may_take_over(case: Case, number: str) -> None:
    if not is_in_work(case):
        raise _not_in_work(case.tracking_number)
    if case.merging and (case.merging.into != number or number < case.tracking_number):
        raise not_now(
            zh=f"{case.tracking_number} 正在并入 {case.merging.into}。",
            en=f"{case.tracking_number} is itself being merged into {case.merging.into}.",
        )


def _not_in_work(number: str) -> NotNow:
    return not_now(
        zh=f"{number} 已办结或已结束，不能并入。",
        en=f"{number} is settled or over: only a case in work can go on for both.",
    )
