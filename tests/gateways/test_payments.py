"""The payment gateway against the real neighbours service, over HTTP."""

import asyncio
import uuid
from pathlib import Path

import pytest

from domain.ports import PaymentAnswer
from gateways.payments import HttpPaymentGateway
from tests.gateways.conftest import NeighbourAt
from tests.gateways.neighbours_process import NeighboursProcess, running_neighbours

SHORT = 0.5


@pytest.fixture
def gateway(neighbours: NeighboursProcess, neighbour_at: NeighbourAt) -> HttpPaymentGateway:
    return HttpPaymentGateway(neighbour=neighbour_at(neighbours.url))


@pytest.fixture
def key() -> str:
    return f"R-{uuid.uuid4()}"


async def pay(gateway: HttpPaymentGateway, key: str, *, kind: str = "refund", amount_fen: int = 1200) -> PaymentAnswer:
    return await gateway.pay(key=key, kind=kind, amount_fen=amount_fen, reference="RD-7K2M9QXD")


async def inquire_until_settled(gateway: HttpPaymentGateway, key: str) -> list[str]:
    """Ask until settled; give the different answers in their order."""
    seen: list[str] = []
    async with asyncio.timeout(10):
        while "settled" not in seen:
            answer = await gateway.inquire(key=key, kind="refund")
            seen += [answer.status] if answer.status not in seen else []
            await asyncio.sleep(0.02)
    return seen


class TestPay:
    async def test_settles_and_says_when(
        self, gateway: HttpPaymentGateway, neighbours: NeighboursProcess, key: str
    ) -> None:
        answer = await pay(gateway, key)

        assert answer.status == "settled"
        assert answer.settled_at is not None
        assert neighbours.movements(key) == [1200]

    @pytest.mark.parametrize(
        ("kind", "book"),
        [
            ("refund", "payments"),
            ("compensation", "payments"),
            ("voucher", "vouchers"),
            ("extension", "vouchers"),
        ],
    )
    async def test_sends_each_kind_to_its_book(
        self, gateway: HttpPaymentGateway, neighbours: NeighboursProcess, key: str, kind: str, book: str
    ) -> None:
        answer = await pay(gateway, key, kind=kind)

        other = {"payments": "vouchers", "vouchers": "payments"}[book]
        assert answer.status == "settled"
        assert neighbours.movements(key, book=book) == [1200]
        assert neighbours.movements(key, book=other) == []

    async def test_says_for_how_many_days(
        self, gateway: HttpPaymentGateway, neighbours: NeighboursProcess, key: str
    ) -> None:
        asked = {"key": key, "kind": "extension", "amount_fen": 0, "reference": "RD-7K2M9QXD"}

        answers = [await gateway.pay(**asked, days=days) for days in (7, 7, 8)]  # type: ignore[arg-type]

        assert [answer.status for answer in answers] == ["settled", "settled", "refused"]
        items = neighbours.client.get("/vouchers").json()["items"]
        assert [(each["amount_fen"], each["days"]) for each in items if each["key"] == key] == [(0, 7)]

    async def test_moves_money_once_however_often_and_however_many_at_once(
        self, gateway: HttpPaymentGateway, neighbours: NeighboursProcess, key: str
    ) -> None:
        answers = await asyncio.gather(*(pay(gateway, key) for _ in range(20)))

        assert len(set(answers)) == 1
        assert answers[0].status == "settled"
        assert neighbours.movements(key) == [1200]

    async def test_refuses_a_key_that_stands_for_another_amount(
        self, gateway: HttpPaymentGateway, neighbours: NeighboursProcess, key: str
    ) -> None:
        await pay(gateway, key, amount_fen=1200)

        answer = await pay(gateway, key, amount_fen=1300)

        assert answer == PaymentAnswer(status="refused", reason="key_used_for_another_amount")
        assert neighbours.movements(key) == [1200]

    async def test_does_not_know_how_to_pay_an_apology(self, gateway: HttpPaymentGateway, key: str) -> None:
        with pytest.raises(ValueError, match="apology"):
            await pay(gateway, key, kind="apology")


