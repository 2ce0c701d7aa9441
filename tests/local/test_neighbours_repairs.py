"""Repairs of the neighbours service: what they say at their end, and how often."""

import uuid
from collections.abc import Iterator

import pytest

from tests.gateways.neighbours_process import NeighboursProcess, Receiver, repair, running_neighbours


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[NeighboursProcess]:
    with running_neighbours(tmp_path_factory.mktemp("repairs"), callback_base=receiver.url) as service:
        yield service


@pytest.fixture
def key() -> str:
    return f"RD-{uuid.uuid4()}-W1"


class TestRepairs:
    def test_say_what_came_of_them_and_which_parts_they_took(
        self, service: NeighboursProcess, receiver: Receiver, key: str
    ) -> None:
        service.client.post("/work-orders", json=repair(key, outcome="replaced", parts=["bolt"])).raise_for_status()

        [news] = receiver.wait_for(1, key=key)

        assert (news["outcome"], news["parts"]) == ("replaced", ["bolt"])

    @pytest.mark.parametrize(("fault", "copies"), [("double_callback", 2), ("late", 1)])
    def test_are_told_of_as_their_fault_says(
        self, service: NeighboursProcess, receiver: Receiver, key: str, fault: str, copies: int
    ) -> None:
        service.fault(fault, on="work-orders")
        service.client.post("/work-orders", json=repair(key)).raise_for_status()

        news = receiver.wait_for(copies, key=key)

        assert len({each["id"] for each in news}) == 1

    def test_are_never_told_of_when_that_is_asked_for(
        self, service: NeighboursProcess, receiver: Receiver, key: str
    ) -> None:
        service.fault("never", on="work-orders")
        service.client.post("/work-orders", json=repair(key)).raise_for_status()
        service.client.post("/work-orders", json=repair(f"{key}-next")).raise_for_status()

        receiver.wait_for(1, key=f"{key}-next")

        assert service.client.get(f"/work-orders/{key}").json()["status"] == "finished"
        assert [body for _, body in receiver.received if body["key"] == key] == []
