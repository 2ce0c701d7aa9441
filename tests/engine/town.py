"""Everything real at once: Temporal with time skipping, PostgreSQL, the neighbours over HTTP, a worker.

Only time is played with: each case has a clock of its own, which `pass_time` moves.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHandle, WorkflowUpdateFailedError
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment
from temporalio.worker import Worker

from activities.incidents import IncidentActivities
from activities.journal import JournalActivities
from activities.matters import MatterActivities
from activities.merging import MergingActivities
from activities.notices import NoticeActivities
from activities.payments import PaymentActivities
from activities.records import RecordsActivities
from activities.relay import NoticeRelay
from activities.repairs import RepairActivities
from domain.case import Case, Handler
from domain.complaint import CaseStart
from domain.events import COMPLAINANT, Actor, Event
from domain.handover import KnownCase
from domain.kinds import EventKind, Stage
from domain.policy import SHELF
from storage.staff import StaffRegister
from tests import trial
from tests.engine.ports import Ports
from tests.gateways.neighbours_process import NeighboursProcess
from tests.temporal import started
from workflows.cases import TemporalCases
from workflows.complaint import ComplaintWorkflow
from workflows.incident import IncidentWorkflow
from workflows.incident_calls import TemporalIncidents
from workflows.matter import MATTER_WORKFLOWS
from workflows.matter_calls import TemporalMatters
from workflows.messages import (
    COMPLAINTS_QUEUE,
    EFFECTS_QUEUE,
    MIGRATE,
    CommandAnswer,
    ComplaintInput,
    Message,
    MigrationRequest,
    PartyMessage,
    StaffRequest,
)
from workflows.search_attributes import SEARCH_ATTRIBUTES

TEMPORAL = Path(__file__).parents[2] / ".venv" / "bin" / "temporal"
DYNAMIC_CONFIG = {
    "frontend.WorkflowTimeSkippingEnabled": "true",
    "history.timerProcessorMaxTimeShift": '"10ms"',
    # A run that continues as new within a second of its start would otherwise wait for its first task.
    "history.workflowIdReuseMinimalInterval": '"0s"',
    "history.maxInFlightUpdates": "100",
}
PATIENCE = 20.0
# Of all towns of a run, which share their neighbours: a payment is made once per key.
NUMBERS = count(1)


@asynccontextmanager
async def time_skipping_server(plugin: Any) -> AsyncIterator[WorkflowEnvironment]:
    """Run the real dev server with time skipping and Redress's search attributes."""
    settings = [("--dynamic-config-value", f"{name}={value}") for name, value in DYNAMIC_CONFIG.items()]
    attributes = [("--search-attribute", f"{name}={kind}") for name, kind in SEARCH_ATTRIBUTES.items()]
    env = await started(
        lambda: WorkflowEnvironment.start_time_skipping_v2(
            dev_server_existing_path=str(TEMPORAL),
            dev_server_log_level="error",
            dev_server_extra_args=[word for pair in (*settings, *attributes) for word in pair],
            ts_config=TimeSkippingConfig(max_session_skip_count=100_000),
            plugins=[plugin],
        )
    )
    async with env:
        yield env


@asynccontextmanager
async def working(client: Client, ports: Ports, *, cached: int = 200) -> AsyncIterator[None]:
    """Run the workers of both queues, so many cases at hand."""
    journal = JournalActivities(journal=ports.journal, duties=ports.duties, repeats=ports.repeats, panels=ports.panels)
    complaints = Worker(
        client,
        task_queue=COMPLAINTS_QUEUE,
        workflows=[ComplaintWorkflow, *MATTER_WORKFLOWS],
        activities=[journal.record],
        max_cached_workflows=cached,
    )
    repairs = RepairActivities(repairs=ports.repairs)
    calls = TemporalIncidents(client=client)
    incidents = IncidentActivities(journal=ports.incidents, members=ports.members, calls=calls)
    # What a case leaves behind has a clock that runs as everybody's, and not one that skips what it waits for.
    host = client.service_client.config.target_host
    plain = await Client.connect(host, namespace=client.namespace, data_converter=client.data_converter)
    matters = MatterActivities(journal=ports.matters, duties=ports.duties, door=TemporalMatters(client=plain))
    effects = Worker(
        client,
        task_queue=EFFECTS_QUEUE,
        workflows=[IncidentWorkflow],
        activities=[
            RecordsActivities(records=ports.records).fetch,
            PaymentActivities(payments=ports.payments).pay,
            NoticeActivities(carrier=ports.carrier).acknowledge,
            MergingActivities(cases=TemporalCases(client=client)).take_over,
            repairs.order,
            repairs.ask,
            incidents.record,
            incidents.gather,
            incidents.answer,
            repairs.cancel,
            incidents.release,
            *(matters.start, matters.record, matters.tell, matters.case_that_goes_on),
        ],
    )
    async with complaints, effects:
        yield


@asynccontextmanager
async def relaying(relay: NoticeRelay) -> AsyncIterator[None]:
    """Send notices."""
    lanes = [asyncio.create_task(relay.serve(urgent=urgent)) for urgent in (True, False)]
    try:
        yield
    finally:
        for lane in lanes:
            lane.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)


