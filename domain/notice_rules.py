"""Which events are told to whom (通知规则): the complainant at key steps (G2), staff what they have to see to."""

from collections.abc import Callable, Iterator
from typing import Final

from pydantic import BaseModel, ConfigDict

from domain import authority
from domain.arbitration_news import NEWS, is_news_to, rungs_to_tell
from domain.case import Case
from domain.case_inquiry import CODES_TOLD
from domain.case_mediation import Side
from domain.case_tasks import MEDIATOR_WANTED, Task
from domain.events import Event
from domain.kinds import EventKind, Stage
from domain.mediation_words import OF_MEDIATION
from domain.pack import Pack


class Receiver(BaseModel):
    """Whom a notice is for, as far as the case knows.

    `staff` is somebody by id (`is_handler`: as whoever works on the case), `owner_of` the number of the event whose
    owner it is. `seats`: all whom the event seats in a task force; `rungs` where a place stays open. Else `rungs`
    are asked from below: with `everybody` all of the first that has anybody are told, else who is on duty; with
    `staff` only where they are away. `department` is theirs, where it is not the case's. `mediator`: whom the event
    names to mediate, and `rungs` where it names nobody. `role`: whoever of a role is on duty in the house.
    `barred`, by id, are on duty for it only where nobody else is.
    """

    model_config = ConfigDict(frozen=True)

    is_complainant: bool = False
    is_respondent: bool = False
    staff: str = ""
    is_handler: bool = False
    owner_of: int | None = None
    rungs: tuple[str, ...] = ()
    everybody: bool = False
    seats: bool = False
    department: str = ""
    mediator: bool = False
    barred: tuple[str, ...] = ()
    role: str = ""


THE_COMPLAINANT: Final = Receiver(is_complainant=True)
THE_RESPONDENT: Final = Receiver(is_respondent=True)

TOLD_TO_COMPLAINANT: Final = frozenset(
    {
        EventKind.DECLINED,
        EventKind.RESPONDED,
        EventKind.PROGRESS_TOLD,
        EventKind.PAID,
        EventKind.REMEDY_DONE,
        EventKind.RESOLVED,
        EventKind.REOPENED,
        EventKind.MERGED,
        EventKind.LETTER_APPROVED,
        EventKind.WORK_ORDER_DONE,
        EventKind.APPOINTMENT_MADE,
        EventKind.APOLOGY_WRITTEN,
        EventKind.PROMISE_KEPT,
        *(OF_MEDIATION - {EventKind.SETTLEMENT_SIGNED}),
        EventKind.RULED,
    }
)
# Told in some cases only.
TOLD_TO_COMPLAINANT_IF: Final[dict[EventKind, Callable[[Event, Case], bool]]] = {
    EventKind.RECEIVED: lambda event, case: case.acknowledgement == "owed",
    EventKind.ASKED: lambda event, case: event.data["of"] == "complainant",
    EventKind.REMEDY_APPROVED: lambda event, case: case.stage is Stage.AWAITING_COMPLAINANT,
    # By a person before the feedback window was over; that it is over is no news to anybody.
    EventKind.CLOSED: lambda event, case: event.actor.startswith("staff:"),
    EventKind.WITHDRAWN: lambda event, case: not case.withdrawing,
    EventKind.REMEDY_CHANGED: lambda event, case: bool(event.data["offered"]) and case.stage is Stage.DECIDING,
    EventKind.REMEDY_STEP_CONFIRMED: lambda event, case: bool(event.data["step"] == "sent"),
    # What a side has done itself is no news to it.
    EventKind.SETTLEMENT_SIGNED: lambda event, case: event.data["by"] != Side.COMPLAINANT,
    **dict.fromkeys(NEWS, lambda event, case: is_news_to(Side.COMPLAINANT, event)),
}


def concerns_complainant(event: Event, case: Case) -> bool:
    """Tell whether the complainant is told of an event of this case, as it stands after the step."""
    if not (case.complaint.complainant.phone or case.complaint.complainant.email):
        return False
    if case.staff_case and event.kind is not EventKind.WITHDRAWN:
        return False
    condition = TOLD_TO_COMPLAINANT_IF.get(event.kind)
    return condition(event, case) if condition else event.kind in TOLD_TO_COMPLAINANT


def concerns_respondent(event: Event, case: Case) -> bool:
    """Tell whether the respondent is told: the complaint, what they are asked, the mediation, a ruling."""
    respondent = case.inquiry.respondent
    if respondent is None or not (respondent.phone or respondent.email):
        return False
    if event.kind is EventKind.ASKED:
        return bool(event.data["of"] == "respondent")
    if event.kind in OF_MEDIATION:
        return event.data.get("by") != Side.RESPONDENT
    if event.kind in NEWS:
        return is_news_to(Side.RESPONDENT, event)
    if event.kind is EventKind.RULED:
        return True
    return event.kind in CODES_TOLD and "told" not in event.data


