"""A handler for everything that may be sent to a case, made once for the class and not anew for each case."""

from typing import Any, TypeVar

from temporalio import workflow

from domain import permissions
from domain.changes import Change
from domain.policy import SHELF, PolicyNotLoaded
from domain.refusals import Refused, not_ready
from domain.registry import PARTY_SIGNALS, STAFF_COMMANDS
from domain.step import Step
from workflows.hearing import hear
from workflows.inbox import Inbox, refuse
from workflows.messages import (
    ANSWER_SIGNAL,
    JOIN_SIGNAL,
    MATTER_SIGNAL,
    MIGRATE,
    NOTICE_SIGNAL,
    PAYMENT_SIGNAL,
    RELEASE_SIGNAL,
    REPAIR_SIGNAL,
    TAKE_OVER,
    AnswerNews,
    CommandAnswer,
    JoinNews,
    MatterNews,
    Message,
    MigrationRequest,
    NoticeNews,
    PartyMessage,
    PaymentNews,
    ReleaseNews,
    RepairNews,
    StaffRequest,
    TakeOverRequest,
)
from workflows.shell import CaseShell

Listener = TypeVar("Listener", bound="type[Listening]")

SIGNALS = (*PARTY_SIGNALS, PAYMENT_SIGNAL, NOTICE_SIGNAL)


class Listening:
    """A workflow that puts whatever is sent to it into an inbox; staff commands wait there for their answer."""

    def __init__(self, *, shell: CaseShell, inbox: Inbox) -> None:
        self._shell = shell
        self._inbox = inbox

    def begin(self) -> None:
        """Begin a run; what came before its first task is in the inbox by now."""
        if self._inbox.is_mixed and not workflow.patched(Change.HEARD_AS_IT_CAME):
            self._inbox.arrange(SIGNALS)

    @workflow.signal(name=PAYMENT_SIGNAL)
    def hear_of_a_payment(self, news: PaymentNews) -> None:
        """Hear what became of a payment."""
        self._inbox.put(PAYMENT_SIGNAL, news)

    @workflow.signal(name=NOTICE_SIGNAL)
    def hear_of_a_notice(self, news: NoticeNews) -> None:
        """Hear what became of a notice."""
        self._inbox.put(NOTICE_SIGNAL, news)

    @workflow.signal(name=REPAIR_SIGNAL)
    def hear_of_a_repair(self, news: RepairNews) -> None:
        """Hear what became of a work order."""
        self._inbox.put(REPAIR_SIGNAL, news)

    @workflow.signal(name=JOIN_SIGNAL)
    def hear_of_an_incident(self, news: JoinNews) -> None:
        """Hear that the case belongs to an incident."""
        self._inbox.put(JOIN_SIGNAL, news)

    @workflow.signal(name=ANSWER_SIGNAL)
    def hear_the_common_answer(self, news: AnswerNews) -> None:
        """Hear what the incident answers its members."""
        self._inbox.put(ANSWER_SIGNAL, news)

    @workflow.signal(name=RELEASE_SIGNAL)
    def hear_of_its_incident_s_end(self, news: ReleaseNews) -> None:
        """Hear that the incident was closed."""
        self._inbox.put(RELEASE_SIGNAL, news)

    @workflow.signal(name=MATTER_SIGNAL)
    def hear_of_a_matter(self, news: MatterNews) -> None:
        """Hear what came of something that the case has left behind."""
        self._inbox.put(MATTER_SIGNAL, news)

    @workflow.update(name=TAKE_OVER)
    async def take_over(self, request: TakeOverRequest) -> CommandAnswer:
        """Go on for another case, too, or say why not."""
        return await self._inbox.reply(TAKE_OVER, request)

    @workflow.update(name=MIGRATE)
    async def migrate(self, request: MigrationRequest) -> CommandAnswer:
        """Go on by a newer version of the pack (time rule 14)."""
        return await self._inbox.reply(MIGRATE, request)

    @migrate.validator
    def _check_migration(self, request: MigrationRequest) -> None:
        """Refuse what would be refused as things stand, and what this worker lacks the version for."""
        try:
            # Also while a step is written: once it is let in, the version has to be here.
            SHELF.get(self._shell.policy.pack.pack, request.to_version)
            self._try(MIGRATE, request)
        except PolicyNotLoaded as missing:
            refuse(not_ready(zh=f"处理程序尚未载入该版本：{missing}", en=f"the worker does not have it yet: {missing}"))
        except Refused as refusal:
            refuse(refusal)

    def _check(self, name: str, request: StaffRequest) -> None:
        """Refuse, before anything is written, what would be refused as things stand."""
        try:
            permissions.check_role(name, role=request.actor.role)
            self._try(name, request)
        except Refused as refusal:
            refuse(refusal)

    def _try(self, name: str, request: Message) -> None:
        if not self._inbox.is_known(request.request_id) and self._shell.is_up_to_date:
            hear(name, request, Step(case=self._shell.case, policy=self._shell.policy, at=workflow.now()))


def listening(workflow_class: Listener) -> Listener:
    """Give a workflow a handler for each command of the registry: staff ask (updates), parties tell (signals)."""
    # Both may escalate.
    for name in STAFF_COMMANDS:
        setattr(workflow_class, f"answer {name}", _update(name))
    for name in PARTY_SIGNALS:
        setattr(workflow_class, f"take {name}", _signal(name))
    return workflow_class


def _update(name: str) -> Any:
    class Asked(Listening):
        @workflow.update(name=name, description=STAFF_COMMANDS[name].__doc__)
        async def answer(self, request: StaffRequest) -> CommandAnswer:
            return await self._inbox.reply(name, request)

        @answer.validator
        def check(self, request: StaffRequest) -> None:
            self._check(name, request)

    return Asked.answer


def _signal(name: str) -> Any:
    class Told(Listening):
        @workflow.signal(name=name, description=PARTY_SIGNALS[name].__doc__)
        def take(self, message: PartyMessage) -> None:
            self._inbox.put(name, message)

    return Told.take
