"""Cases as they speak to each other: over Temporal, as the API does (A6)."""

import asyncio
from datetime import timedelta
from typing import Final

from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.handover import Handover
from domain.ports import CaseSilent
from domain.words import Words
from workflows.messages import REFUSED_TYPE, TAKE_OVER, CommandAnswer, Outcome, TakeOverRequest

PATIENCE: Final = timedelta(seconds=8)
ONE_CALL: Final = timedelta(seconds=4)
OVER: Final = Words(
    zh="另一案件已经结束，不能并入。", en="The other case is over: only a case in work can go on for both."
)


class TemporalCases:
    """Reaches cases by their workflows; implements `domain.ports.Cases`."""

    def __init__(self, *, client: Client) -> None:
        self._client = client

    async def take_over(self, *, number: str, key: str, handover: Handover) -> Words | None:
        """Ask a case to take a duplicate over; gives why it will not, or none when it has. Raises `CaseSilent`."""
        request = TakeOverRequest(request_id=key, handover=handover)
        update = self._client.get_workflow_handle(number).execute_update
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await update(TAKE_OVER, request, result_type=CommandAnswer)
        except WorkflowUpdateFailedError as failed:
            return _refusal(failed)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise CaseSilent(f"Temporal: {error.status.name}") from error
            return await self._what_it_said(number, key)
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            raise CaseSilent(f"{number} has not answered yet") from error
        return None

    async def _what_it_said(self, number: str, key: str) -> Words | None:
        """Look what a case that cannot be asked any more had answered before it ended."""
        case = self._client.get_workflow_handle(number, result_type=Outcome)
        try:
            if (await case.describe(rpc_timeout=ONE_CALL)).status is WorkflowExecutionStatus.RUNNING:
                # Between two runs: the next one can be asked.
                raise CaseSilent(f"{number} is just beginning a new run")
            outcome: Outcome = await case.result(rpc_timeout=ONE_CALL)
        except WorkflowFailureError:
            return OVER
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return OVER
            raise CaseSilent(f"Temporal: {error.status.name}") from error
        return None if key in outcome.answered else OVER


def _refusal(failed: WorkflowUpdateFailedError) -> Words:
    cause = failed.cause
    if isinstance(cause, ApplicationError) and cause.type == REFUSED_TYPE and len(cause.details) == 3:
        _, zh, en = cause.details
        return Words(zh=str(zh), en=str(en))
    # A worker from before this command, or one that is being replaced: it may take over later.
    raise CaseSilent("the other case could not hear the question") from failed
