"""One standard record on every channel (A3): what was filed stands at the desk, field by field, unaltered."""

from datetime import UTC, datetime, timedelta
from typing import Any

from api.forms import ComplainantForm, ComplaintForm
from tests.api.house import House
from tests.api.work import opened

NOW = datetime.now(UTC).replace(microsecond=123_456)
FILED: dict[str, Any] = {
    "service_line": "trial_bike",
    "channel": "hotline",
    "title": "Ten minutes, three hours — “why?”",
    "description": "I was overcharged for a ride of ten minutes. 🚲",
    "complainant": {
        "name": "Zhang San (张三)",
        "phone": "+86 138 0000 0000",
        "email": "Zhang.San@Example.COM",
        "language": "en-GB",
    },
    "order_number": "ORDER-1/ä",
    "region": "310115001000",
    "amount_fen": 2**53 - 1,
    "respondent": "The shop at the corner",
    "occurred_at": (NOW - timedelta(days=2)).isoformat(),
    "answer_by": "email",
    "representing": "A Club Ltd.",
    "claims": {"minutes": 10, "free": False, "paid": 1.5, "where": ["a", {"b": None}], "words": "\u202eمرحبا"},
    "flags": ["vip", "legal"],
    "received_at": (NOW - timedelta(hours=3)).isoformat(),
    "on_behalf_of": "her son",
}
INSTANTS = ("occurred_at", "received_at")


class TestRecord:
    async def test_stands_at_the_desk_as_the_clerk_filed_it(self, at_work: House) -> None:
        clerk = await at_work.hire("clerk", department="front")
        case = await opened(at_work, headers=clerk.headers, **FILED)

        answer = await at_work.http.get(case.desk, headers=clerk.headers)

        record = answer.json()["complaint"]
        kept = {name: record[name] for name in FILED} | {name: at(record[name]) for name in INSTANTS}
        kept["description"] = record["description"]["text"]
        assert kept == FILED | {name: at(FILED[name]) for name in INSTANTS}
        assert record["filed_by"] == clerk.member.id

    def test_has_every_field_that_can_be_filed(self) -> None:
        assert FILED.keys() == ComplaintForm.model_fields.keys()
        assert FILED["complainant"].keys() == ComplainantForm.model_fields.keys()

    async def test_of_a_complainant_says_so_and_invents_nothing(self, at_work: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")

        answer = await at_work.http.get(case.desk, headers=agent.headers)

        record = answer.json()["complaint"]
        optional = ("title", "respondent", "occurred_at", "answer_by", "representing", "received_at", "on_behalf_of")
        assert {record[name] for name in optional} == {None}
        assert (record["claims"], record["flags"], record["region"]) == ({}, [], "")
        assert record["filed_by"] == "complainant"


def at(instant: str) -> datetime:
    """Read an instant, however it is written."""
    return datetime.fromisoformat(instant)
