"""`redress bench incident`: one incident of many members beside as many straight-through complaints, in the same run.

Either side is filed as fast as it goes, has its records fetched, and counts until its last case is in the archive. The
members look for an open incident when they are filed, as the API does; those that came before it are gathered by the
watch. One approved answer reaches them all, and the incident is closed.
"""

import asyncio
import time
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
from domain.case_incident import KnownIncident
from domain.events import Actor
from domain.keyring import Key, KeyRing
from local.stack import Stack
from storage.database import make_engine
from storage.incidents import Incidents
from storage.vault import Vault
from workflows.messages import INCIDENT_COMMAND, CommandAnswer, ComplaintInput, IncidentRequest

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
WARM_UP: Final = 100
# Whether an incident is open is told without opening anything that is sealed.
UNUSED: Final = Vault(keys=KeyRing(keys=(Key(key_id="bench", secret=b"b" * 32),)), index_key=b"bench" * 8)
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

    def __init__(self, *, client: Client, connection: Connection, worker: Process, incidents: Incidents) -> None:
        self.client = client
        self._incidents = incidents
        self._connection = connection
        self._worker = worker

    async def apart(self, count: int, *, prefix: str) -> float:
        """Give the seconds that so many straight-through complaints take."""
        began = time.perf_counter()

        async def file(number: str) -> None:
            await start_complaint(self.client, straight_through(number))

        await for_each(numbers(count, prefix), file)
        await self._until(ARCHIVED, prefix, count)
        return time.perf_counter() - began

    async def together(self, count: int, *, prefix: str) -> Together:
        """Let so many complaints become one incident, and see it through."""
        began = time.perf_counter()

        async def file(number: str) -> None:
            known = await self._incidents.open_one(pack="crowd", category="billing", kind="overcharge")
            await start_complaint(self.client, like_the_others(number, known))

        await for_each(numbers(count, prefix), file)
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


def like_the_others(number: str, known: KnownIncident | None) -> ComplaintInput:
    """A complaint of another person about the same, which nothing settles by itself; in an incident that is open."""
    start = straight_through(number).start
    person = start.complaint.complainant.model_copy(update={"phone": f"+8613{int(number[-6:]):09d}"})
    complaint = start.complaint.model_copy(update={"service_line": "crowd_bike", "complainant": person})
    changed = {"pack": "crowd", "complaint": complaint, "filed_at": datetime.now(tz=UTC)}
    joined = {"incident": known.id, "incident_size": known.size + 1} if known else {}
    return ComplaintInput(start=start.model_copy(update=changed | joined))


async def measure(*, members: int) -> None:
    """Measure and report."""
    async with Stack(arguments=ARGUMENTS) as stack, worker_beside(stack) as worker:
        client = await connect_to(stack)
        engine = make_engine(url=stack.settings()["REDRESS_DATABASE_URL"], application_name="redress bench")
        incidents = Incidents(engine=engine, vault=UNUSED)
        async with await psycopg.AsyncConnection.connect(owner_url(stack), autocommit=True) as connection:
            bench = Bench(client=client, connection=connection, worker=worker, incidents=incidents)
            await bench.apart(WARM_UP, prefix="WARM-")
            apart = await bench.apart(members, prefix="APART-")
            together = await bench.together(members, prefix="MEMBER-")
            await _report(bench, members, apart=apart, together=together)
        await engine.dispose()


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
