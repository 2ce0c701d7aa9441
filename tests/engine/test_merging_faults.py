"""A worker is silent or killed between the two halves of a merging: it happens once, and nobody is unheard (A6)."""

import asyncio

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.worker import Replayer

from domain.kinds import EventKind, Stage
from storage.audit import Audit
from tests.engine.history import until_accepted, until_at_rest
from tests.engine.silent_worker import COMMITTED, KEYS, VAULT
from tests.engine.site import Site
from tests.engine.town import LiveCase
from workflows.complaint import ComplaintWorkflow
from workflows.messages import TAKE_OVER
from workflows.plugin import redress_plugin

pytestmark = pytest.mark.engine


async def opened(site: Site) -> LiveCase:
    case = await site.town.open(order_number=None)
    await case.until(Stage.INVESTIGATING)
    return case


async def said(site: Site, case: LiveCase) -> list[str]:
    return [e.private["text"] for e in await site.town.timeline(case.number) if e.kind is EventKind.REPLIED]


async def assert_replays(*cases: LiveCase) -> None:
    replayer = Replayer(workflows=[ComplaintWorkflow], plugins=[redress_plugin(key_ring=KEYS)], build_id="redress")
    for case in cases:
        await replayer.replay_workflow(await case.handle.fetch_history())


class TestWhileMerging:
    async def test_what_the_complainant_says_reaches_the_surviving_case(self, site: Site) -> None:
        async with site.worker(EventKind.ABSORBED) as silences:
            survivor, duplicate = await opened(site), await opened(site)
            merging = asyncio.create_task(duplicate.merge_into(survivor.number))
            await silences[EventKind.ABSORBED].fallen()

            await duplicate.say("reply", text="one more thing", request_id="said once")
            silences[EventKind.ABSORBED].end()
            await merging
            await survivor.until_happened(EventKind.REPLIED)
            # The same again, as from somebody whose answer was lost, now to the case that goes on.
            await survivor.say("reply", text="one more thing", request_id="said once")
            await survivor.do("note", text="all is heard")

        assert await said(site, survivor) == ["one more thing"]
        assert await said(site, duplicate) == []
        await assert_replays(survivor, duplicate)
        assert EventKind.NOT_APPLICABLE not in await duplicate.kinds()

    async def test_what_the_complainant_says_is_heard_here_when_the_other_refuses(self, site: Site) -> None:
        async with site.worker(EventKind.WITHDRAWN) as silences:
            survivor, duplicate = await opened(site), await opened(site)
            await survivor.say("withdraw", reason="Found it.")
            await silences[EventKind.WITHDRAWN].fallen()
            merging = asyncio.create_task(duplicate.merge_into(survivor.number))
            await duplicate.until_happened(EventKind.MERGING)

            await duplicate.say("reply", text="one more thing")
            await until_accepted(survivor, TAKE_OVER)
            silences[EventKind.WITHDRAWN].end()
            with pytest.raises(ApplicationError, match="settled or over"):
                await merging
            await duplicate.until_happened(EventKind.REPLIED)

        kinds = await duplicate.kinds()
        assert kinds.index(EventKind.NOT_MERGED) < kinds.index(EventKind.REPLIED)
        await assert_replays(duplicate)
        assert (await duplicate.case()).stage is Stage.INVESTIGATING

    async def test_what_the_complainant_says_is_kept_though_the_surviving_case_ends_too(self, site: Site) -> None:
        async with site.worker(EventKind.ABSORBED) as silences:
            survivor, duplicate = await opened(site), await opened(site)
            merging = asyncio.create_task(duplicate.merge_into(survivor.number))
            await silences[EventKind.ABSORBED].fallen()
            await survivor.say("withdraw", reason="Found it.")
            await duplicate.say("rate", score=1, solved=False, comment="one more thing")
            silences[EventKind.ABSORBED].end()
            await merging
            for case in (survivor, duplicate):
                await case.handle.result()

        kept = [
            event.private["said"]["comment"]
            for case in (survivor, duplicate)
            for event in await site.town.timeline(case.number)
            if event.kind is EventKind.NOT_APPLICABLE
        ]
        assert kept == ["one more thing"]
        await assert_replays(survivor, duplicate)

    async def test_what_would_decide_for_the_surviving_case_stays_in_the_merged_one(self, site: Site) -> None:
        async with site.worker(EventKind.ABSORBED) as silences:
            survivor, duplicate = await opened(site), await opened(site)
            merging = asyncio.create_task(duplicate.merge_into(survivor.number))
            await silences[EventKind.ABSORBED].fallen()

            await duplicate.say("withdraw", reason="It was me.")
            await duplicate.say("reply", text="one more thing")
            silences[EventKind.ABSORBED].end()
            await merging
            await duplicate.handle.result()
            await survivor.until_happened(EventKind.REPLIED)

        [kept] = [each for each in await site.town.timeline(duplicate.number) if each.kind is EventKind.NOT_APPLICABLE]
        assert kept.data["what"] == "withdraw"
        assert (await survivor.case()).stage is Stage.INVESTIGATING
        await assert_replays(survivor, duplicate)

    async def test_staff_are_refused_in_words(self, site: Site) -> None:
        async with site.worker(EventKind.ABSORBED) as silences:
            survivor, duplicate = await opened(site), await opened(site)
            merging = asyncio.create_task(duplicate.merge_into(survivor.number))
            await silences[EventKind.ABSORBED].fallen()

            with pytest.raises(ApplicationError, match=f"being merged into {survivor.number}"):
                await duplicate.do("note", text="meanwhile")
            silences[EventKind.ABSORBED].end()
            await merging

        assert EventKind.NOTE not in await duplicate.kinds()

    async def test_a_command_sent_again_waits_for_the_same_answer(self, site: Site) -> None:
        async with site.worker(EventKind.ABSORBED) as silences:
            survivor, duplicate = await opened(site), await opened(site)
            first = asyncio.create_task(duplicate.merge_into(survivor.number, request_id="again"))
            await silences[EventKind.ABSORBED].fallen()

            second = asyncio.create_task(duplicate.merge_into(survivor.number, request_id="again"))
            await until_accepted(duplicate, "merge-into", times=2)
            silences[EventKind.ABSORBED].end()
            answers = await asyncio.gather(first, second)

        assert answers[0] == answers[1]
        assert answers[0].stage == Stage.MERGED


class TestKilledWorker:
    @pytest.mark.parametrize("after", [EventKind.MERGING, EventKind.ABSORBED, EventKind.MERGED])
    async def test_between_two_steps_loses_nothing_and_does_nothing_twice(self, site: Site, after: EventKind) -> None:
        async with site.worker_process(silent_after=after) as worker:
            survivor, duplicate = await opened(site), await opened(site)
            merging = asyncio.create_task(duplicate.merge_into(survivor.number))
            assert worker.stdout is not None
            assert (await worker.stdout.readline()).decode().strip() == COMMITTED
            # With a workflow task in its hands it would be missed ten seconds later only.
            await until_at_rest(survivor, duplicate)
            worker.kill()
            await worker.wait()

            async with site.worker():
                answer = await merging
                await duplicate.handle.result()

        assert answer.stage == Stage.MERGED
        assert (await survivor.kinds()).count(EventKind.ABSORBED) == 1
        assert (await duplicate.kinds()).count(EventKind.MERGED) == 1
        await assert_replays(survivor, duplicate)
        assert await Audit(engine=site.engine, vault=VAULT).verify() == []
