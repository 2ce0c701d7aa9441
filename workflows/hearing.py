"""Hearing a message: from what a handler put into the inbox to the core's rule for it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from domain import (
    acknowledgement,
    apologies,
    incident_answer,
    incident_membership,
    investigation,
    matters,
    merging,
    migration,
    notices,
    payments,
    repeats,
    work_orders,
)
from domain.command import give, keep, parse, take
from domain.events import SYSTEM
from domain.kinds import EventKind
from domain.migration import Moves
from domain.policy import SHELF
from domain.refusals import NotUnderstood, not_now
from domain.registry import PARTY_SIGNALS, STAFF_COMMANDS
from domain.step import Step
from workflows.messages import (
    AcknowledgementNews,
    AnswerNews,
    JoinNews,
    MatterNews,
    MergingNews,
    Message,
    MigrationRequest,
    NoticeNews,
    PartyMessage,
    PaymentNews,
    RecordsNews,
    ReleaseNews,
    RepairNews,
    RepeatNews,
    StaffRequest,
    TakeOverRequest,
)


def hear(name: str, message: Message, step: Step, *, said_at: datetime | None = None) -> Moves | None:
    """Let the core decide on one message at the step's instant; give what a migration moves.

    `said_at` is when it was said, where that was before a window shut on which nobody has acted yet.

    Raises:
        Refused: to a member of staff, or an administrator.
        PolicyNotLoaded: this worker does not have the version to migrate to (yet).
    """
    step.said_at = said_at
    try:
        return HEARINGS[type(message)](name, message, step)
    finally:
        step.actor, step.people, step.cases, step.incidents = SYSTEM, {}, {}, {}
        step.respondent, step.mediators, step.said_at = None, {}, None


def _staff(name: str, message: StaffRequest, step: Step) -> None:
    expected = message.expected_sequence
    if expected is not None and expected != step.case.sequence:
        raise not_now(
            zh="案件已有更新，请刷新后再试。",
            en="The case has changed since your page was loaded; look again, then decide.",
        )
    step.actor, step.people, step.cases = message.actor, message.people, message.cases
    step.incidents, step.respondent, step.mediators = message.incidents, message.respondent, message.mediators
    give(parse(STAFF_COMMANDS[name], message.fields), step)


def _party(name: str, message: PartyMessage, step: Step) -> None:
    step.actor = message.actor
    try:
        signal = parse(PARTY_SIGNALS[name], message.fields)
    except NotUnderstood as refusal:
        keep(name, message.fields, step, refusal=refusal)
        return
    take(signal, step)


def _migration(_name: str, message: MigrationRequest, step: Step) -> Moves:
    policy = SHELF.get(step.case.pack, message.to_version)
    return migration.migrate(step, policy=policy, actor=message.actor)


def _payment(_name: str, message: PaymentNews, step: Step) -> None:
    payments.answered(step, remedy_id=message.remedy, answer=message.answer)


def _records(_name: str, message: RecordsNews, step: Step) -> None:
    investigation.records_arrived(step, message.record)


def _acknowledgement(_name: str, message: AcknowledgementNews, step: Step) -> None:
    if message.delivered:
        acknowledgement.delivered(step, key=message.key, by="sms")
    else:
        acknowledgement.refused(step, key=message.key, because="refused")


def _notice(_name: str, message: NoticeNews, step: Step) -> None:
    if message.what == EventKind.APOLOGY_WRITTEN and not message.because:
        apologies.delivered(step, key=message.key, by=message.by)
    elif message.what != EventKind.ACKNOWLEDGED:
        notices.failed(step, key=message.key, what=message.what, receiver=message.receiver, because=message.because)
    elif message.because:
        acknowledgement.refused(step, key=message.key, because=message.because)
    else:
        acknowledgement.delivered(step, key=message.key, by=message.by)


def _take_over(_name: str, message: TakeOverRequest, step: Step) -> None:
    merging.take_over(step, message.handover)


def _merging(_name: str, message: MergingNews, step: Step) -> None:
    merging.answered(step, key=message.key, refusal=message.refusal)


def _repair(_name: str, message: RepairNews, step: Step) -> None:
    work_orders.answered(step, order_id=message.order, answer=message.answer)


def _join(_name: str, message: JoinNews, step: Step) -> None:
    incident_membership.gathered(step, incident=message.incident, size=message.size)


def _common_answer(_name: str, message: AnswerNews, step: Step) -> None:
    incident_answer.answer(step, message.common)


def _release(_name: str, message: ReleaseNews, step: Step) -> None:
    incident_membership.released(step, incident=message.incident)


def _matter(_name: str, message: MatterNews, step: Step) -> None:
    matters.settled(step, matter=message.matter, event=message.event, data=message.data)


def _repeat(_name: str, message: RepeatNews, step: Step) -> None:
    repeats.found(step, message.repeated)


HEARINGS: dict[type[Message], Callable[[str, Any, Step], Moves | None]] = {
    StaffRequest: _staff,
    MigrationRequest: _migration,
    PartyMessage: _party,
    PaymentNews: _payment,
    RecordsNews: _records,
    AcknowledgementNews: _acknowledgement,
    NoticeNews: _notice,
    TakeOverRequest: _take_over,
    MergingNews: _merging,
    RepairNews: _repair,
    JoinNews: _join,
    AnswerNews: _common_answer,
    RepeatNews: _repeat,
    ReleaseNews: _release,
    MatterNews: _matter,
}