class TestFaults:
    async def test_refuse_moves_nothing_says_why_and_lets_the_same_key_try_again(
        self, gateway: HttpPaymentGateway, neighbours: NeighboursProcess, key: str
    ) -> None:
        neighbours.fault("refuse")

        refused = await pay(gateway, key)
        asked = await gateway.inquire(key=key, kind="refund")
        moved_meanwhile = neighbours.movements(key)
        again = await pay(gateway, key)

        assert refused == PaymentAnswer(status="refused", reason="payee_account_closed")
        assert asked == refused
        assert moved_meanwhile == []
        assert again.status == "settled"
        assert neighbours.movements(key) == [1200]

    async def test_delay_is_unclear_until_asked(
        self, gateway: HttpPaymentGateway, neighbours: NeighboursProcess, neighbour_at: NeighbourAt, key: str
    ) -> None:
        hasty = HttpPaymentGateway(neighbour=neighbour_at(neighbours.url, seconds=SHORT))
        neighbours.fault("delay")

        answer = await pay(hasty, key)
        asked = await gateway.inquire(key=key, kind="refund")

        assert answer == PaymentAnswer(status="unclear", reason="payments: no answer within 0.5 s")
        assert asked.status == "settled"
        assert neighbours.movements(key) == [1200]

    async def test_late_is_pending_then_settled(
        self, gateway: HttpPaymentGateway, neighbours: NeighboursProcess, key: str
    ) -> None:
        neighbours.fault("late")

        answer = await pay(gateway, key)
        moved_at_once = neighbours.movements(key)
        repeated = await pay(gateway, key)
        seen = await inquire_until_settled(gateway, key)

        assert (answer.status, repeated.status) == ("pending", "pending")
        assert moved_at_once == []
        assert seen == ["pending", "settled"]
        assert neighbours.movements(key) == [1200]

    async def test_drop_answer_is_unclear_though_it_paid(
        self, gateway: HttpPaymentGateway, neighbours: NeighboursProcess, key: str
    ) -> None:
        neighbours.fault("drop_answer")

        answer = await pay(gateway, key)
        asked = await gateway.inquire(key=key, kind="refund")

        assert answer.status == "unclear"
        assert "the connection broke before the answer was whole" in answer.reason
        assert asked.status == "settled"
        assert neighbours.movements(key) == [1200]

    async def test_nonsense_is_unclear_whatever_it_is(
        self, gateway: HttpPaymentGateway, neighbours: NeighboursProcess
    ) -> None:
        keys = [f"R-{uuid.uuid4()}" for _ in range(25)]
        neighbours.fault("nonsense", times=len(keys))

        answers = [await pay(gateway, each) for each in keys]
        asked = [await gateway.inquire(key=each, kind="refund") for each in keys]

        assert {answer.reason for answer in answers} == {
            "payments: an answer with status 200 that is not in the contract"
        }
        assert {answer.status for answer in answers} == {"unclear"}
        assert {answer.status for answer in asked} == {"settled"}
        assert [neighbours.movements(each) for each in keys] == [[1200]] * len(keys)

    async def test_come_in_the_order_asked_for_and_only_to_calls_that_move_money(
        self, gateway: HttpPaymentGateway, neighbours: NeighboursProcess, key: str
    ) -> None:
        settled = f"R-{uuid.uuid4()}"
        await pay(gateway, settled)
        neighbours.fault("refuse", times=2)
        neighbours.fault("late")

        repeated = await pay(gateway, settled)
        voucher = await pay(gateway, key, kind="voucher")
        asked = await gateway.inquire(key=key, kind="refund")
        answers = [(await pay(gateway, f"{key}-{n}")).status for n in range(4)]

        assert (repeated.status, voucher.status, asked.status) == ("settled", "settled", "unknown")
        assert answers == ["refused", "refused", "pending", "settled"]


class TestInquire:
    async def test_does_not_know_a_key_that_was_never_sent(self, gateway: HttpPaymentGateway, key: str) -> None:
        answer = await gateway.inquire(key=key, kind="refund")

        assert answer == PaymentAnswer(status="unknown")

    async def test_is_unclear_with_a_wrong_token_since_that_tells_nothing(
        self, neighbours: NeighboursProcess, neighbour_at: NeighbourAt, key: str
    ) -> None:
        stranger = HttpPaymentGateway(neighbour=neighbour_at(neighbours.url, token="wrong"))

        answers = [await pay(stranger, key), await stranger.inquire(key=key, kind="refund")]

        assert [answer.status for answer in answers] == ["unclear", "unclear"]
        assert neighbours.movements(key) == []

    async def test_is_unclear_at_a_wrong_address_though_that_answers_404(
        self, neighbours: NeighboursProcess, neighbour_at: NeighbourAt, key: str
    ) -> None:
        lost = HttpPaymentGateway(neighbour=neighbour_at(f"{neighbours.url}/somewhere/else"))

        answer = await lost.inquire(key=key, kind="refund")

        assert answer.status == "unclear"


class TestKilled:
    async def test_between_commit_and_answer_then_started_again_has_paid_exactly_once(
        self, tmp_path: Path, neighbour_at: NeighbourAt, key: str
    ) -> None:
        with running_neighbours(tmp_path, delay=30) as neighbours:
            gateway = HttpPaymentGateway(neighbour=neighbour_at(neighbours.url))
            neighbours.fault("delay")
            paying = asyncio.create_task(pay(gateway, key))
            await asyncio.to_thread(neighbours.wait_for_movement, key)

            neighbours.kill()
            answers = [await paying, await gateway.inquire(key=key, kind="refund"), await pay(gateway, key)]
            neighbours.start()
            asked = await gateway.inquire(key=key, kind="refund")
            again = await pay(gateway, key)

            assert [answer.status for answer in answers] == ["unclear", "unclear", "unclear"]
            assert [answer.reason for answer in answers[1:]] == ["payments: cannot be reached"] * 2
            assert asked.status == "settled"
            assert again == asked
            assert neighbours.movements(key) == [1200]

    async def test_while_payments_are_late_settles_each_once_after_the_restart(
        self, tmp_path: Path, neighbour_at: NeighbourAt, key: str
    ) -> None:
        with running_neighbours(tmp_path, late=0.5) as neighbours:
            gateway = HttpPaymentGateway(neighbour=neighbour_at(neighbours.url))
            keys = [f"{key}-{n}" for n in range(5)]
            neighbours.fault("late", times=len(keys))
            pending = [(await pay(gateway, each)).status for each in keys]

            neighbours.kill()
            neighbours.start()
            for each in keys:
                await inquire_until_settled(gateway, each)

            assert pending == ["pending"] * len(keys)
            assert [neighbours.movements(each) for each in keys] == [[1200]] * len(keys)
