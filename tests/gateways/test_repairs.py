"""The repair system against the real neighbours service, over HTTP, and against answers that it would never give."""

import asyncio
import uuid
from typing import Any

import pytest

from domain.ports import WorkOrderAnswer, WorkOrderAsked
from gateways.repairs import HttpRepairSystem
from tests.gateways.conftest import AnsweringServer, NeighbourAt
from tests.gateways.neighbours_process import NeighboursProcess, repair
from tests.gateways.wire import http

SHORT = 0.5


@pytest.fixture
def system(neighbours: NeighboursProcess, neighbour_at: NeighbourAt) -> HttpRepairSystem:
    return HttpRepairSystem(neighbour=neighbour_at(neighbours.url))


@pytest.fixture
def key() -> str:
    return f"RD-{uuid.uuid4()}-W1"


def lock(key: str, **changes: Any) -> WorkOrderAsked:
    usual: dict[str, Any] = {"key": key, "reference": "RD-7K2M9QXD", "what": "车锁打不开", "device": "BIKE-0042"}
    return WorkOrderAsked(**(usual | changes))


def orders(neighbours: NeighboursProcess, key: str) -> list[dict[str, Any]]:
    items = neighbours.client.get("/work-orders").raise_for_status().json()["items"]
    return [item for item in items if item["key"] == key]


async def until_finished(system: HttpRepairSystem, key: str) -> WorkOrderAnswer:
    for _ in range(500):
        answer = await system.inquire(key=key)
        if answer.status == "finished":
            return answer
        await asyncio.sleep(0.02)
    raise AssertionError(f"{key} is not finished")


class TestOrder:
    async def test_is_taken_and_finished_in_its_time(self, system: HttpRepairSystem, key: str) -> None:
        answer = await system.order(lock(key, place="gate 3", until="2199-03-02T09:30:00Z"))

        assert answer == WorkOrderAnswer(status="accepted")
        assert await until_finished(system, key) == WorkOrderAnswer(status="finished", outcome="repaired")

    async def test_is_taken_once_however_often_it_is_sent(
        self, system: HttpRepairSystem, neighbours: NeighboursProcess, key: str
    ) -> None:
        answers = await asyncio.gather(*(system.order(lock(key)) for _ in range(20)))

        assert {answer.status for answer in answers} <= {"accepted", "finished"}
        assert len(orders(neighbours, key)) == 1

    async def test_is_refused_under_the_key_of_another(self, system: HttpRepairSystem, key: str) -> None:
        await system.order(lock(key))

        answer = await system.order(lock(key, what="刹车失灵"))

        assert answer == WorkOrderAnswer(status="refused", reason="key_used_for_another_repair")


class TestFaults:
    async def test_refuse_keeps_nothing_and_says_why(
        self, system: HttpRepairSystem, neighbours: NeighboursProcess, key: str
    ) -> None:
        neighbours.fault("refuse", on="work-orders")

        answer = await system.order(lock(key))

        assert answer == WorkOrderAnswer(status="refused", reason="device_unknown")
        assert await system.inquire(key=key) == WorkOrderAnswer(status="unknown")
        assert orders(neighbours, key) == []

    @pytest.mark.parametrize("fault", ["delay", "drop_answer", "nonsense"])
    async def test_that_lose_the_answer_are_unclear_until_asked(
        self, neighbours: NeighboursProcess, neighbour_at: NeighbourAt, key: str, fault: str
    ) -> None:
        hasty = HttpRepairSystem(neighbour=neighbour_at(neighbours.url, seconds=SHORT))
        neighbours.fault(fault, on="work-orders")

        answer = await hasty.order(lock(key))
        asked = await hasty.inquire(key=key)

        assert answer.status == "unclear"
        assert asked.status in {"accepted", "finished"}
        assert len(orders(neighbours, key)) == 1


