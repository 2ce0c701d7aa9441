"""Repairs on the real engine: ordered once whatever is lost, heard of early, late, twice or never (D2)."""

import asyncio
from typing import Any

import pytest

from domain.kinds import EventKind, Stage
from domain.policy import SHELF
from domain.ports import WorkOrderAnswer
from domain.work_orders import open_orders
from tests.domain.stages import policy_with
from tests.engine.history import until_at_rest
from tests.engine.silent_worker import COMMITTED
from tests.engine.site import Site
from tests.engine.test_payment_faults import heard, until_idle
from tests.engine.town import PATIENCE, LiveCase, Town
from workflows.messages import REPAIR_SIGNAL, RepairNews

pytestmark = pytest.mark.engine

LOCK: dict[str, Any] = {"what": "The lock does not close", "device": "BIKE-0042", "place": "at Zhang San's door"}


def orders(town: Town, number: str) -> list[dict[str, Any]]:
    """What the repair system holds of a case."""
    items = town.neighbours.client.get("/work-orders").raise_for_status().json()["items"]
    return [item for item in items if item["key"].startswith(f"{number}-W")]


async def under_repair(town: Town, *, fault: str = "", **complaint: Any) -> LiveCase:
    """A case with a work order, which meets a fault."""
    case = await town.open(order_number=None, **complaint)
    await case.until(Stage.INVESTIGATING)
    if fault:
        town.neighbours.fault(fault, on="work-orders")
    await case.do("order-repair", **LOCK)
    return case


async def called_back(case: LiveCase, *ids: str, order: str = "W1", **said: Any) -> None:
    """Let callbacks reach the case, as the hook passes them on."""
    answer = WorkOrderAnswer.model_validate({"status": "finished", "outcome": "repaired", **said})
    for request_id in ids:
        news = RepairNews(request_id=request_id, order=f"{case.number}-{order}", answer=answer)
        await case.handle.signal(REPAIR_SIGNAL, news)


async def until_finished(town: Town, number: str) -> None:
    for _ in range(int(PATIENCE / 0.02)):
        if all(order["status"] == "finished" for order in orders(town, number)):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{number}: the shop has not finished within {PATIENCE} s")


class TestOrdering:
    @pytest.mark.parametrize("fault", ["delay", "drop_answer", "nonsense"])
    async def test_is_done_once_whatever_the_repair_system_answers(self, town: Town, fault: str) -> None:
        case = await under_repair(town, fault=fault)

        await case.until_happened(EventKind.WORK_ORDER_SENT)
        await until_idle(case)

        assert len(orders(town, case.number)) == 1
        assert (await case.kinds()).count(EventKind.WORK_ORDER_SENT) == 1

    async def test_that_is_refused_goes_back_to_people(self, town: Town) -> None:
        case = await under_repair(town, fault="refuse")

        await case.until_happened(EventKind.WORK_ORDER_REFUSED)
        await until_idle(case)

        [task] = (await case.case()).open_tasks
        assert task.because == "work_order_refused"
        assert orders(town, case.number) == []

    async def test_is_done_once_by_a_worker_that_is_killed_before_it_says_so(self, site: Site) -> None:
        case = await _placed_in_silence(site)

        async with site.worker():
            await case.until_happened(EventKind.WORK_ORDER_SENT)

        assert len(orders(site.town, case.number)) == 1
        assert (await case.kinds()).count(EventKind.WORK_ORDER_PLACED) == 1

    async def test_goes_on_through_a_new_run(self, town: Town) -> None:
        case = await under_repair(town, event_limit=40)
        first = await case.run_id()
        for number in range(8):
            await case.do("note", text=f"note {number}")

        await called_back(case, "callback")

        await case.until_happened(EventKind.WORK_ORDER_DONE)
        assert await case.run_id() != first
        assert len(orders(town, case.number)) == 1


async def _placed_in_silence(site: Site) -> LiveCase:
    async with site.worker_process(silent_after=EventKind.WORK_ORDER_PLACED) as worker:
        case = await site.town.open(order_number=None)
        await case.until(Stage.INVESTIGATING)
        ordering = asyncio.create_task(case.do("order-repair", **LOCK))
        assert worker.stdout is not None
        assert (await worker.stdout.readline()).decode().strip() == COMMITTED
        await until_at_rest(case)
        worker.kill()
        await worker.wait()
    ordering.cancel()
    await asyncio.gather(ordering, return_exceptions=True)
    return case


