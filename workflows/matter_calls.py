"""How the workflows of matters are started: over Temporal, by their ids."""

from datetime import timedelta
from typing import Final

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from domain.matter_events import MatterStart
from domain.matter_registry import MATTERS
from domain.ports import NeighbourUnavailable
from workflows.matter_file import as_details
from workflows.messages import COMPLAINTS_QUEUE, MatterInput
from workflows.search_attributes import of_matter

_PATIENCE: Final = timedelta(seconds=4)


class TemporalMatters:
    """Starts workflows; implements `domain.ports_matter.MatterDoor`."""

    def __init__(self, *, client: Client) -> None:
        self._client = client

    async def open(self, start: MatterStart) -> None:
        """Start a matter, whoever does it first. Raises `NeighbourUnavailable`."""
        rules = MATTERS[start.kind]
        try:
            await self._client.start_workflow(
                rules.workflow,
                MatterInput(start=start),
                id=start.id,
                task_queue=COMPLAINTS_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                search_attributes=of_matter(start),
                static_summary=f"{rules.title.en} · {start.tracking_number}",
                static_details=as_details(start),
                rpc_timeout=_PATIENCE,
            )
        except WorkflowAlreadyStartedError:
            return
        except RPCError as error:
            raise NeighbourUnavailable(f"Temporal: {error.status.name}") from error
