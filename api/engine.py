"""The workflow engine as the API uses it: start a case, tell it something, command it, ask whether it is there (J3).

Exception
├── EngineUnavailable   it does not answer, or nobody works there: trying again is harmless
├── CaseStarted         a workflow with this number has been started before
├── CaseUnknown         there is no workflow with this number (any more)
├── CaseEnded           its workflow is over: nothing reaches it
└── CommandRefused      the case refuses; words and HTTP status say why
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Any, Final, NoReturn, TypeVar

from pydantic import BaseModel
from temporalio.client import (
    Client,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from domain.complaint import CaseStart
from domain.words import Words
from workflows.messages import (
    COMPLAINTS_QUEUE,
    REFUSED_TYPE,
    CommandAnswer,
    ComplaintInput,
    Message,
    MigrationRequest,
    Outcome,
    StaffRequest,
)
from workflows.search_attributes import initial

ONE_CALL: Final = timedelta(seconds=4)
A_COMMAND: Final = timedelta(seconds=10)
WORKFLOW: Final = "ComplaintWorkflow"
_COMPLETED: Final = "completed"
_FILED: Final = "filed"
# Under load a case is read back before a worker has seen it: whoever filed it here is not worth a question.
_RECENT: Final = 10_000

log = logging.getLogger(__name__)

T = TypeVar("T")


class EngineUnavailable(Exception):
    """The engine, or the worker behind it, does not answer in time."""


class CaseStarted(Exception):
    """A case with this number has been started before."""


class CaseUnknown(Exception):
    """The engine knows no case with this number."""


class CaseEnded(Exception):
    """The case's workflow is over."""


class CommandRefused(Exception):
    """The case refuses a command."""

    def __init__(self, *, status: int, words: Words) -> None:
        super().__init__(words.en)
        self.status = status
        self.words = words


class Filed(BaseModel, frozen=True):
    """What stands beside a case from the moment of its filing; nothing of it is personal."""

    request: str
    filed_at: datetime
    pack: str
    version: int


class Engine:
    """Complaint workflows, by tracking number."""

    def __init__(self, *, client: Client, patience: timedelta = A_COMMAND) -> None:
        self._client = client
        self._patience = patience
        self._recent: OrderedDict[str, Filed] = OrderedDict()

    @property
    def namespace(self) -> str:
        """Give the namespace of the complaints."""
        return self._client.namespace

    async def start(self, start: CaseStart, *, request: str, summary: str, details: str) -> Filed:
        """Start a case; `request` is the digest of what was filed.

        Raises:
            CaseStarted: there is or was one with this number.
            EngineUnavailable: it cannot be told whether it started; trying again is harmless.
        """
        filed = Filed(request=request, filed_at=start.filed_at, pack=start.pack, version=start.pack_version)
        call = self._client.start_workflow(
            WORKFLOW,
            ComplaintInput(start=start),
            id=start.tracking_number,
            task_queue=COMPLAINTS_QUEUE,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            memo={_FILED: filed.model_dump(mode="json")},
            search_attributes=initial(pack=start.pack, version=start.pack_version, region=start.complaint.region),
            static_summary=summary,
            static_details=details,
            rpc_timeout=ONE_CALL,
        )
        try:
            await _reaching(call)
        except WorkflowAlreadyStartedError:
            raise CaseStarted(start.tracking_number) from None
        self._remember(start.tracking_number, filed)
        return filed

    async def filed(self, number: str) -> Filed:
        """Look up what stands beside a case. Raises `CaseUnknown`, `EngineUnavailable`."""
        if number in self._recent:
            return self._recent[number]
        description = await _reaching(self._handle(number).describe(rpc_timeout=ONE_CALL))
        filed = await description.memo_value(_FILED, None)
        if filed is None:
            # Not one that was filed here.
            raise CaseUnknown(number)
        return Filed.model_validate(filed)

    async def tell(self, number: str, signal: str, message: Message) -> None:
        """Send a signal; it is durable once this returns. Raises `CaseEnded`, `CaseUnknown`, `EngineUnavailable`."""
        try:
            await _reaching(self._handle(number).signal(signal, message, rpc_timeout=ONE_CALL))
        except CaseEnded:
            await self._answered_before(number, message)

    async def command(self, number: str, command: str, request: StaffRequest | MigrationRequest) -> CommandAnswer:
        """Give a command and wait for its answer for a while.

        The engine is told no id for it: the request's own keeps it from being done twice, and a refusal is not kept.

        Raises:
            CommandRefused, CaseEnded, CaseUnknown, EngineUnavailable.
        """
        update = self._handle(number).execute_update
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                return await _reaching(update(command, request, result_type=CommandAnswer))
        except CaseEnded:
            return await self._answered_before(number, request)
        except WorkflowUpdateFailedError as error:
            _explain(error.cause)
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            raise EngineUnavailable("no worker answers") from error

    def _remember(self, number: str, filed: Filed) -> None:
        self._recent[number] = filed
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)

    async def _answered_before(self, number: str, message: Message) -> CommandAnswer:
        """Give the answer that a case gave before it ended, and that never arrived. Raises `CaseEnded`."""
        case = self._client.get_workflow_handle(number, result_type=Outcome)
        try:
            outcome: Outcome = await _reaching(case.result(rpc_timeout=ONE_CALL))
        except WorkflowFailureError:
            raise CaseEnded from None
        if message.request_id not in outcome.answered:
            raise CaseEnded
        return outcome.answered[message.request_id]

    def _handle(self, number: str) -> WorkflowHandle[Any, Any]:
        return self._client.get_workflow_handle(number)


async def _reaching(call: Awaitable[T]) -> T:
    """Make a call to the engine, and say in the house's words why it failed."""
    try:
        return await call
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise EngineUnavailable(f"Temporal: {error.status.name}") from error
        if _COMPLETED in error.message:
            raise CaseEnded from None
        raise CaseUnknown from None
    except RuntimeError as error:
        # A client that has never been connected says so by a plain RuntimeError.
        raise EngineUnavailable("Temporal does not answer") from error


def _explain(cause: BaseException | None) -> NoReturn:
    if isinstance(cause, ApplicationError) and cause.type == REFUSED_TYPE and len(cause.details) == 3:
        status, zh, en = cause.details
        raise CommandRefused(status=int(status), words=Words(zh=str(zh), en=str(en))) from None
    # A worker of another version, or one that is being replaced: its words may hold anything, so they are not kept.
    log.error("a command failed in the workflow: %s", type(cause).__name__)
    raise EngineUnavailable("the worker could not do it") from None
