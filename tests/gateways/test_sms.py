"""The SMS carrier against the real neighbours service, over HTTP."""

import uuid

import pytest

from domain.ports import NeighbourRefused, NeighbourUnavailable
from gateways.sms import HttpSmsCarrier
from tests.gateways.conftest import AnsweringServer, NeighbourAt
from tests.gateways.neighbours_process import NeighboursProcess
from tests.gateways.wire import http

TO = "+8613800138000"


@pytest.fixture
def carrier(neighbours: NeighboursProcess, neighbour_at: NeighbourAt) -> HttpSmsCarrier:
    return HttpSmsCarrier(neighbour=neighbour_at(neighbours.url))


@pytest.fixture
def key() -> str:
    return str(uuid.uuid4())


def sent(neighbours: NeighboursProcess, key: str) -> list[tuple[str, str]]:
    items = neighbours.client.get("/sms").raise_for_status().json()["items"]
    return [(item["to"], item["text"]) for item in items if item["key"] == key]


class TestSend:
    async def test_sends_once_however_often_it_is_tried(
        self, carrier: HttpSmsCarrier, neighbours: NeighboursProcess, key: str
    ) -> None:
        for _ in range(3):
            await carrier.send(key=key, to=TO, text="您的投诉已受理 🚲")

        assert sent(neighbours, key) == [(TO, "您的投诉已受理 🚲")]

    @pytest.mark.parametrize(
        ("written", "dialled"),
        [
            ("138 0013 8000", "13800138000"),
            ("+86 139-1111-3333", "+8613911113333"),
            ("(021) 5555.6666", "02155556666"),
            ("１３８００１３８０００", "13800138000"),
        ],
    )
    async def test_dials_a_number_as_people_write_it(
        self, carrier: HttpSmsCarrier, neighbours: NeighboursProcess, key: str, written: str, dialled: str
    ) -> None:
        await carrier.send(key=key, to=written, text="x")

        assert sent(neighbours, key) == [(dialled, "x")]

    async def test_reaches_no_extension(self, carrier: HttpSmsCarrier, neighbours: NeighboursProcess, key: str) -> None:
        with pytest.raises(NeighbourRefused):
            await carrier.send(key=key, to="021-55556666 转 801", text="x")

        assert sent(neighbours, key) == []

    @pytest.mark.parametrize(("to", "text"), [("", "x"), ("nobody", "x"), (TO, ""), (TO, "x" * 2001), (TO, "\ud800")])
    async def test_is_told_when_the_carrier_will_not_send_it(
        self, carrier: HttpSmsCarrier, neighbours: NeighboursProcess, key: str, to: str, text: str
    ) -> None:
        with pytest.raises(NeighbourRefused, match="sms: invalid_request"):
            await carrier.send(key=key, to=to, text=text)

        assert sent(neighbours, key) == []

    async def test_leaves_it_at_what_was_sent_first_under_a_key(
        self, carrier: HttpSmsCarrier, neighbours: NeighboursProcess, key: str
    ) -> None:
        await carrier.send(key=key, to=TO, text="one")

        await carrier.send(key=key, to=TO, text="another")

        assert sent(neighbours, key) == [(TO, "one")]

    @pytest.mark.parametrize(
        "answer", [b"", http(b"{}"), http(b'{"key": "another", "status": "accepted"}'), http(b"", status="502 Oops")]
    )
    async def test_cannot_tell_after_an_answer_that_is_none(
        self, answering: AnsweringServer, neighbour_at: NeighbourAt, answer: bytes
    ) -> None:
        carrier = HttpSmsCarrier(neighbour=neighbour_at(await answering(answer)))

        with pytest.raises(NeighbourUnavailable):
            await carrier.send(key="K", to=TO, text="x")
