"""The neighbours service through kills, and callbacks that are not taken."""

import uuid
from pathlib import Path

import pytest

from tests.gateways.neighbours_process import Receiver, payment, repair, running_neighbours


@pytest.fixture
def key() -> str:
    return f"R-{uuid.uuid4()}"


class TestRestart:
    def test_goes_on_with_callbacks_repairs_faults_and_orders_after_a_kill(self, tmp_path: Path, key: str) -> None:
        with (
            Receiver(statuses=[500] * 1000) as receiver,
            running_neighbours(tmp_path, callback_base=receiver.url) as service,
        ):
            service.fault("double_callback")
            service.fault("refuse", times=3)
            service.client.post("/payments", json=payment(key)).raise_for_status()
            service.client.post("/work-orders", json=repair(f"{key}-W", finish_after_seconds=1)).raise_for_status()
            service.client.put("/orders/MINE", json={"facts": {"confidence": 7}}).raise_for_status()

            service.kill()
            receiver.statuses.clear()
            service.start()
            payments = receiver.wait_for(2, key=key)
            repairs = receiver.wait_for(1, key=f"{key}-W")

            assert [news["status"] for news in payments + repairs] == ["settled", "settled", "finished"]
            assert service.client.get("/faults").json()["items"] == [{"on": "payments", "what": "refuse", "times": 3}]
            assert service.client.get("/orders/MINE").json()["facts"]["confidence"] == 7
            assert service.movements(key) == [1200]

    def test_tries_a_callback_again_until_it_is_taken_each_time_with_the_same_id(
        self, tmp_path: Path, key: str
    ) -> None:
        with (
            Receiver(statuses=[500, 401, 302]) as receiver,
            running_neighbours(tmp_path, callback_base=receiver.url) as service,
        ):
            service.client.post("/work-orders", json=repair(key, finish_after_seconds=0)).raise_for_status()

            receiver.wait_for(1, key=key)
            stopped_with = service.stop()

            assert receiver.refused == 3
            assert stopped_with in {0, -15}

    def test_gives_a_callback_up_after_its_time(self, tmp_path: Path, key: str) -> None:
        with (
            Receiver(statuses=[500] * 1000) as receiver,
            running_neighbours(tmp_path, callback_base=receiver.url, give_up_after=0.0) as service,
        ):
            service.client.post("/work-orders", json=repair(key, finish_after_seconds=0)).raise_for_status()
            service.client.post("/work-orders", json=repair(f"{key}-2", finish_after_seconds=0.5)).raise_for_status()
            receiver.wait_for_refusals(2)
            service.stop()

            assert receiver.refused == 2
