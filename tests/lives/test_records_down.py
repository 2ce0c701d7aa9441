"""A records system that is down: the investigation goes on, says so, and fetches later (D4)."""

from tests.api.house import House
from tests.api.work import give, until_told
from tests.gateways.neighbours_process import NeighboursProcess
from tests.lives.city import complain, desk, hired_for, timeline, until_desk

FINDING = {
    "facts": "两次扣款，银行流水已核对。",
    "cause": "system_error",
    "responsible": "platform",
    "facts_clear": True,
    "overcharged_fen": 300,
    "confidence": 90,
}


class TestRecordsThatAreDown:
    async def test_stop_no_investigation_are_marked_and_are_fetched_later(
        self, city: House, neighbours: NeighboursProcess
    ) -> None:
        neighbours.kill()
        case = await complain(
            city, "bike", "骑行被多扣了六元，重复扣款。", phone="13900000001", order_number="BIKE-OVERCHARGE-1-down"
        )
        billing = await hired_for(city, case)

        waiting = await desk(city, case, billing)
        found = await give(city, case, billing, "record-finding", **FINDING)
        text = next(item["text"] for item in await timeline(city, case, billing.headers) if "Finding" in item["text"])
        neighbours.start()
        await until_told(city, case, "records_fetched")
        after = await until_desk(city, case, billing, records="fetched")

        assert (waiting["stage"], waiting["records"]) == ("investigating", "wanted")
        assert "has not answered yet" in waiting["records_title"]
        assert found["without_records"]
        assert "recorded before the business records could be read" in text
        assert "records" in after["evidence"]
        assert after["established"]["overcharged_fen"] == 300
        assert [remedy["amount_fen"] for remedy in after["remedies"]] == [600]