class Town:
    """The servers, and the cases that live on them."""

    def __init__(
        self,
        *,
        env: WorkflowEnvironment,
        neighbours: NeighboursProcess,
        find: Callable[[str], Awaitable[Case | None]],
        timeline: Callable[[str], Awaitable[list[Event]]],
        staff: StaffRegister,
    ) -> None:
        self.env = env
        self.neighbours = neighbours
        self.staff = staff
        self.find = find
        self.timeline = timeline

    async def open(
        self,
        *,
        event_limit: int = 1_800,
        update_limit: int = 900,
        pack: str = "trial",
        clock_ahead: timedelta = timedelta(),
        **complaint: Any,
    ) -> "LiveCase":
        """File a complaint on the engine, by a clock that may be ahead of the engine's."""
        number = f"RD-TOWN-{next(NUMBERS):04d}"
        case_pack = SHELF.latest(pack).pack
        now = datetime.now(tz=trial.MONDAY.tzinfo) + clock_ahead
        start: CaseStart = trial.start(number=number, at=now, pack=case_pack, **complaint)
        with self.env.with_time_skipping_disabled():
            await self.env.client.start_workflow(
                ComplaintWorkflow.run,
                ComplaintInput(start=start, event_limit=event_limit, update_limit=update_limit),
                id=number,
                task_queue=COMPLAINTS_QUEUE,
            )
        return LiveCase(town=self, number=number)


class LiveCase:
    """One case on the engine, driven as the API drives it, read as the API reads it."""

    def __init__(self, *, town: Town, number: str) -> None:
        self.number = number
        self._town = town
        self._requests = 0

    @property
    def handle(self) -> WorkflowHandle[Any, Any]:
        """The workflow, whichever run it is in."""
        return self._town.env.client.get_workflow_handle(self.number)

    async def do(
        self,
        name: str,
        /,
        actor: Actor = trial.AGENT,
        *,
        request_id: str | None = None,
        expected_sequence: int | None = None,
        people: tuple[Handler, ...] = (),
        cases: tuple[KnownCase, ...] = (),
        **fields: Any,
    ) -> CommandAnswer:
        """Give a staff command. Raises the `ApplicationError` of a refusal."""
        request = StaffRequest(
            request_id=request_id or self._next_id(),
            actor=actor,
            fields=fields,
            people={person.id: person for person in people},
            cases={case.tracking_number: case for case in cases},
            expected_sequence=expected_sequence,
        )
        return await self._update(name, request)

    async def migrate(self, version: int) -> CommandAnswer:
        """Move it to another version of its pack. Raises the `ApplicationError` of a refusal."""
        return await self._update(MIGRATE, MigrationRequest(request_id=f"migrate/{version}", to_version=version))

    async def _update(self, name: str, request: Message) -> CommandAnswer:
        try:
            answer: CommandAnswer = await self.handle.execute_update(name, request, result_type=CommandAnswer)
        except WorkflowUpdateFailedError as failed:
            raise failed.cause or failed from failed
        return answer

    async def say(
        self,
        name: str,
        /,
        actor: Actor = COMPLAINANT,
        *,
        request_id: str | None = None,
        said_at: datetime | None = None,
        **fields: Any,
    ) -> None:
        """Send what a complainant does, as the API received it."""
        message = PartyMessage(request_id=request_id or self._next_id(), actor=actor, fields=fields, said_at=said_at)
        await self.handle.signal(name, message)

    async def merge_into(
        self, number: str, actor: Actor = trial.LEAD, *, request_id: str | None = None, pack: str = "trial"
    ) -> CommandAnswer:
        """Merge it into a case that the API has found to fit. Raises the `ApplicationError` of a refusal."""
        known = KnownCase(tracking_number=number, pack=pack, is_in_work=True, is_same_complainant=True)
        return await self.do("merge-into", actor, request_id=request_id, cases=(known,), tracking_number=number)

    async def pass_time(self, **length: float) -> None:
        """Move this case's clock."""
        await self._town.env.fast_forward(self.handle, timedelta(**length))

    async def run_id(self) -> str | None:
        """Give the run that the workflow is in."""
        return (await self.handle.describe()).run_id

    async def case(self) -> Case:
        """Read the case as the read model has it."""
        case = await self._town.find(self.number)
        assert case is not None, f"{self.number} has no row yet"
        return case

    async def kinds(self) -> list[EventKind]:
        """Give the kinds on the timeline, in order."""
        return [event.kind for event in await self._town.timeline(self.number)]

    async def until(self, stage: Stage) -> Case:
        """Wait until the read model shows the stage."""
        return await self.until_true(lambda case: case.stage is stage, what=f"stage {stage}")

    async def until_happened(self, kind: EventKind, times: int = 1) -> list[Event]:
        """Wait until that many events of a kind are on the timeline; give the whole timeline."""
        for _ in range(int(PATIENCE / 0.02)):
            events = await self._town.timeline(self.number)
            if sum(event.kind is kind for event in events) >= times:
                return events
            await asyncio.sleep(0.02)
        raise AssertionError(f"{self.number}: no {kind} within {PATIENCE} s; it has {await self.kinds()}")

    async def until_true(self, condition: Callable[[Case], bool], *, what: str) -> Case:
        """Wait until the read model shows what is expected."""
        for _ in range(int(PATIENCE / 0.02)):
            case = await self._town.find(self.number)
            if case is not None and condition(case):
                return case
            await asyncio.sleep(0.02)
        raise AssertionError(f"{self.number}: no {what} within {PATIENCE} s; it has {await self.kinds()}")

    def _next_id(self) -> str:
        self._requests += 1
        return f"{self.number}-request-{self._requests}"