def staff_to_tell(event: Event, case: Case, pack: Pack) -> Iterator[Receiver]:
    """Give the staff who are told of an event."""
    rule = TOLD_TO_STAFF.get(event.kind)
    if rule:
        yield from rule(event, case, pack)


def _handler_or_duty(_event: Event, case: Case, pack: Pack) -> Iterator[Receiver]:
    yield from _handler(case, pack) if case.handler else (Receiver(rungs=pack.ladder),)


def _handler(case: Case, pack: Pack) -> Iterator[Receiver]:
    if case.handler:
        yield Receiver(staff=case.handler.id, is_handler=True, rungs=pack.ladder)


def _handler_unless_they_did_it(event: Event, case: Case, pack: Pack) -> Iterator[Receiver]:
    if case.handler and event.actor != f"staff:{case.handler.id}":
        yield from _handler(case, pack)


def _assigned(event: Event, case: Case, pack: Pack) -> Iterator[Receiver]:
    if event.data.get("handler"):
        yield from _handler_unless_they_did_it(event, case, pack)


def _owner(event: Event, _case: Case, _pack: Pack) -> Iterator[Receiver]:
    yield Receiver(owner_of=event.sequence)


def _owner_and_handler(event: Event, case: Case, pack: Pack) -> Iterator[Receiver]:
    yield from _owner(event, case, pack)
    yield from _handler(case, pack)


def _duty_where_it_stands(event: Event, case: Case, pack: Pack) -> Iterator[Receiver]:
    milestone = next((m for m in case.open_milestones if m.name == event.data["milestone"]), None)
    if milestone:
        yield Receiver(rungs=pack.ladder[milestone.rung :])


def _whoever_may_approve(_event: Event, case: Case, pack: Pack) -> Iterator[Receiver]:
    able = tuple(rung for rung in pack.ladder if pack.may_approve(rung, case.total_fen))
    if case.stage is Stage.DECIDING and able:
        yield Receiver(rungs=able, barred=authority.barred(case))


def _alarmed(_event: Event, _case: Case, pack: Pack) -> Iterator[Receiver]:
    if pack.red_alert:
        yield Receiver(rungs=pack.ladder[pack.place(pack.red_alert.notify) :], everybody=True)


def _escalated(event: Event, _case: Case, pack: Pack) -> Iterator[Receiver]:
    yield Receiver(rungs=pack.ladder[event.data["rung_index"] :])


def _assignee_or_owner(event: Event, case: Case, pack: Pack) -> Iterator[Receiver]:
    task = next((each for each in case.open_tasks if each.id == event.data["task"]), None)
    if task and task.rung:
        yield from _rung_of(task, pack)
        return
    if task and task.seat and event.kind is EventKind.TASK_OPENED:
        # That the task force was formed tells its members of their tasks, too.
        return
    if task and task.role:
        yield Receiver(role=task.role)
    to = task.assignee or case.owner if task else ""
    if task and (not to or event.actor != f"staff:{to}"):
        yield Receiver(staff=to, rungs=pack.ladder[case.owner_rung :])


def _rung_of(task: Task, pack: Pack) -> Iterator[Receiver]:
    if task.rung in pack.ladder:
        climbed = task.reminded if task.because == MEDIATOR_WANTED else 0
        yield Receiver(rungs=pack.ladder[min(pack.place(task.rung) + climbed, len(pack.ladder) - 1) :])


def _whoever_reviews(event: Event, case: Case, pack: Pack) -> Iterator[Receiver]:
    review = next(each for each in case.reviews if each.id == event.data["review"])
    if review.owner_rung in pack.ladder:
        yield Receiver(rungs=pack.ladder[pack.place(review.owner_rung) :], department=review.reviewed_by)


def _seated(_event: Event, _case: Case, pack: Pack) -> Iterator[Receiver]:
    yield Receiver(seats=True, rungs=pack.ladder[1:])


def _called_to_decide(_event: Event, _case: Case, pack: Pack) -> Iterator[Receiver]:
    yield Receiver(seats=True, rungs=pack.ladder[-1:])


def _new_member(event: Event, _case: Case, pack: Pack) -> Iterator[Receiver]:
    yield Receiver(staff=event.data["staff"], rungs=pack.ladder)


def _silent_members(_event: Event, case: Case, pack: Pack) -> Iterator[Receiver]:
    for member in case.task_force.silent if case.task_force else ():
        yield Receiver(staff=member, rungs=pack.ladder)


def _handler_and_task_force(event: Event, case: Case, pack: Pack) -> Iterator[Receiver]:
    yield from _handler_or_duty(event, case, pack)
    milestone = next((m for m in case.open_milestones if m.name == event.data["milestone"]), None)
    if milestone and EventKind.REMEDY_PROPOSED in milestone.met_by and case.stage is Stage.INVESTIGATING:
        others = case.task_force.members if case.task_force else ()
        yield from (Receiver(staff=each, rungs=pack.ladder) for each in others if not _is_handler(each, case))


