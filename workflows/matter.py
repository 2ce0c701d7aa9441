"""Matters (事项) as durable workflows: one class a kind, each on the ground of `workflows.matter_shell` (E4, F7)."""

from temporalio import workflow

from workflows.matter_shell import MatterShell
from workflows.messages import MatterInput, Outcome


@workflow.defn
class RecourseWorkflow(MatterShell):
    """A recourse claim from its opening until the money is in or given up."""

    @workflow.init
    def __init__(self, given: MatterInput) -> None:
        super().__init__(given)

    @workflow.run
    async def run(self, given: MatterInput) -> Outcome:
        """See the claim through (追偿)."""
        return await self.live()


@workflow.defn
class PromiseWorkflow(MatterShell):
    """A promise from its opening until it is kept, or known not to be."""

    @workflow.init
    def __init__(self, given: MatterInput) -> None:
        super().__init__(given)

    @workflow.run
    async def run(self, given: MatterInput) -> Outcome:
        """See that the promise is kept (承诺跟进)."""
        return await self.live()


@workflow.defn
class PenaltyWorkflow(MatterShell):
    """A penalty from the day on which it is imposed until it is over, and nobody can appeal any more."""

    @workflow.init
    def __init__(self, given: MatterInput) -> None:
        super().__init__(given)

    @workflow.run
    async def run(self, given: MatterInput) -> Outcome:
        """See the penalty through (处罚)."""
        return await self.live()


MATTER_WORKFLOWS = (RecourseWorkflow, PromiseWorkflow, PenaltyWorkflow)
