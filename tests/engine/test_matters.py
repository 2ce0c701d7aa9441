"""Matters on the real engine: each begins once whatever breaks off, outlives its case, and tells it what came of it."""

import asyncio
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text
from temporalio.client import WorkflowUpdateFailedError
from temporalio.worker import Replayer

from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.matter import Matter
from domain.matter_events import MatterEventKind, MatterKind, MatterStart
from domain.matter_registry import MATTERS
from domain.policy import SHELF
from storage.audit import Audit
from storage.erasure import Erasure
from storage.matters import Matters
from tests import trial
from tests.domain.matter_life import start_of
from tests.engine.silent_worker import COMMITTED, KEYS, VAULT
from tests.engine.site import Site
from tests.engine.town import PATIENCE, LiveCase
from workflows.complaint import ComplaintWorkflow
from workflows.matter import MATTER_WORKFLOWS
from workflows.messages import COMPLAINTS_QUEUE, MATTER_COMMAND, CommandAnswer, MatterInput, MatterRequest
from workflows.plugin import redress_plugin
from workflows.workers import BUILD

pytestmark = pytest.mark.engine

MAKER: dict[str, Any] = {**trial.FINDING, "responsible": "third_party"}
IMPROVED: dict[str, Any] = {**MAKER, "overcharged_fen": 0, "cause": "staff_conduct", "improvement": "New meters."}


class LiveMatter(NamedTuple):
    """One matter on the engine."""

    site: Site
    id: str

    @property
    def handle(self) -> Any:
        return self.site.town.env.client.get_workflow_handle(self.id)

    async def do(self, name: str, actor: Actor = trial.LEAD, *, again: int = 0, **fields: Any) -> CommandAnswer:
        """Give a command. Raises the `ApplicationError` of a refusal."""
        request = MatterRequest(request_id=f"{self.id}/{name}/{again}", command=name, actor=actor, fields=fields)
        try:
            answer: CommandAnswer = await self.handle.execute_update(MATTER_COMMAND, request, result_type=CommandAnswer)
        except WorkflowUpdateFailedError as failed:
            raise failed.cause or failed from failed
        return answer

    async def until(self, kind: MatterEventKind) -> Matter:
        """Wait until something has happened on it, once."""
        matters = Matters(engine=self.site.engine, vault=VAULT)
        kinds: list[MatterEventKind] = []
        for _ in range(int(PATIENCE / 0.02)):
            kinds = [event.kind for event in await matters.events(self.id)]
            if kind in kinds:
                assert kinds.count(kind) == 1
                found = await matters.find(self.id)
                assert found is not None
                return found
            await asyncio.sleep(0.02)
        raise AssertionError(f"{self.id}: no {kind} within {PATIENCE} s; it has {kinds}")


async def filed(site: Site) -> LiveCase:
    SHELF.put(trial.following())
    return await site.town.open(pack="following", service_line="following", order_number=None)


async def assert_sound(site: Site, *workflows: str) -> None:
    """Nothing is altered or missing, and every history replays."""
    assert await Audit(engine=site.engine, vault=VAULT).verify() == []
    known = [ComplaintWorkflow, *MATTER_WORKFLOWS]
    replayer = Replayer(workflows=known, plugins=[redress_plugin(key_ring=KEYS)], build_id=BUILD)
    for each in workflows:
        await replayer.replay_workflow(await site.town.env.client.get_workflow_handle(each).fetch_history())


