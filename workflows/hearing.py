"""Hearing a message: from what a handler put into the inbox to the core's rule for it."""

from collections.abc import Callable
from typing import Any

from domain import acknowledgement, investigation, merging, payments
from domain.command import give, keep, parse, take
from domain.events import SYSTEM
from domain.refusals import NotUnderstood, not_now
from domain.registry import PARTY_SIGNALS, STAFF_COMMANDS
from domain.step import Step
from workflows.messages import (
    AcknowledgementNews,
    MergingNews,
    Message,
    PartyMessage,
    PaymentNews,
    RecordsNews,
    StaffRequest,
    TakeOverRequest,
)


def hear(name: str, message: Message, step: Step) -> None:
    """Let the core decide on one message at the step's instant. Raises `Refused` to a member of staff."""
    try:
        HEARINGS[type(message)](name, message, step)
    finally:
        step.actor, step.people, step.cases = SYSTEM, {}, {}


def _staff(name: str, message: StaffRequest, step: Step) -> None:
    expected = message.expected_sequence
    if expected is not None and expected != step.case.sequence:
        raise not_now(
            zh="案件已有更新，请刷新后再试。",
            en="The case has changed since your page was loaded; look again, then decide.",
        )
    step.actor, step.people, step.cases = message.actor, message.people, message.cases
    give(parse(STAFF_COMMANDS[name], message.fields), step)


def _party(name: str, message: PartyMessage, step: Step) -> None:
    step.actor = message.actor
    try:
        signal = parse(PARTY_SIGNALS[name], message.fields)
    except NotUnderstood as refusal:
        keep(name, message.fields, step, refusal=refusal)
        return
    take(signal, step)


def _payment(_name: str, message: PaymentNews, step: Step) -> None:
    payments.answered(step, remedy_id=message.remedy, answer=message.answer)


def _records(_name: str, message: RecordsNews, step: Step) -> None:
    investigation.records_arrived(step, message.record)


def _acknowledgement(_name: str, message: AcknowledgementNews, step: Step) -> None:
    acknowledgement.answered(step, key=message.key, delivered=message.delivered)


def _take_over(_name: str, message: TakeOverRequest, step: Step) -> None:
    merging.take_over(step, message.handover)


def _merging(_name: str, message: MergingNews, step: Step) -> None:
    merging.answered(step, key=message.key, refusal=message.refusal)


HEARINGS: dict[type[Message], Callable[[str, Any, Step], None]] = {
    StaffRequest: _staff,
    PartyMessage: _party,
    PaymentNews: _payment,
    RecordsNews: _records,
    AcknowledgementNews: _acknowledgement,
    TakeOverRequest: _take_over,
    MergingNews: _merging,
}
