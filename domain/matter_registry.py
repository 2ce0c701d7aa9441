"""Every kind of matter there is; workflows, activities, routes and forms are made from this table."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from domain import matter_deadlines, penalty, penalty_commands, penalty_steps, penalty_words, promises, recourse
from domain.kinds import EventKind
from domain.matter import LAPSED, Entries, Matter
from domain.matter_commands import AssignMatter, MatterCommand
from domain.matter_events import MatterEvent, MatterEventKind, MatterKind
from domain.words import Words


class MatterRules(NamedTuple):
    """A kind of matter: its model, its workflow, what falls due on it, and what is done about it.

    `plural` is what its lists are called in addresses, `states` what its states and `happenings` what its own events
    are called. `told` are words to the owner at an event: `{id}`, and `{by}` the due moment. `outcome` is what its case
    is told at the end, `told_to_complainant` what of that the complainant hears, also once the case is over. `signals`
    are what parties do about it, kept where it does not fit.
    """

    model: type[Matter]
    workflow: str
    plural: str
    title: Words
    states: Mapping[str, Words]
    happenings: Mapping[MatterEventKind, Words]
    told: Mapping[MatterEventKind, Words]
    commands: Mapping[str, type[MatterCommand]]
    outcome: Callable[[Any], tuple[EventKind, dict[str, Any]]]
    entries: Entries = matter_deadlines.entries
    told_to_complainant: frozenset[EventKind] = frozenset()
    signals: Mapping[str, type[MatterCommand]] = MappingProxyType({})


def _by_name(*commands: type[MatterCommand]) -> dict[str, type[MatterCommand]]:
    return {command.name: command for command in commands} | {AssignMatter.name: AssignMatter}


MATTERS: Final[dict[MatterKind, MatterRules]] = {
    MatterKind.RECOURSE: MatterRules(
        model=recourse.Recourse,
        workflow="RecourseWorkflow",
        plural="recourses",
        title=Words(zh="追偿", en="recourse claim"),
        states={
            "open": Words(zh="待发函", en="to be sent"),
            "claimed": Words(zh="已发函，待回款", en="sent, waiting for the money"),
            "disputed": Words(zh="对方有异议", en="disputed"),
            "recovered": Words(zh="已追回", en="recovered"),
            "written_off": Words(zh="已核销", en="written off"),
        },
        happenings={
            MatterEventKind.OPENED: Words(zh="先行赔付后开立追偿", en="Opened for what was paid in advance"),
            MatterEventKind.CLAIMED: Words(zh="已发出追偿函", en="The claim was sent"),
            MatterEventKind.DISPUTED: Words(zh="对方提出异议", en="The claim was disputed"),
            MatterEventKind.RECOVERED: Words(zh="追回款到账", en="Money came in"),
            MatterEventKind.WRITTEN_OFF: Words(zh="已核销", en="Written off"),
        },
        told={
            MatterEventKind.OPENED: Words(
                zh="追偿 {id} 待发函，须于 {by} 前发出", en="Recourse {id} is to be claimed by {by}"
            ),
            MatterEventKind.WARNED: Words(zh="追偿 {id} 将于 {by} 到期", en="Recourse {id} is due at {by}"),
            MatterEventKind.BREACHED: Words(
                zh="追偿 {id} 已逾期（{by}），现由您负责", en="Recourse {id} is overdue since {by} and has come to you"
            ),
        },
        commands=_by_name(recourse.SendClaim, recourse.DisputeClaim, recourse.RecordRecovery, recourse.WriteOff),
        outcome=recourse.outcome,
    ),
    MatterKind.PROMISE: MatterRules(
        model=promises.Promise,
        workflow="PromiseWorkflow",
        plural="promises",
        title=Words(zh="承诺", en="promise"),
        states={
            "open": Words(zh="待兑现", en="to be kept"),
            "kept": Words(zh="已兑现", en="kept"),
            "broken": Words(zh="未兑现", en="not kept"),
            LAPSED: Words(zh="因个人信息已删除而终止", en="ended, since the person was erased"),
        },
        happenings={
            MatterEventKind.OPENED: Words(zh="开始跟进", en="Followed up from now on"),
            MatterEventKind.KEPT: Words(zh="已兑现", en="It was kept"),
            MatterEventKind.EXTENDED: Words(zh="期限已延长", en="It was given more time"),
            MatterEventKind.BROKEN: Words(zh="未兑现", en="It was not kept"),
        },
        told={
            MatterEventKind.OPENED: Words(
                zh="承诺 {id} 由您跟进，须于 {by} 前兑现",
                en="Promise {id} is yours to follow up; it is to be kept by {by}",
            ),
            MatterEventKind.WARNED: Words(zh="承诺 {id} 将于 {by} 到期", en="Promise {id} is to be kept by {by}"),
            MatterEventKind.BREACHED: Words(
                zh="承诺 {id} 逾期未兑现（{by}），现由您负责",
                en="Promise {id} was not kept by {by} and has come to you",
            ),
            MatterEventKind.BROKEN: Words(zh="承诺 {id} 已认定未兑现", en="Promise {id} was not kept"),
        },
        commands=_by_name(promises.KeepPromise, promises.ExtendPromise, promises.BreakPromise),
        outcome=promises.outcome,
        told_to_complainant=frozenset({EventKind.PROMISE_KEPT}),
    ),
    MatterKind.PENALTY: MatterRules(
        model=penalty.Penalty,
        workflow="PenaltyWorkflow",
        plural="penalties",
        title=Words(zh="处罚", en="penalty"),
        states=penalty_words.STATES,
        happenings=penalty_words.HAPPENINGS,
        told=penalty_words.TOLD,
        commands=_by_name(
            penalty_commands.ConfirmPenalty,
            penalty_commands.LiftPenalty,
            penalty_commands.DecidePenaltyAppeal,
            penalty_commands.MarkReportSent,
        ),
        outcome=penalty.outcome,
        entries=penalty_steps.entries,
        signals={penalty_commands.AppealPenalty.name: penalty_commands.AppealPenalty},
    ),
}

HAPPENINGS: Final[Mapping[MatterEventKind, Words]] = {
    MatterEventKind.ASSIGNED: Words(zh="已指定责任人", en="Assigned"),
    MatterEventKind.WARNED: Words(zh="已提醒责任人", en="The owner was reminded"),
    MatterEventKind.BREACHED: Words(zh="逾期", en="Not done in time"),
    MatterEventKind.CLIMBED: Words(zh="已升级", en="Raised to the next rung"),
    MatterEventKind.REMINDED: Words(zh="再次催办", en="Reminded again"),
    MatterEventKind.ERASED: Words(zh="所属投诉的个人信息已删除", en="The person of its case was erased"),
}
"""What happens on any matter; a kind's own `happenings` come first."""


def happening(kind: MatterKind, event: MatterEventKind) -> Words:
    """Say what an event of a kind of matter is called."""
    return MATTERS[kind].happenings.get(event) or HAPPENINGS[event]


def fold(matter: Matter | None, events: Sequence[MatterEvent]) -> Matter:
    """Give the matter after `events`, of which there is at least one if there is no matter yet."""
    for event in events:
        matter = matter.after(event) if matter else MATTERS[MatterKind(event.data["kind"])].model.opened(event)
    if matter is None:
        raise ValueError("a matter begins with an event")
    return matter