class TestClaim:
    async def test_begins_once_when_the_worker_is_killed_between_its_opening_and_its_start(self, site: Site) -> None:
        case = await filed(site)
        claim = LiveMatter(site, f"{case.number}-C1")
        async with site.worker_process(silent_after=EventKind.RECOURSE_OPENED) as process:
            await case.until(Stage.INVESTIGATING)
            await case.do("record-finding", **MAKER)
            await case.do("approve", trial.LEAD)
            assert process.stdout is not None
            assert (await process.stdout.readline()).decode().strip() == COMMITTED
            assert not await Matters(engine=site.engine, vault=VAULT).is_there(claim.id)
            process.kill()
            await process.wait()

        async with site.worker():
            await claim.until(MatterEventKind.OPENED)
            await claim.do("send-claim", against="the maker", text="Pay.")
            await claim.do("record-recovery", trial.FINANCE, amount_fen=1_200, reference="B-1")
            events = await case.until_happened(EventKind.RECOURSE_CLOSED)
            await claim.handle.result()

        kinds = [event.kind for event in events]
        assert (kinds.count(EventKind.PAID), kinds.count(EventKind.RECOURSE_OPENED)) == (1, 1)
        assert (await case.case()).matters[0].outcome["recovered_fen"] == 1_200
        # Two acts of people on the case; those on the claim cost it nothing.
        assert len((await case.handle.fetch_history()).events) <= 70 + 2 * 16
        await assert_sound(site, case.number, claim.id)

    async def test_begins_though_its_case_ends_in_the_very_step_that_opens_it(self, site: Site) -> None:
        case = await filed(site)
        claim = LiveMatter(site, f"{case.number}-C1")
        async with site.worker(EventKind.PAYMENT_STARTED) as silences:
            await case.until(Stage.INVESTIGATING)
            await case.do("record-finding", **MAKER)
            approving = asyncio.create_task(case.do("approve", trial.LEAD))
            await silences[EventKind.PAYMENT_STARTED].fallen()
            await case.say("withdraw", reason="Never mind.")
            silences[EventKind.PAYMENT_STARTED].end()
            await approving
            await case.handle.result()
            await claim.until(MatterEventKind.OPENED)

            await site.town.env.fast_forward(claim.handle, timedelta(days=5, hours=1))
            missed = await claim.until(MatterEventKind.BREACHED)
            await claim.do("write-off", trial.HEAD, reason="nobody is left")
            await claim.handle.result()

        assert (missed.state, missed.missed) == ("open", 1)
        assert EventKind.RECOURSE_CLOSED not in await case.kinds()
        await assert_sound(site, case.number, claim.id)

    async def test_goes_on_in_new_runs_with_everything_that_was_answered(self, site: Site) -> None:
        case = await filed(site)
        claim = LiveMatter(site, f"{case.number}-C9")
        terms = {"amount_fen": 1_000, "responsible": "third_party"}
        start = start_of(MatterKind.RECOURSE, number=case.number, id=claim.id, pack="following", terms=terms)
        given = MatterInput(start=start.model_copy(update={"due_at": None, "warn_at": None}), event_limit=15)
        async with site.worker():
            await case.until(Stage.INVESTIGATING)
            client = site.town.env.client
            await client.start_workflow("RecourseWorkflow", given, id=claim.id, task_queue=COMPLAINTS_QUEUE)
            first = await claim.do("send-claim", against="the maker", text="Pay.")
            for number in range(4):
                await claim.do("record-recovery", again=number, amount_fen=100, reference=f"B-{number}")
            again = await claim.do("send-claim", against="the maker", text="Pay.")
            await claim.do("write-off", trial.HEAD, reason="the rest is gone")
            await claim.handle.result()

        assert again == first
        found = await claim.until(MatterEventKind.CLAIMED)
        assert found.model_dump(include={"state", "recovered_fen", "written_off_fen"}) == {
            "state": "written_off",
            "recovered_fen": 400,
            "written_off_fen": 600,
        }
        runs = [run async for run in client.list_workflows(f"WorkflowId = '{claim.id}'")]
        assert len(runs) > 1

    async def test_is_settled_without_words_once_the_person_of_its_case_was_erased(self, site: Site) -> None:
        case = await filed(site)
        terms = {"amount_fen": 1_000, "responsible": "third_party"}
        kept = {"source": "improvement", "by": "platform"}
        erasure, client = Erasure(engine=site.engine, vault=VAULT), site.town.env.client
        claim, late = (LiveMatter(site, f"{case.number}-{name}") for name in ("C8", "F8"))
        async with site.worker():
            await case.until(Stage.INVESTIGATING)
            await start(client, start_of(MatterKind.RECOURSE, number=case.number, id=claim.id, terms=terms))
            await claim.until(MatterEventKind.OPENED)
            await erasure.erase(case.number)

            await start(client, start_of(MatterKind.PROMISE, number=case.number, id=late.id, terms=kept))
            await late.handle.result()
            sent = await claim.do("send-claim", against="the maker", text="Pay.")
            await claim.do("write-off", trial.HEAD, reason="nobody is left")
            await claim.handle.result()

        assert sent.stage == "claimed"
        assert (await late.until(MatterEventKind.ERASED)).state == "lapsed"
        ended = await claim.until(MatterEventKind.ERASED)
        assert ended.model_dump(include={"state", "written_off_fen", "against"}) == {
            "state": "written_off",
            "written_off_fen": 1_000,
            "against": None,
        }
        await assert_sound(site, claim.id, late.id)


async def start(client: Any, opening: MatterStart) -> None:
    """Start a matter as its case would."""
    given = MatterInput(start=opening.model_copy(update={"due_at": None, "warn_at": None, "pack": "following"}))
    workflow = MATTERS[opening.kind].workflow
    await client.start_workflow(workflow, given, id=opening.id, task_queue=COMPLAINTS_QUEUE)


class TestPromise:
    async def test_of_a_merged_case_is_told_by_the_case_that_goes_on(self, site: Site) -> None:
        duplicate, survivor = await filed(site), await filed(site)
        promise = LiveMatter(site, f"{duplicate.number}-F1")
        terms = {"source": "improvement", "by": "platform"}
        async with site.worker():
            await asyncio.gather(*(case.until(Stage.INVESTIGATING) for case in (duplicate, survivor)))
            await start(
                site.town.env.client, start_of(MatterKind.PROMISE, number=duplicate.number, id=promise.id, terms=terms)
            )
            await duplicate.merge_into(survivor.number, pack="following")
            await duplicate.handle.result()

            await promise.do("keep-promise", how="All meters are new.")
            told = await survivor.until_happened(EventKind.PROMISE_KEPT)
            await promise.handle.result()

        [kept] = [event for event in told if event.kind is EventKind.PROMISE_KEPT]
        assert kept.data["matter"] == promise.id
        await assert_sound(site, survivor.number, promise.id)

    async def test_kept_after_its_case_is_over_reaches_the_complainant(self, site: Site) -> None:
        case = await filed(site)
        promise = LiveMatter(site, f"{case.number}-F1")
        async with site.worker():
            await case.until(Stage.INVESTIGATING)
            await case.do("record-finding", **IMPROVED)
            await case.do("respond", text="It was our meter.", final=True)
            await promise.until(MatterEventKind.OPENED)
            await case.pass_time(days=60)
            await case.handle.result()

            kept = await promise.do("keep-promise", how="All meters are new.")
            await promise.handle.result()

        assert kept.stage == "kept"
        async with site.engine.connect() as connection:
            query = text("SELECT receiver, what FROM notices WHERE tracking_number = :it AND what = 'promise_kept'")
            rows = (await connection.execute(query, {"it": case.number})).all()
        assert [tuple(row) for row in rows] == [("complainant", "promise_kept")]
        await assert_sound(site, case.number, promise.id)
