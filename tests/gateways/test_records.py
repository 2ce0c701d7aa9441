"""Business records against the real neighbours service, over HTTP."""

import json

import pytest

from domain.ports import NeighbourUnavailable, RecordFacts
from gateways.records import HttpBusinessRecords
from tests.gateways.conftest import AnsweringServer, NeighbourAt
from tests.gateways.neighbours_process import NeighboursProcess
from tests.gateways.wire import http

OVERCHARGED = RecordFacts(
    cause="system_error",
    responsible="platform",
    overcharged_fen=600,
    paid_fen=1500,
    confidence=98,
    facts_clear=True,
)
GOOD = {
    "order": {"number": "A-1"},
    "facts": {"cause": "system_error", "overcharged_fen": 600, "confidence": 98, "facts_clear": True},
    "source": "orders",
    "fetched_at": "2026-03-01T08:00:00Z",
}


@pytest.fixture
def records(neighbours: NeighboursProcess, neighbour_at: NeighbourAt) -> HttpBusinessRecords:
    return HttpBusinessRecords(neighbour=neighbour_at(neighbours.url))


class TestFetch:
    @pytest.mark.parametrize("number", ["BIKE-OVERCHARGE-1", "BIKE-OVERCHARGE-1-000042", "BIKE-OVERCHARGE-1-a/b c?#是"])
    async def test_reads_a_sample_by_its_name_and_by_any_suffix(
        self, records: HttpBusinessRecords, number: str
    ) -> None:
        record = await records.fetch(order_number=number)

        assert record is not None
        assert record.order_number == number
        assert record.facts == OVERCHARGED
        assert record.source == "orders and billing"
        assert record.fetched_at.tzinfo is not None

    @pytest.mark.parametrize(
        "number",
        [
            "",
            ".",
            "..",
            "NOBODY-1",
            "BIKE-OVERCHARGE-",
            "BIKE-OVERCHARGE-12",
            "../healthz",
            "%2e%2e",
            "🚲",
            "\ud800",
            "x" * 201,
        ],
    )
    async def test_gives_none_for_a_number_that_nothing_bears(self, records: HttpBusinessRecords, number: str) -> None:
        record = await records.fetch(order_number=number)

        assert record is None

    async def test_reads_an_order_that_was_put_in(
        self, records: HttpBusinessRecords, neighbours: NeighboursProcess
    ) -> None:
        facts = {"cause": "late_delivery", "delayed_minutes": 31, "confidence": 80}
        neighbours.client.put("/orders/MINE-1", json={"facts": facts}).raise_for_status()

        record = await records.fetch(order_number="MINE-1")

        assert record is not None
        assert record.facts == RecordFacts(cause="late_delivery", delayed_minutes=31, confidence=80)

    async def test_says_that_it_cannot_tell_while_nobody_answers(self, neighbour_at: NeighbourAt) -> None:
        records = HttpBusinessRecords(neighbour=neighbour_at("http://127.0.0.1:9"))

        with pytest.raises(NeighbourUnavailable, match="cannot be reached"):
            await records.fetch(order_number="BIKE-OVERCHARGE-1")

    @pytest.mark.parametrize(
        "answer",
        [
            pytest.param(http(b'{"detail": "Not Found"}', status="404 Not Found"), id="a 404 of something else"),
            pytest.param(http(json.dumps(GOOD).encode(), status="500 Internal Server Error"), id="500"),
            pytest.param(http(json.dumps(GOOD | {"order": {"number": "A-2"}}).encode()), id="another order"),
            pytest.param(http(json.dumps(GOOD | {"facts": {"overcharged_fen": -1}}).encode()), id="below zero"),
            pytest.param(http(json.dumps(GOOD | {"facts": {"overcharged_fen": 2**53}}).encode()), id="over 2^53"),
            pytest.param(http(json.dumps(GOOD | {"facts": {"confidence": 101}}).encode()), id="too sure"),
            pytest.param(http(json.dumps(GOOD | {"facts": {"facts_clear": "yes"}}).encode()), id="a word for a truth"),
            pytest.param(http(json.dumps(GOOD | {"fetched_at": "yesterday"}).encode()), id="no time"),
        ],
    )
    async def test_believes_nothing_that_is_not_in_the_contract(
        self, answering: AnsweringServer, neighbour_at: NeighbourAt, answer: bytes
    ) -> None:
        records = HttpBusinessRecords(neighbour=neighbour_at(await answering(answer)))

        with pytest.raises(NeighbourUnavailable, match="not in the contract"):
            await records.fetch(order_number="A-1")

    async def test_takes_more_than_the_contract_promises(
        self, answering: AnsweringServer, neighbour_at: NeighbourAt
    ) -> None:
        facts = GOOD["facts"] | {"weather": "rain"}  # type: ignore[operator]
        body = json.dumps(GOOD | {"facts": facts, "extra": [1]}).encode()
        records = HttpBusinessRecords(neighbour=neighbour_at(await answering(http(body))))

        record = await records.fetch(order_number="A-1")

        assert record is not None
        assert record.facts.overcharged_fen == 600
