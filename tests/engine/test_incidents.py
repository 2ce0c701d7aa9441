"""Mass incidents on the real engine: opened once, answered together, with nobody lost and nobody told twice (H5)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import pytest
from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.worker import Replayer

from activities.incident_watch import IncidentWatch
from domain.case_incident import Standing
from domain.events import Actor
from domain.incident import Incident, IncidentEventKind, IncidentStage, IncidentStart
from domain.incident_membership import standing
from domain.kinds import EventKind, Stage
from domain.policy import SHELF, Policy, PolicyShelf
from domain.triage import TriageReading
from storage.incident_members import IncidentMembers
from storage.incidents import Incidents
from tests import trial
from tests.domain.stages import policy_with
from tests.engine.silent_worker import KEYS, VAULT
from tests.engine.site import Site
from tests.engine.town import PATIENCE, LiveCase
from workflows.incident import IncidentWorkflow
from workflows.incident_calls import TemporalIncidents
from workflows.messages import EFFECTS_QUEUE, INCIDENT_COMMAND, CommandAnswer, IncidentInput, IncidentRequest
from workflows.plugin import redress_plugin
from workflows.workers import BUILD

pytestmark = pytest.mark.engine

FINDING: dict[str, Any] = {
    "facts": "The refund channel was down.",
    "cause": "system_error",
    "responsible": "platform",
    "facts_clear": True,
    "confidence": 95,
}
ANSWER: dict[str, Any] = {"text": "You get it back.", "remedies": [{"kind": "refund", "amount_fen": 1_900}]}
POLICY = policy_with(pack="crowds", service_lines=["crowds"], incident={"kind_count": 3, "within": "PT2H"})


class Crowd(NamedTuple):
    """People who complain of the same, and those who look for that."""

    site: Site
    watch: IncidentWatch
    incidents: Incidents
    members: IncidentMembers
    kind: str

    async def file(self, count: int, *, first: int = 0) -> list[LiveCase]:
        """File complaints of so many people, and wait until they are looked into."""
        reading = TriageReading(category="billing", kind="overcharge", confidence=90)
        cases = [
            await self.site.town.open(
                pack=self.kind,
                service_line=self.kind,
                order_number=None,
                reading=reading,
                complainant={"name": "Zhang San", "phone": f"+861390000{first + number:04d}", "language": "en"},
            )
            for number in range(count)
        ]
        for case in cases:
            await case.until(Stage.INVESTIGATING)
        return cases

    async def opened(self) -> str:
        """Let the watch look, and give the open incident."""
        await self.watch.look()
        for _ in range(int(PATIENCE / 0.05)):
            known = await self.incidents.open_one(pack=self.kind, category="billing", kind="overcharge")
            if known:
                return known.id
            await asyncio.sleep(0.05)
        raise AssertionError("no incident was opened")

    async def do(self, incident: str, name: str, actor: Actor = trial.INVESTIGATOR, **fields: Any) -> CommandAnswer:
        """Give a command on an incident. Raises the `ApplicationError` of a refusal."""
        request = IncidentRequest(request_id=f"{incident}/{name}", command=name, actor=actor, fields=fields)
        handle = self.site.town.env.client.get_workflow_handle(incident)
        try:
            answer: CommandAnswer = await handle.execute_update(INCIDENT_COMMAND, request, result_type=CommandAnswer)
        except WorkflowUpdateFailedError as failed:
            raise failed.cause or failed from failed
        return answer

    async def until(self, incident: str, stage: IncidentStage) -> Incident:
        """Wait until an incident stands so."""
        for _ in range(int(PATIENCE / 0.05)):
            found = await self.incidents.find(incident)
            if found and found.stage is stage:
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"{incident} is not {stage} within {PATIENCE} s but {found}")


def shelf_of(kind: str) -> PolicyShelf:
    names: dict[str, Any] = {"pack": kind, "service_lines": (kind,)}
    policy = Policy(pack=POLICY.pack.model_copy(update=names), calendar=POLICY.calendar)
    SHELF.put(policy)
    shelf = PolicyShelf()
    shelf.put(policy)
    return shelf


async def joined(cases: list[LiveCase], incident: str) -> None:
    for case in cases:
        await case.until_true(lambda found: found.incident == incident, what=f"membership of {incident}")


@pytest.fixture
async def crowd(site: Site, request: pytest.FixtureRequest) -> AsyncIterator[Crowd]:
    """A crowd whose complaints are like nobody else's, with a worker at work."""
    kind = request.node.name[:60]
    members = IncidentMembers(engine=site.engine)
    door = TemporalIncidents(client=site.town.env.client)
    shelf = shelf_of(kind)
    async with site.worker():
        yield Crowd(
            site=site,
            watch=IncidentWatch(finder=members, door=door, shelf=shelf),
            incidents=Incidents(engine=site.engine, vault=VAULT),
            members=members,
            kind=kind,
        )


