"""Paying: what is settled for something else than was asked for is no success."""

import asyncio
import dataclasses
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from activities.payments import PayInput, PaymentActivities
from domain.ports import PaymentAnswer
from gateways.neighbour import Neighbour
from gateways.payments import HttpPaymentGateway
from tests.gateways.neighbours_process import TOKEN, NeighboursProcess, payment, running_neighbours


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NeighboursProcess]:
    with running_neighbours(tmp_path_factory.mktemp("neighbours")) as service:
        yield service


@pytest.fixture
async def activities(neighbours: NeighboursProcess) -> AsyncIterator[PaymentActivities]:
    neighbour = Neighbour(system="payments", base_url=neighbours.url, token=TOKEN, seconds=0.6)
    yield PaymentActivities(payments=HttpPaymentGateway(neighbour=neighbour))
    await neighbour.close()


class Thinking:
    """A gateway that pays once somebody has waited for it long enough to beat."""

    def __init__(self, waited_for: asyncio.Event) -> None:
        self._waited_for = waited_for

    async def pay(self, **_asked: Any) -> PaymentAnswer:
        async with asyncio.timeout(30):
            await self._waited_for.wait()
        return PaymentAnswer(status="settled")

    async def inquire(self, *, key: str, kind: str) -> PaymentAnswer:
        return PaymentAnswer(status="unknown")


async def paid(activities: PaymentActivities, key: str, *, attempt: int, **changes: Any) -> PaymentAnswer:
    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(environment.info, attempt=attempt)
    usual = {"key": key, "kind": "refund", "amount_fen": 1_200, "reference": "RD-7K2M9QXD"}
    answer: PaymentAnswer = await environment.run(activities.pay, PayInput.model_validate(usual | changes))
    return answer


class TestPay:
    @pytest.mark.parametrize("there", [{"amount_fen": 1_100}, {"currency": "USD"}])
    async def test_refuses_what_the_gateway_has_settled_for_something_else(
        self, activities: PaymentActivities, neighbours: NeighboursProcess, there: dict[str, Any]
    ) -> None:
        key = f"R-{uuid.uuid4()}"
        neighbours.client.post("/payments", json=payment(key, **there)).raise_for_status()

        asked, sent = [await paid(activities, key, attempt=attempt) for attempt in (2, 1)]

        assert (asked.status, asked.reason) == ("refused", "settled_for_something_else")
        assert (sent.status, sent.reason.startswith("key_used_for_another")) == ("refused", True)

    async def test_asks_first_what_was_sent_before_and_refused(
        self, activities: PaymentActivities, neighbours: NeighboursProcess
    ) -> None:
        refused, paid_after_all = (f"R-{uuid.uuid4()}" for _ in range(2))
        neighbours.fault("refuse")
        was = await paid(activities, refused, attempt=1)
        neighbours.client.post("/payments", json=payment(paid_after_all, amount_fen=1_200)).raise_for_status()

        again = [
            await paid(activities, key, attempt=attempt, ask_first=True)
            for key in (refused, paid_after_all)
            for attempt in (1, 2)
        ]

        assert was.status == "refused"
        assert [answer.status for answer in again] == ["settled"] * 4
        assert [len(neighbours.movements(key)) for key in (refused, paid_after_all)] == [1, 1]

    async def test_pays_in_the_packs_currency_out_of_escrow(
        self, activities: PaymentActivities, neighbours: NeighboursProcess
    ) -> None:
        key = f"R-{uuid.uuid4()}"
        deposit = {"key": f"{key}-in", "amount_fen": 1_200, "currency": "EUR"}
        neighbours.client.post("/escrow", json=deposit).raise_for_status()

        answer = await paid(activities, key, attempt=1, account="escrow", currency="EUR")

        assert (answer.status, answer.amount_fen, answer.currency) == ("settled", 1_200, "EUR")

    async def test_says_that_it_is_alive_while_the_gateway_thinks(self) -> None:
        environment, has_beaten = ActivityEnvironment(), asyncio.Event()
        environment.on_heartbeat = lambda *_details: has_beaten.set()
        asked = PayInput(key="R-1", kind="refund", amount_fen=1_200, reference="RD-7K2M9QXD")

        answer = await environment.run(PaymentActivities(payments=Thinking(has_beaten)).pay, asked)

        assert answer == PaymentAnswer(status="settled")
