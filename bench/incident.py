"""`redress bench incident`: one incident of many members beside as many straight-through complaints, in the same run.

Either side is filed past the API as fast as it goes, has its records fetched, and counts until its last case is in the
archive. The members are opened, gathered by the watch, answered by one approved answer, and the incident is closed. All
of them are told to join by signal: none was filed through the API, which would have spared that.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import psycopg
from temporalio.client import Client

from bench.inspection import owner_url
from bench.processes import Process, while_running, worker_beside
from bench.report import report
from bench.rounds import ARGUMENTS, SAMPLED, straight_through
from bench.sample import events_of, sample
from bench.starts import connect_to, for_each, start_complaint
from domain.events import Actor
from local.stack import Stack
from workflows.messages import INCIDENT_COMMAND, CommandAnswer, ComplaintInput, IncidentRequest

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
WARM_UP: Final = 100
LOOK_AGAIN_AFTER: Final = 0.1
INVESTIGATOR: Final = Actor(role="investigator", id="bench-1", department="front", rung="handler")
LEAD: Final = Actor(role="team_lead", id="bench-2", department="front", rung="team_lead")
COMMANDS: Final[tuple[tuple[str, Actor, dict[str, Any]], ...]] = (
    (
        "record-finding",
        INVESTIGATOR,
        {
            "facts": "The meters of one street ran on after the bikes were locked.",
            "cause": "system_error",
            "responsible": "platform",
            "facts_clear": True,
            "confidence": 95,
        },
    ),
    ("answer", INVESTIGATOR, {"text": "The meters are mended; nothing was charged in the end."}),
    ("approve", LEAD, {}),
)
ARCHIVED: Final = "SELECT count(*) FROM complaints WHERE archived_at IS NOT NULL AND tracking_number LIKE %s"
WAITING: Final = "SELECT count(*) FROM complaints WHERE incident_standing = 'waiting' AND tracking_number LIKE %s"
ANSWERED: Final = "SELECT count(*) FROM complaints WHERE incident_standing = 'answered' AND tracking_number LIKE %s"


class Together(NamedTuple):
    """What an incident took, in seconds: until all were gathered, until all were in the archive and it was closed."""

    incident: str
    gathered: float
    seconds: float
    answered: int


class Bench:
    """Both sides on one stack, with one worker."""

    def __init__(self, *, client: Client, connection: Connection, worker: Process) -> None:
        self.client = client
        self._connection = connection
        self._worker = worker

    async def apart(self, count: int, *, prefix: str) -> float:
        """Give the seconds that so many straight-through complaints take."""
        began = time.perf_counter()
        await self._start(count, prefix, straight_through)
        await self._until(ARCHIVED, prefix, count)
        return time.perf_counter() - began

    async def together(self, count: int, *, prefix: str) -> Together:
        """Let so many complaints become one incident, and see it through."""
        began = time.perf_counter()
        await self._start(count, prefix, like_the_others)
        await self._until(WAITING, prefix, count)
        gathered = time.perf_counter() - began
        incident = await self._one("SELECT id FROM incidents WHERE closed_at IS NULL")
        for name, actor, fields in COMMANDS:
            await self._do(incident, name, actor, fields)
        await self._until(ARCHIVED, prefix, count)
        await self._do(incident, "close", LEAD, {"reason": "all are answered"})
        seconds = time.perf_counter() - began
        answered = await self._one(ANSWERED, f"{prefix}%")
        return Together(incident=incident, gathered=gathered, seconds=seconds, answered=answered)

    async def _start(self, count: int, prefix: str, complaint: Callable[[str], ComplaintInput]) -> None:
        async def start(number: str) -> None:
            await start_complaint(self.client, complaint(number))

        await for_each(numbers(count, prefix), start)

    async def _do(self, incident: str, name: str, actor: Actor, fields: dict[str, Any]) -> None:
        request = IncidentRequest(request_id=name, command=name, actor=actor, fields=fields)
        handle = self.client.get_workflow_handle(incident)
        await handle.execute_update(INCIDENT_COMMAND, request, result_type=CommandAnswer)

    async def _until(self, query: str, prefix: str, count: int) -> None:
        async def wait() -> None:
            while await self._one(query, f"{prefix}%") < count:
                await asyncio.sleep(LOOK_AGAIN_AFTER)

        await while_running(self._worker, wait())

    async def _one(self, query: str, *values: str) -> Any:
        row = await (await self._connection.execute(query, values)).fetchone()
        return row[0] if row else None


def numbers(count: int, prefix: str) -> list[str]:
    """Give so many tracking numbers."""
    return [f"{prefix}{number:06d}" for number in range(count)]


def like_the_others(number: str) -> ComplaintInput:
    """A complaint of another person about the same, which nothing settles by itself."""
    start = straight_through(number).start
    person = start.complaint.complainant.model_copy(update={"phone": f"+8613{int(number[-6:]):09d}"})
    complaint = start.complaint.model_copy(update={"service_line": "crowd_bike", "complainant": person})
    changed = {"pack": "crowd", "complaint": complaint, "filed_at": datetime.now(tz=UTC)}
    return ComplaintInput(start=start.model_copy(update=changed))


async def measure(*, members: int) -> None:
    """Measure and report."""
    async with Stack(arguments=ARGUMENTS) as stack, worker_beside(stack) as worker:
        client = await connect_to(stack)
        async with await psycopg.AsyncConnection.connect(owner_url(stack), autocommit=True) as connection:
            bench = Bench(client=client, connection=connection, worker=worker)
            await bench.apart(WARM_UP, prefix="WARM-")
            apart = await bench.apart(members, prefix="APART-")
            together = await bench.together(members, prefix="MEMBER-")
            await _report(bench, members, apart=apart, together=together)


async def _report(bench: Bench, members: int, *, apart: float, together: Together) -> None:
    ours = await sample(bench.client, numbers(members, "MEMBER-")[members // 2 :][:SAMPLED])
    alone = await sample(bench.client, numbers(members, "APART-")[members // 2 :][:SAMPLED])
    runs = [run async for run in bench.client.list_workflows(f"WorkflowId = '{together.incident}'")]
    report(
        "incident",
        {
            "members": members,
            "answered": together.answered,
            "members_per_second": round(members / together.seconds, 2),
            "straight_through_per_second": round(members / apart, 2),
            "ratio": round(apart / together.seconds, 3),
            "seconds": round(together.seconds, 1),
            "seconds_until_gathered": round(together.gathered, 1),
            "straight_through_seconds": round(apart, 1),
            "member_billable_actions": ours.common.billable_actions,
            "member_history_events": ours.common.history_events,
            "straight_through_billable_actions": alone.common.billable_actions,
            "straight_through_history_events": alone.common.history_events,
            "incident_runs": len(runs),
            "incident_history_events": len(await events_of(bench.client, together.incident)),
        },
        wanted={"ratio": ">= 0.7", "answered": str(members)},
    )


def main(*, members: int = 5_000) -> None:
    """Run the bench."""
    asyncio.run(measure(members=members))


if __name__ == "__main__":
    main()
