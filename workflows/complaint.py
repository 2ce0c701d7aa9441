"""The complaint as a durable workflow: one per complaint, its id the tracking number (J1)."""

from collections.abc import Awaitable, Callable
from typing import NoReturn

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from domain import permissions
from domain.policy import SHELF, PolicyNotLoaded
from domain.refusals import Refused, not_ready
from domain.registry import PARTY_SIGNALS, STAFF_COMMANDS
from domain.step import Step
from workflows.hearing import hear
from workflows.inbox import Inbox
from workflows.messages import (
    MIGRATE,
    NOTICE_SIGNAL,
    PAYMENT_SIGNAL,
    REFUSED_TYPE,
    TAKE_OVER,
    CommandAnswer,
    ComplaintInput,
    Message,
    MigrationRequest,
    NoticeNews,
    Outcome,
    PartyMessage,
    PaymentNews,
    StaffRequest,
    TakeOverRequest,
)
from workflows.shell import CaseShell
from workflows.stages.decision import decide, hear_the_complainant
from workflows.stages.feedback import ask_for_feedback
from workflows.stages.intake import register, review_scope, see_that_it_is_acknowledged
from workflows.stages.investigation import investigate
from workflows.stages.remedying import carry_out_remedies


@workflow.defn
class ComplaintWorkflow:
    """A complaint from intake to archive."""

    @workflow.init
    def __init__(self, start: ComplaintInput) -> None:
        self._inbox = Inbox()
        version = start.carried.case.pack_version if start.carried else start.start.pack_version
        policy = SHELF.get(start.start.pack, version)
        self._shell = CaseShell(policy=policy, inbox=self._inbox, limits=start)
        if start.carried:
            self._inbox.seen.update(start.carried.answered)
            self._shell.take_over(start.carried.case)
        self._listen()

    @workflow.run
    async def run(self, start: ComplaintInput) -> Outcome:
        """See a complaint through from intake to archive (投诉处理流程)."""
        shell = self._shell
        if start.carried is None:
            await register(shell, start.start)
        see_that_it_is_acknowledged(shell)
        while not shell.case.has_ended:
            await review_scope(shell)
            await investigate(shell)
            await decide(shell)
            await hear_the_complainant(shell)
            await carry_out_remedies(shell)
            await ask_for_feedback(shell)  # dissatisfied: another cycle
            if shell.is_full():
                await self._continue_in_a_new_run(start)
        return await self._end()

    @workflow.update(name=MIGRATE)
    async def migrate(self, request: MigrationRequest) -> CommandAnswer:
        """Go on by a newer version of the pack (time rule 14)."""
        return await self._reply(MIGRATE, request)

    @migrate.validator
    def _check_migration(self, request: MigrationRequest) -> None:
        """Refuse what would be refused as things stand, and what this worker lacks the version for."""
        try:
            # Also while a step is written: once it is let in, the version has to be here.
            SHELF.get(self._shell.policy.pack.pack, request.to_version)
            self._try(MIGRATE, request)
        except PolicyNotLoaded as missing:
            _refuse(
                not_ready(zh=f"处理程序尚未载入该版本：{missing}", en=f"the worker does not have it yet: {missing}")
            )
        except Refused as refusal:
            _refuse(refusal)

    async def _end(self) -> Outcome:
        await self._shell.drain()
        case = self._shell.case
        return Outcome(
            stage=case.stage,
            cycle=case.cycle,
            agreed=case.agreed,
            archived_at=case.archived_at or workflow.now(),
            answered=dict(self._inbox.seen),
        )

    async def _continue_in_a_new_run(self, start: ComplaintInput) -> None:
        await self._shell.drain()
        if not self._shell.case.has_ended:
            workflow.continue_as_new(start.model_copy(update={"carried": self._shell.carried()}))

    def _listen(self) -> None:
        """Give every command of the registry its handler; whatever arrives goes through the inbox."""
        for name in STAFF_COMMANDS:
            workflow.set_update_handler(name, self._answer(name), validator=self._check(name))
        for name in PARTY_SIGNALS:
            workflow.set_signal_handler(name, self._take(name))
        workflow.set_signal_handler(PAYMENT_SIGNAL, self._take_payment_news)
        workflow.set_signal_handler(NOTICE_SIGNAL, self._take_notice_news)
        workflow.set_update_handler(TAKE_OVER, self._take_over)

    def _answer(self, name: str) -> Callable[[StaffRequest], Awaitable[CommandAnswer]]:
        async def answer(request: StaffRequest) -> CommandAnswer:
            return await self._reply(name, request)

        return answer

    async def _take_over(self, request: TakeOverRequest) -> CommandAnswer:
        return await self._reply(TAKE_OVER, request)

    async def _reply(self, name: str, request: Message) -> CommandAnswer:
        """Put a request into the inbox, once, and wait for its answer."""
        if request.request_id in self._inbox.seen:
            return self._inbox.seen[request.request_id]
        if self._inbox.ask(request.request_id):
            self._inbox.put(name, request)
        await workflow.wait_condition(lambda: request.request_id in self._inbox.answers)
        reply = self._inbox.collect(request.request_id)
        if isinstance(reply, Refused):
            _refuse(reply)
        return reply

    def _check(self, name: str) -> Callable[[StaffRequest], None]:
        def check(request: StaffRequest) -> None:
            """Refuse, before anything is written, what would be refused as things stand."""
            try:
                permissions.check_role(name, role=request.actor.role)
                self._try(name, request)
            except Refused as refusal:
                _refuse(refusal)

        return check

    def _try(self, name: str, request: Message) -> None:
        known = request.request_id in self._inbox.seen or self._inbox.is_asked(request.request_id)
        if not known and self._shell.is_up_to_date:
            hear(name, request, Step(case=self._shell.case, policy=self._shell.policy, at=workflow.now()))

    def _take(self, name: str) -> Callable[[PartyMessage], None]:
        def take(message: PartyMessage) -> None:
            self._inbox.put(name, message)

        return take

    def _take_payment_news(self, message: PaymentNews) -> None:
        self._inbox.put(PAYMENT_SIGNAL, message)

    def _take_notice_news(self, message: NoticeNews) -> None:
        self._inbox.put(NOTICE_SIGNAL, message)


def _refuse(refusal: Refused) -> NoReturn:
    """Say no to the caller in a way that never retries a task; the words carry nothing personal."""
    words = refusal.words
    raise ApplicationError(
        words.en, refusal.status, words.zh, words.en, type=REFUSED_TYPE, non_retryable=True
    ) from None