class TestCallback:
    async def test_that_comes_before_the_answer_says_all(self, town: Town) -> None:
        case = await under_repair(town, fault="delay")

        await called_back(case, "callback")
        await case.until_happened(EventKind.WORK_ORDER_DONE)
        await until_idle(case)
        kinds = await heard(case)

        assert [kinds.count(kind) for kind in (EventKind.WORK_ORDER_SENT, EventKind.WORK_ORDER_DONE)] == [1, 1]
        assert EventKind.NOT_APPLICABLE not in kinds

    async def test_that_comes_twice_is_heard_once(self, town: Town) -> None:
        case = await under_repair(town)
        await case.until_happened(EventKind.WORK_ORDER_SENT)

        await called_back(case, "callback", "callback", "another")
        kinds = await heard(case)

        assert kinds.count(EventKind.WORK_ORDER_DONE) == 1
        assert EventKind.NOT_APPLICABLE not in kinds

    async def test_of_an_order_of_another_case_is_kept_and_changes_nothing(self, town: Town) -> None:
        case = await under_repair(town)
        await case.until_happened(EventKind.WORK_ORDER_SENT)

        await called_back(case, "callback", order="W7")
        kinds = await heard(case)

        assert kinds.count(EventKind.NOT_APPLICABLE) == 1
        assert EventKind.WORK_ORDER_DONE not in kinds

    async def test_that_never_comes_is_asked_for(self, town: Town) -> None:
        SHELF.put(policy_with(pack="asking", service_lines=["asking"], repairs={"ask_again_every": "PT6H"}))
        case = await under_repair(town, fault="never", pack="asking", service_line="asking")
        await case.until_happened(EventKind.WORK_ORDER_SENT)
        await until_finished(town, case.number)

        await case.pass_time(hours=6, minutes=1)
        events = await case.until_happened(EventKind.WORK_ORDER_DONE)

        assert [event.kind for event in events].count(EventKind.WORK_ORDER_ASKED) == 1
        [done] = [event for event in events if event.kind is EventKind.WORK_ORDER_DONE]
        assert done.data["outcome"] == "repaired"


class TestCancelling:
    async def test_ends_a_repair_that_the_shop_has_not_made(self, town: Town) -> None:
        case = await under_repair(town, fault="never")
        await case.until_happened(EventKind.WORK_ORDER_SENT)
        town.neighbours.fault("drop_answer", on="work-orders")

        await case.do("cancel-repair", order=f"{case.number}-W1", reason="not wanted any more")

        await case.until_true(lambda it: not open_orders(it), what="end of the repair")
        town.neighbours.client.delete("/faults")
        [held], kinds = orders(town, case.number), await case.kinds()
        ended = EventKind.WORK_ORDER_CANCELLED if held["status"] == "cancelled" else EventKind.WORK_ORDER_DONE
        assert kinds.count(ended) == 1

    async def test_waits_until_the_order_has_been_answered(self, town: Town) -> None:
        case = await under_repair(town, fault="delay")

        await case.do("cancel-repair", order=f"{case.number}-W1", reason="not wanted any more")
        await case.until_true(lambda it: not open_orders(it), what="end of the repair")
        await until_idle(case)

        assert len(orders(town, case.number)) == 1
        assert (await case.kinds()).count(EventKind.WORK_ORDER_SENT) == 1

    async def test_that_the_shop_refuses_goes_back_to_people(self, town: Town) -> None:
        case = await under_repair(town)
        await case.until_happened(EventKind.WORK_ORDER_SENT)
        town.neighbours.fault("refuse", on="work-orders")

        await case.do("cancel-repair", order=f"{case.number}-W1", reason="not wanted any more")
        ended = await case.until_true(
            lambda it: bool(it.open_tasks) or not open_orders(it), what="an answer of the repair shop"
        )
        town.neighbours.client.delete("/faults")

        assert [task.because for task in ended.open_tasks] in ([], ["work_order_kept"])


class TestWithdrawal:
    async def test_leaves_the_repair_to_the_repair_system(self, town: Town) -> None:
        case = await under_repair(town)
        await case.until_happened(EventKind.WORK_ORDER_SENT)

        await case.say("withdraw", reason="never mind")

        ended = await case.until_true(lambda it: it.has_ended, what="archive")
        assert open_orders(ended) == ()
        assert EventKind.WORK_ORDER_LEFT in await case.kinds()