def _mediator_or_who_names_one(_event: Event, _case: Case, pack: Pack) -> Iterator[Receiver]:
    yield Receiver(mediator=True, rungs=pack.ladder[1:])


def _mediator(event: Event, case: Case, pack: Pack) -> Iterator[Receiver]:
    """Tell who mediates, unless they did it; where nobody does, whoever may name one."""
    mediator = case.mediation.mediator if case.mediation else ""
    if event.actor != f"staff:{mediator}":
        yield Receiver(staff=mediator, rungs=pack.ladder[1:])


def _mediator_and_handler(event: Event, case: Case, pack: Pack) -> Iterator[Receiver]:
    yield from _mediator(event, case, pack)
    yield from _handler(case, pack)


def _whoever_signs(_event: Event, case: Case, pack: Pack) -> Iterator[Receiver]:
    proposal = case.mediation.proposal if case.mediation else None
    if proposal and Side.PLATFORM in proposal.unsigned:
        total = case.total_fen + proposal.total_fen
        able = tuple(rung for rung in pack.ladder if pack.may_approve(rung, total))
        yield Receiver(rungs=able, barred=authority.barred(case))


def _who_sees_to_arbitration(event: Event, _case: Case, pack: Pack) -> Iterator[Receiver]:
    if rungs := rungs_to_tell(event, pack):
        yield Receiver(rungs=rungs)


def _is_handler(staff: str, case: Case) -> bool:
    return case.handler is not None and case.handler.id == staff


TOLD_TO_STAFF: Final[dict[EventKind, Callable[[Event, Case, Pack], Iterator[Receiver]]]] = {
    EventKind.ASSIGNED: _assigned,
    EventKind.REPLIED: _handler_unless_they_did_it,
    EventKind.EVIDENCE_ADDED: _handler_unless_they_did_it,
    EventKind.WARNED: _handler_and_task_force,
    EventKind.BREACHED: _owner_and_handler,
    EventKind.CLIMBED: _owner,
    EventKind.REMINDED: _duty_where_it_stands,
    EventKind.ESCALATED: _escalated,
    EventKind.REMEDY_PROPOSED: _whoever_may_approve,
    EventKind.TASK_OPENED: _assignee_or_owner,
    EventKind.TASK_REMINDED: _assignee_or_owner,
    EventKind.RED_ALERT_RAISED: _alarmed,
    EventKind.ALERT_REPEATED: _alarmed,
    EventKind.LETTER_SENT_BACK: _handler_or_duty,
    EventKind.LETTER_REDRAFTED: _assignee_or_owner,
    EventKind.RESPONDENT_HEARD: _handler_or_duty,
    EventKind.HEARING_ELAPSED: _handler_or_duty,
    EventKind.WORK_ORDER_DONE: _handler_unless_they_did_it,
    EventKind.REVIEW_OPENED: _whoever_reviews,
    EventKind.REVIEW_REMINDED: _whoever_reviews,
    EventKind.TASK_FORCE_FORMED: _seated,
    EventKind.MEMBER_REPLACED: _new_member,
    EventKind.PLAN_DRAFTED: _silent_members,
    EventKind.PLAN_SETTLED: _handler_unless_they_did_it,
    EventKind.PLAN_ELAPSED: _handler_or_duty,
    EventKind.REMEDY_CHANGED: _whoever_may_approve,
    EventKind.MEDIATION_OPENED: _mediator_or_who_names_one,
    EventKind.MEDIATOR_NAMED: _mediator_or_who_names_one,
    EventKind.MEDIATOR_RECUSED: _mediator_or_who_names_one,
    EventKind.PROPOSAL_MADE: _whoever_signs,
    EventKind.PROPOSAL_REFUSED: _mediator,
    EventKind.SETTLEMENT_SIGNED: _mediator,
    EventKind.MEDIATION_REMINDED: _mediator,
    EventKind.MEDIATED: _mediator_and_handler,
    EventKind.MEDIATION_FAILED: _mediator_and_handler,
    EventKind.PANEL_FORMED: _called_to_decide,
    EventKind.PANELIST_REPLACED: _called_to_decide,
    EventKind.VOTE_REMINDED: _called_to_decide,
    EventKind.VOTES_COUNTED: _called_to_decide,
    EventKind.RULING_OVERDUE: _called_to_decide,
    EventKind.RULED: _handler_or_duty,
    EventKind.ARBITRATION_PREFERRED: _who_sees_to_arbitration,
    EventKind.ARBITRATION_AGREED: _who_sees_to_arbitration,
    EventKind.ARBITRATION_OVERDUE: _who_sees_to_arbitration,
}
