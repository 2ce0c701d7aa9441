"""The ways by which messages leave the house, by settings."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from console.carriers import message_carriers
from gateways.neighbour import Neighbour
from gateways.sms import HttpSmsCarrier
from settings import PREFIX, Settings
from tests.console.conftest import SETTINGS
from tests.gateways.neighbours_process import NeighboursProcess, running_neighbours

TO = "wang@example.com"


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NeighboursProcess]:
    with running_neighbours(tmp_path_factory.mktemp("neighbours")) as process:
        yield process


@pytest.fixture
async def sms() -> AsyncIterator[HttpSmsCarrier]:
    neighbour = Neighbour(system="sms", base_url="http://127.0.0.1:1", token="neighbours-token-1")
    yield HttpSmsCarrier(neighbour=neighbour)
    await neighbour.close()


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Settings without a mail server."""
    monkeypatch.chdir(tmp_path)
    own = {"DATABASE_URL": "postgresql://redress@127.0.0.1:1/redress", "BLOBS_URL": tmp_path.as_uri()}
    for name, value in (SETTINGS | own).items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)
    return monkeypatch


class TestMessageCarriers:
    async def test_bring_mails_where_a_server_is_named(
        self, named: pytest.MonkeyPatch, neighbours: NeighboursProcess, sms: HttpSmsCarrier
    ) -> None:
        named.setenv(f"{PREFIX}NOTICES_SMTP_URL", f"smtp://127.0.0.1:{neighbours.mail_port}")
        named.setenv(f"{PREFIX}NOTICES_FROM", "redress@house.example")

        carriers = message_carriers(Settings.load(), sms=sms)
        await carriers["email"].send(key="k", to=TO, subject="查询码", text="A code.")

        [mail] = neighbours.client.get("/mails").json()["items"]
        assert (mail["to"], mail["subject"], mail["text"].strip()) == (TO, "查询码", "A code.")

    async def test_are_short_messages_alone_otherwise(self, named: pytest.MonkeyPatch, sms: HttpSmsCarrier) -> None:
        assert message_carriers(Settings.load(), sms=sms).keys() == {"sms"}
