"""What is sent to a case before anybody works on it waits, and is heard in the order in which it came."""

import asyncio
from datetime import UTC, datetime

import pytest
from temporalio.worker import Replayer

from domain.kinds import EventKind, Stage
from domain.policy import SHELF
from tests import trial
from tests.domain.stages import policy_with
from tests.engine.silent_worker import KEYS
from tests.engine.site import Site
from workflows.complaint import ComplaintWorkflow
from workflows.plugin import redress_plugin

pytestmark = pytest.mark.engine

HASTY = "said-in-time"


class TestWhatCameBeforeTheFirstTask:
    async def test_is_heard_in_the_order_in_which_it_came(self, site: Site) -> None:
        case = await site.town.open(order_number=None)
        await case.say("withdraw", reason=3)
        await case.say("add_evidence", id="E1", kind="photo", sha256="0" * 64, size=1, media_type="image/png")
        await case.say("reply", text="That is the lock.")

        async with site.worker():
            await case.until(Stage.INVESTIGATING)
            await case.until_happened(EventKind.REPLIED)
            # Nobody can make sense of the first one; it is kept.
            said = {EventKind.NOT_APPLICABLE, EventKind.EVIDENCE_ADDED, EventKind.REPLIED}
            heard = [kind for kind in await case.kinds() if kind in said]

        assert heard == [EventKind.NOT_APPLICABLE, EventKind.EVIDENCE_ADDED, EventKind.REPLIED]
        replayer = Replayer(workflows=[ComplaintWorkflow], plugins=[redress_plugin(key_ring=KEYS)], build_id="redress")
        await replayer.replay_workflow(await case.handle.fetch_history())


class TestWhatWasSaidInTime:
    async def test_is_heard_before_a_window_that_shut_while_nobody_was_at_work(self, site: Site) -> None:
        silence = {"after": "PT4S", "means": "accepted"}
        SHELF.put(policy_with(pack=HASTY, service_lines=[HASTY], silence=silence, progress_notice_every=None))
        case = await site.town.open(pack=HASTY, service_line=HASTY, order_number=None)
        async with site.worker():
            await case.until(Stage.INVESTIGATING)
            await case.do("record-finding", trial.INVESTIGATOR, **trial.FINDING)
            await case.do("approve", trial.LEAD)
            until = (await case.until(Stage.AWAITING_COMPLAINANT)).silence_at
        assert until
        await case.say("refuse", reason="too little", said_at=until)
        await asyncio.sleep((until - datetime.now(UTC)).total_seconds() + 0.5)

        async with site.worker():
            events = await case.until_happened(EventKind.REFUSED)

        [refused] = [event for event in events if event.kind is EventKind.REFUSED]
        assert refused.data["said_at"] == until.isoformat()
        assert refused.at > until
        assert EventKind.SILENCE_ELAPSED not in await case.kinds()
        replayer = Replayer(workflows=[ComplaintWorkflow], plugins=[redress_plugin(key_ring=KEYS)], build_id="redress")
        await replayer.replay_workflow(await case.handle.fetch_history())