class TestCancelling:
    async def test_lets_a_repair_be_however_often_it_is_asked(
        self, system: HttpRepairSystem, neighbours: NeighboursProcess, key: str
    ) -> None:
        neighbours.client.post("/work-orders", json=repair(key, finish_after_seconds=600)).raise_for_status()

        answers = [await system.cancel(key=key) for _ in range(2)]

        assert answers == [WorkOrderAnswer(status="cancelled")] * 2
        assert await system.inquire(key=key) == WorkOrderAnswer(status="cancelled")

    async def test_says_that_a_repair_is_done_already(self, system: HttpRepairSystem, key: str) -> None:
        await system.order(lock(key))
        done = await until_finished(system, key)

        assert await system.cancel(key=key) == done

    async def test_of_what_never_arrived_keeps_it_from_being_made_when_it_does(
        self, system: HttpRepairSystem, key: str
    ) -> None:
        cancelled = await system.cancel(key=key)

        late = await system.order(lock(key))

        assert cancelled == late == WorkOrderAnswer(status="cancelled")

    async def test_that_is_refused_says_why(
        self, system: HttpRepairSystem, neighbours: NeighboursProcess, key: str
    ) -> None:
        neighbours.client.post("/work-orders", json=repair(key, finish_after_seconds=600)).raise_for_status()
        neighbours.fault("refuse", on="work-orders")

        assert await system.cancel(key=key) == WorkOrderAnswer(status="kept", reason="repair_has_begun")

    @pytest.mark.parametrize("fault", ["delay", "drop_answer", "nonsense"])
    async def test_whose_answer_is_lost_is_unclear_and_may_be_asked_again(
        self, neighbours: NeighboursProcess, neighbour_at: NeighbourAt, key: str, fault: str
    ) -> None:
        hasty = HttpRepairSystem(neighbour=neighbour_at(neighbours.url, seconds=SHORT))
        neighbours.client.post("/work-orders", json=repair(key, finish_after_seconds=600)).raise_for_status()
        neighbours.fault(fault, on="work-orders")

        answers = [await hasty.cancel(key=key), await hasty.cancel(key=key)]

        assert [answer.status for answer in answers] == ["unclear", "cancelled"]

    @pytest.mark.parametrize(
        ("raw", "answer"),
        [
            pytest.param(http(b"", status="405 Method Not Allowed"), "cancelling_not_supported", id="no such call"),
            pytest.param(
                http(b'{"key": "W", "status": "accepted", "at": "2026-03-01T08:00:00Z"}'),
                "no_reason_given",
                id="still accepted",
            ),
        ],
    )
    async def test_by_a_system_that_goes_on_all_the_same_is_kept(
        self, answering: AnsweringServer, neighbour_at: NeighbourAt, raw: bytes, answer: str
    ) -> None:
        system = HttpRepairSystem(neighbour=neighbour_at(await answering(raw)))

        assert await system.cancel(key="W") == WorkOrderAnswer(status="kept", reason=answer)


class TestInquiry:
    async def test_does_not_know_what_was_never_ordered(self, system: HttpRepairSystem, key: str) -> None:
        assert await system.inquire(key=key) == WorkOrderAnswer(status="unknown")

    async def test_is_unclear_at_a_wrong_address_or_with_a_wrong_token(
        self, neighbours: NeighboursProcess, neighbour_at: NeighbourAt, key: str
    ) -> None:
        lost = HttpRepairSystem(neighbour=neighbour_at(f"{neighbours.url}/somewhere/else"))
        stranger = HttpRepairSystem(neighbour=neighbour_at(neighbours.url, token="wrong"))

        answers = [await lost.inquire(key=key), await stranger.inquire(key=key), await stranger.order(lock(key))]

        assert [answer.status for answer in answers] == ["unclear"] * 3


GOOD = b'{"key": "W", "status": "finished", "at": "2026-03-01T08:00:00Z", "outcome": "replaced", "parts": ["bolt"]}'


class TestAnswer:
    async def test_by_the_contract_is_read_whole(self, answering: AnsweringServer, neighbour_at: NeighbourAt) -> None:
        system = HttpRepairSystem(neighbour=neighbour_at(await answering(http(GOOD))))

        answer = await system.order(lock("W"))

        assert answer == WorkOrderAnswer(status="finished", outcome="replaced", parts=("bolt",))

    @pytest.mark.parametrize(
        "answer",
        [
            pytest.param(http(GOOD.replace(b'"W"', b'"X"')), id="another key"),
            pytest.param(http(GOOD.replace(b"finished", b"perhaps")), id="an unknown status"),
            pytest.param(
                http(GOOD.replace(b"replaced", b"by Zhang San, 13800138000")), id="an outcome that is no word"
            ),
            pytest.param(http(GOOD.replace(b'"bolt"', b'"a\\u0000b"')), id="a part that nobody can keep"),
            pytest.param(http(GOOD.replace(b'["bolt"]', b"[" + b",".join([b'"x"'] * 51) + b"]")), id="many parts"),
            pytest.param(http(GOOD, status="500 Internal Server Error"), id="500"),
            pytest.param(http(b"<html>no</html>", status="422 Unprocessable Entity"), id="a proxy's 422"),
            pytest.param(http(b'{"reason": "unknown_key"}', status="404 Not Found"), id="404 to an order"),
        ],
    )
    async def test_that_is_not_in_the_contract_is_unclear(
        self, answering: AnsweringServer, neighbour_at: NeighbourAt, answer: bytes
    ) -> None:
        system = HttpRepairSystem(neighbour=neighbour_at(await answering(answer)))

        said = await system.order(lock("W"))

        assert said.status == "unclear"
        assert "1380" not in said.reason
