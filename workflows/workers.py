"""Workers: what serves each queue, how much of it at once, and how they end."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from temporalio.client import Client
from temporalio.worker import Worker

from activities.beating import BEAT_EVERY
from activities.incidents import IncidentActivities
from activities.journal import JournalActivities
from activities.matters import MatterActivities
from activities.merging import MergingActivities
from activities.notices import NoticeActivities
from activities.payments import PaymentActivities
from activities.records import RecordsActivities
from activities.repairs import RepairActivities
from domain.ports import BusinessRecords, Duties, Journal, NoticeCarrier, RepairSystem
from domain.ports_incident import IncidentJournal, IncidentMembers
from domain.ports_matter import MatterJournal
from domain.ports_money import PaymentGateway
from domain.ports_panel import PanelGrounds
from domain.repeats import Repeats
from workflows.cases import TemporalCases
from workflows.complaint import ComplaintWorkflow
from workflows.incident import IncidentWorkflow
from workflows.incident_calls import TemporalIncidents
from workflows.matter import MATTER_WORKFLOWS
from workflows.matter_calls import TemporalMatters
from workflows.messages import COMPLAINTS_QUEUE, EFFECTS_QUEUE

QUEUES: Final = (COMPLAINTS_QUEUE, EFFECTS_QUEUE)
BUILD: Final = "redress"
"""Named in histories. Without it the SDK reads and digests every loaded module at each start."""

MAX_CACHED: Final = 2_000
"""Cases kept in memory, some 45 KB each; the others are read again from their histories when something happens."""

# A workflow task is all computing: more at once only wait for each other, and waiting counts against the two seconds
# that the SDK gives a task.
WORKFLOW_TASKS: Final = 16
JOURNAL_ACTIVITIES: Final = 24
"""As many as there should be connections: what has to wait, waits in Temporal, where no time-out runs."""
EFFECT_ACTIVITIES: Final = 50
MAX_INCIDENTS: Final = 50

GRACE: Final = timedelta(seconds=10)
# A worker that was killed is given up soon, and its cases go to another.
STICKY_PATIENCE: Final = timedelta(seconds=1)


class Ports(NamedTuple):
    """What the activities of a worker reach outside by."""

    journal: Journal
    duties: Duties
    records: BusinessRecords
    payments: PaymentGateway
    carrier: NoticeCarrier
    repairs: RepairSystem
    incidents: IncidentJournal
    members: IncidentMembers
    matters: MatterJournal
    repeats: Repeats | None = None
    panels: PanelGrounds | None = None


def build_workers(
    client: Client,
    ports: Ports,
    *,
    queues: Sequence[str] = QUEUES,
    max_cached_workflows: int = MAX_CACHED,
    at_once: int = WORKFLOW_TASKS,
) -> list[Worker]:
    """Make a worker for each queue.

    Args:
        client: connected, with the house's plugin.
        ports: adapters, or fakes of them.
        queues: of `QUEUES`.
        max_cached_workflows: cases kept in memory.
        at_once: cases that take a step at the same time, at least two; fewer leave more of Temporal to others.
    """
    return [
        _complaints_worker(client, ports, max_cached_workflows=max_cached_workflows, at_once=at_once)
        if queue == COMPLAINTS_QUEUE
        else _effects_worker(client, ports)
        for queue in dict.fromkeys(queues)
    ]


async def run_workers(workers: Sequence[Worker], *, stop: asyncio.Event) -> None:
    """Run workers until `stop` is set or one of them fails; running activities get ten seconds to end.

    Raises:
        RuntimeError: Temporal has no such namespace, or a worker cannot go on.
    """
    running = [asyncio.create_task(worker.run()) for worker in workers]
    told = asyncio.create_task(stop.wait())
    await asyncio.wait([*running, told], return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    await asyncio.gather(*(worker.shutdown() for worker in workers if worker.is_running))
    await asyncio.gather(*running)


def _complaints_worker(client: Client, ports: Ports, *, max_cached_workflows: int, at_once: int) -> Worker:
    journal = JournalActivities(journal=ports.journal, duties=ports.duties, repeats=ports.repeats, panels=ports.panels)
    return Worker(
        client,
        task_queue=COMPLAINTS_QUEUE,
        workflows=[ComplaintWorkflow, *MATTER_WORKFLOWS],
        activities=[journal.record],
        build_id=BUILD,
        max_cached_workflows=max_cached_workflows,
        max_concurrent_workflow_tasks=at_once,
        max_concurrent_activities=JOURNAL_ACTIVITIES,
        sticky_queue_schedule_to_start_timeout=STICKY_PATIENCE,
        graceful_shutdown_timeout=GRACE,
    )


def _effects_worker(client: Client, ports: Ports) -> Worker:
    repairs = RepairActivities(repairs=ports.repairs)
    calls = TemporalIncidents(client=client)
    incidents = IncidentActivities(journal=ports.incidents, members=ports.members, calls=calls)
    matters = MatterActivities(journal=ports.matters, duties=ports.duties, door=TemporalMatters(client=client))
    return Worker(
        client,
        task_queue=EFFECTS_QUEUE,
        # Few as they are, incidents would wait behind every complaint of the crowd that makes them.
        workflows=[IncidentWorkflow],
        max_cached_workflows=MAX_INCIDENTS,
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
            matters.start,
            matters.record,
            matters.tell,
            matters.case_that_goes_on,
        ],
        build_id=BUILD,
        max_concurrent_activities=EFFECT_ACTIVITIES,
        max_heartbeat_throttle_interval=BEAT_EVERY,
        sticky_queue_schedule_to_start_timeout=STICKY_PATIENCE,
        graceful_shutdown_timeout=GRACE,
    )