class TestIncident:
    async def test_is_opened_answered_and_closed(self, crowd: Crowd) -> None:
        cases = await crowd.file(5)
        incident = await crowd.opened()
        await joined(cases, incident)
        assert (await cases[0].case()).incident_size == 5

        await crowd.do(incident, "record-finding", **FINDING)
        await crowd.do(incident, "answer", **ANSWER)
        await crowd.do(incident, "approve", trial.LEAD)

        for case in cases:
            found = await case.until(Stage.AWAITING_COMPLAINANT)
            assert [remedy.amount_fen for remedy in found.remedies] == [1_900]
        await crowd.until(incident, IncidentStage.ANSWERED)
        await cases[0].say("accept")
        await cases[0].until(Stage.RESOLVED)

        await crowd.do(incident, "close", trial.LEAD, reason="all are answered")
        await crowd.until(incident, IncidentStage.CLOSED)
        assert await crowd.incidents.standings(incident) == {"answered": 5}

        handle = crowd.site.town.env.client.get_workflow_handle(incident)
        replayer = Replayer(workflows=[IncidentWorkflow], plugins=[redress_plugin(key_ring=KEYS)], build_id=BUILD)
        await replayer.replay_workflow(await handle.fetch_history())

    async def test_is_opened_once_by_watches_that_look_at_once(self, crowd: Crowd) -> None:
        await crowd.file(3)

        await asyncio.gather(*(crowd.watch.look() for _ in range(4)))

        incident = await crowd.opened()
        page = await crowd.incidents.page(pack=crowd.kind)
        assert [each.id for each in page.items] == [incident]

    async def test_gives_way_where_another_of_its_kind_is_open(self, crowd: Crowd) -> None:
        [first, *_] = await crowd.file(3)
        incident = await crowd.opened()
        client = crowd.site.town.env.client
        start = IncidentStart(
            incident=f"incident-{crowd.kind}",
            pack=crowd.kind,
            category="billing",
            kind="overcharge",
            department="front",
            since=(await first.case()).received_at,
            size=3,
        )

        with pytest.raises(WorkflowFailureError) as failed:
            await client.execute_workflow(
                IncidentWorkflow.run, IncidentInput(start=start), id=start.incident, task_queue=EFFECTS_QUEUE
            )

        assert isinstance(failed.value.cause, ApplicationError)
        assert failed.value.cause.type == "Superseded"
        assert await crowd.incidents.find(start.incident) is None
        await crowd.do(incident, "close", trial.LEAD, reason="no common cause")
        await crowd.until(incident, IncidentStage.CLOSED)

        assert await TemporalIncidents(client=client).open(start)
        assert (await crowd.until(start.incident, IncidentStage.OPEN)).id == start.incident

    async def test_lets_go_who_waits_when_it_is_closed(self, crowd: Crowd) -> None:
        cases = await crowd.file(3)
        incident = await crowd.opened()
        await joined(cases, incident)

        await crowd.do(incident, "close", trial.LEAD, reason="no common cause")

        for case in cases:
            await case.until_happened(EventKind.INCIDENT_LEFT)
            assert standing(await case.case()) is Standing.LEFT
        assert await crowd.incidents.standings(incident) == {"left": 3}

    async def test_answers_who_joins_late(self, crowd: Crowd) -> None:
        await crowd.file(3)
        incident = await crowd.opened()
        await crowd.do(incident, "record-finding", **FINDING)
        await crowd.do(incident, "answer", **ANSWER)
        await crowd.do(incident, "approve", trial.LEAD)
        await crowd.until(incident, IncidentStage.ANSWERED)

        [late] = await crowd.file(1, first=100)
        await crowd.watch.look()
        await joined([late], incident)
        await crowd.watch.look()

        assert (await late.until(Stage.AWAITING_COMPLAINANT)).remedies[0].amount_fen == 1_900

    async def test_loses_nobody_who_leaves_while_it_is_answered(self, crowd: Crowd) -> None:
        cases = await crowd.file(4)
        incident = await crowd.opened()
        await joined(cases, incident)
        await crowd.do(incident, "record-finding", **FINDING)
        await crowd.do(incident, "answer", **ANSWER)

        async def leave(case: LiveCase) -> str:
            try:
                await case.do("leave-incident", trial.LEAD, reason="an injury")
            except ApplicationError as refusal:
                return str(refusal)
            return ""

        refusals, _ = await asyncio.gather(
            asyncio.gather(*map(leave, cases[:2])), crowd.do(incident, "approve", trial.LEAD)
        )

        for case in cases[2:]:
            await case.until(Stage.AWAITING_COMPLAINANT)
        await crowd.until(incident, IncidentStage.ANSWERED)
        for case, refusal in zip(cases[:2], refusals, strict=True):
            found = await case.case()
            kinds = await case.kinds()
            if refusal:
                assert standing(found) is Standing.ANSWERED
                assert EventKind.INCIDENT_LEFT not in kinds
            else:
                assert standing(found) is Standing.LEFT
                assert (found.stage, found.remedies) == (Stage.INVESTIGATING, ())
                assert EventKind.FINDING_RECORDED not in kinds

    async def test_loses_nobody_when_it_continues_as_new(self, crowd: Crowd) -> None:
        cases = await crowd.file(7)
        [start] = await crowd.members.windows(
            pack=crowd.kind,
            rule=POLICY.pack.incident,  # type: ignore[arg-type]
            now=(await cases[0].case()).received_at,
        )
        client = crowd.site.town.env.client
        given = IncidentInput(start=start, event_limit=12, batch=2)
        await client.start_workflow(IncidentWorkflow.run, given, id=start.incident, task_queue=EFFECTS_QUEUE)
        await joined(cases, start.incident)

        await crowd.do(start.incident, "record-finding", **FINDING)
        await crowd.do(start.incident, "answer", **ANSWER)
        await crowd.do(start.incident, "approve", trial.LEAD)

        for case in cases:
            await case.until(Stage.AWAITING_COMPLAINANT)
            assert (await case.kinds()).count(EventKind.INCIDENT_JOINED) == 1
        await crowd.until(start.incident, IncidentStage.ANSWERED)
        events = await crowd.incidents.events(start.incident)
        assert sum(each.data["told"] for each in events if each.kind is IncidentEventKind.ANSWERED) == 7
        runs = [run async for run in client.list_workflows(f"WorkflowId = '{start.incident}'")]
        assert len(runs) > 2

    async def test_refuses_in_words_and_does_a_repeated_command_once(self, crowd: Crowd) -> None:
        await crowd.file(3)
        incident = await crowd.opened()

        with pytest.raises(ApplicationError, match="Record the common finding first"):
            await crowd.do(incident, "answer", **ANSWER)
        with pytest.raises(ApplicationError, match="role agent may not"):
            await crowd.do(incident, "record-finding", trial.AGENT, **FINDING)
        first = await crowd.do(incident, "record-finding", **FINDING)

        assert await crowd.do(incident, "record-finding", **FINDING) == first
