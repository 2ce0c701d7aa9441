"""How incidents and cases speak to each other, and how incidents are opened: over Temporal (H5)."""

from datetime import timedelta
from typing import Any, Final

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from domain.incident import IncidentStart
from domain.incident_answer import CommonAnswer
from domain.ports import NeighbourUnavailable
from workflows.incident import IncidentWorkflow
from workflows.incident_file import as_details
from workflows.messages import (
    ANSWER_SIGNAL,
    EFFECTS_QUEUE,
    GATHER_SIGNAL,
    JOIN_SIGNAL,
    RELEASE_SIGNAL,
    AnswerNews,
    IncidentInput,
    JoinNews,
    ReleaseNews,
)
from workflows.search_attributes import of_incident

_PATIENCE: Final = timedelta(seconds=4)


class TemporalIncidents:
    """Speaks to workflows; implements `MemberCalls` and `IncidentDoor` of `domain.ports_incident`."""

    def __init__(self, *, client: Client) -> None:
        self._client = client

    async def join(self, number: str, *, incident: str, size: int) -> None:
        """Tell a case that it belongs to an incident; one that is over needs no word. Raises `NeighbourUnavailable`."""
        news = JoinNews(request_id=f"{incident}/join/{number}", incident=incident, size=size)
        await self._signal(number, JOIN_SIGNAL, news)

    async def answer(self, number: str, common: CommonAnswer) -> None:
        """Give a case the common answer; one that is over needs none. Raises `NeighbourUnavailable`."""
        news = AnswerNews(request_id=f"{common.incident}/answer/{number}", common=common)
        await self._signal(number, ANSWER_SIGNAL, news)

    async def release(self, number: str, *, incident: str) -> None:
        """Tell a case that its incident is closed; one that is over needs no word. Raises `NeighbourUnavailable`."""
        await self._signal(
            number, RELEASE_SIGNAL, ReleaseNews(request_id=f"{incident}/release/{number}", incident=incident)
        )

    async def gather(self, incident: str) -> None:
        """Let an incident look again for its members. Raises `NeighbourUnavailable`."""
        await self._signal(incident, GATHER_SIGNAL)

    async def open(self, start: IncidentStart) -> bool:
        """Open an incident, whoever does it first; tells whether this was it. Raises `NeighbourUnavailable`."""
        named = {"pack": start.pack, "category": start.category, "kind": start.kind}
        try:
            await self._client.start_workflow(
                IncidentWorkflow.run,
                IncidentInput(start=start),
                id=start.incident,
                task_queue=EFFECTS_QUEUE,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                search_attributes=of_incident(start),
                static_summary=f"incident · {start.pack} · {start.category}/{start.kind}",
                static_details=as_details(start.incident, **named),
                rpc_timeout=_PATIENCE,
            )
        except WorkflowAlreadyStartedError:
            return False
        except RPCError as error:
            raise NeighbourUnavailable(f"Temporal: {error.status.name}") from error
        return True

    async def _signal(self, workflow_id: str, name: str, *news: Any) -> None:
        try:
            await self._client.get_workflow_handle(workflow_id).signal(name, *news, rpc_timeout=_PATIENCE)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise NeighbourUnavailable(f"Temporal: {error.status.name}") from error
