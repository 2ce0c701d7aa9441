"""The neighbours' mailbox, as the mail carrier meets it."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.mail_server import MailServer
from domain.ports import DeliveryUnclear, NeighbourRefused, NeighbourUnavailable
from gateways.mail import SmtpMailCarrier
from tests.gateways.neighbours_process import NeighboursProcess, running_neighbours

TO = "wang@example.com"


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NeighboursProcess]:
    with running_neighbours(tmp_path_factory.mktemp("mailbox")) as process:
        yield process


@pytest.fixture
def subject() -> str:
    return f"投诉 {uuid.uuid4()}"


async def send(process: NeighboursProcess, subject: str) -> None:
    server = MailServer.parse(f"smtp://127.0.0.1:{process.mail_port}")
    carrier = SmtpMailCarrier(server=server, sender="redress@house.example")
    await carrier.send(key=subject, to=TO, subject=subject, text="请处理。\n谢谢。\n")


def came(process: NeighboursProcess, subject: str) -> list[tuple[str, str]]:
    items = process.client.get("/mails").raise_for_status().json()["items"]
    return [(item["to"], item["text"]) for item in items if item["subject"] == subject]


class TestMailbox:
    async def test_shows_what_came(self, process: NeighboursProcess, subject: str) -> None:
        await send(process, subject)

        assert came(process, subject) == [(TO, "请处理。\n谢谢。\n")]

    async def test_shows_twice_what_came_twice(self, process: NeighboursProcess, subject: str) -> None:
        for _ in range(2):
            await send(process, subject)

        items = process.client.get("/mails").json()["items"]
        ids = [item["message_id"] for item in items if item["subject"] == subject]
        assert len(ids) == 2
        assert len(set(ids)) == 1

    @pytest.mark.parametrize(
        ("fault", "error", "count"),
        [("refuse", NeighbourRefused, 0), ("delay", NeighbourUnavailable, 0), ("drop_answer", DeliveryUnclear, 1)],
    )
    async def test_does_what_a_fault_says_once(
        self, process: NeighboursProcess, subject: str, fault: str, error: type[Exception], count: int
    ) -> None:
        process.fault(fault, on="mail")

        with pytest.raises(error):
            await send(process, subject)

        assert len(came(process, subject)) == count
        await send(process, subject)
        assert len(came(process, subject)) == count + 1

    @pytest.mark.parametrize("fault", ["late", "nonsense", "double_callback"])
    def test_knows_no_other_faults(self, process: NeighboursProcess, fault: str) -> None:
        assert process.client.post("/faults", json={"on": "mail", "what": fault}).status_code == 422

    def test_opens_for_the_token_only(self, process: NeighboursProcess) -> None:
        assert process.client.get("/mails", headers={"Authorization": "Bearer other"}).status_code == 401

    async def test_keeps_mails_through_a_kill(self, tmp_path: Path, subject: str) -> None:
        with running_neighbours(tmp_path) as process:
            await send(process, subject)
            process.kill()
            process.start()

            assert len(came(process, subject)) == 1
