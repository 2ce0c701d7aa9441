"""The complaint as a durable workflow: one per complaint, its id the tracking number (J1)."""

from temporalio import workflow

from domain.policy import SHELF
from workflows.inbox import Inbox
from workflows.listening import Listening, listening
from workflows.messages import ComplaintInput, Outcome
from workflows.shell import CaseShell
from workflows.stages.decision import decide, hear_the_complainant
from workflows.stages.feedback import ask_for_feedback
from workflows.stages.intake import register, review_scope, see_that_it_is_acknowledged
from workflows.stages.investigation import investigate
from workflows.stages.remedying import carry_out_remedies


@workflow.defn
@listening
class ComplaintWorkflow(Listening):
    """A complaint from intake to archive."""

    @workflow.init
    def __init__(self, start: ComplaintInput) -> None:
        inbox = Inbox()
        version = start.carried.case.pack_version if start.carried else start.start.pack_version
        policy = SHELF.get(start.start.pack, version)
        shell = CaseShell(policy=policy, inbox=inbox, limits=start)
        if start.carried:
            inbox.seen.update(start.carried.answered)
            shell.take_over(start.carried)
        super().__init__(shell=shell, inbox=inbox)

    @workflow.run
    async def run(self, start: ComplaintInput) -> Outcome:
        """See a complaint through from intake to archive (投诉处理流程)."""
        shell = self._shell
        self.begin()
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
