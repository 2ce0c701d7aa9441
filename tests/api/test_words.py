"""What people write comes back word for word, or is refused in words: nothing of it is lost, altered or a 500."""

import asyncio
import json
from typing import Any, NamedTuple

import pytest
from temporalio.client import Client

from tests.api.house import Case, House, paths
from tests.api.test_acts import signals
from tests.api.work import PATIENCE, opened

ODD = "🚲🔥👨‍👩‍👧‍👦 \u202eمرحبا\u202c בעיה\nline two \ufeff\u200b𝒜"


class Place(NamedTuple):
    """Where words go: a path, a field, and the rest of the body."""

    path: str
    field: str
    rest: dict[str, Any]


PLACES = [
    Place("replies", "text", {}),
    Place("escalations", "reason", {}),
    Place("decision", "reason", {"accept": False}),
    Place("decision", "reason", {"accept": True}),
    Place("satisfaction", "comment", {"score": 3, "solved": True}),
    Place("withdrawal", "reason", {}),
    Place("appeal", "reason", {}),
    Place("contest", "reason", {}),
]
NAMES = [f"{place.path} {place.rest}" for place in PLACES]


async def until_read_back(house: House, case: Case, words: str) -> dict[str, Any]:
    """Wait until the complainant's timeline holds these very words in a field of an entry, and give the entry."""
    for _ in range(int(PATIENCE / 0.05)):
        timeline = await house.http.get(f"{case.path}/timeline", headers=case.headers)
        for item in timeline.json()["items"]:
            if words in texts_of(item["data"]):
                found: dict[str, Any] = item
                return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"nobody finds {words!r} in {timeline.text}")


def texts_of(value: Any) -> list[str]:
    """Give every text in JSON, the names of fields left out."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in texts_of(each)]


class TestDescription:
    @pytest.mark.parametrize(
        "description",
        [
            "🚲🔥👨‍👩‍👧‍👦",
            "\u202eمرحبا\u202c בעיה עם האופניים",
            "  \r\n\tkept as it stands, blanks and all \n",
            "e\u0301 is not \u00e9 and \u212b is not \u00c5",
            "\n".join(f"line {number}" for number in range(10_000)),
            "é" * 500_000,
        ],
        ids=["emoji", "right to left", "blanks", "not normalised", "10,000 lines", "1 MB"],
    )
    async def test_is_at_the_desk_as_it_was_sent(self, at_work: House, description: str) -> None:
        case, clerk = await opened(at_work, description=description), await at_work.hire("clerk", department=None)

        answer = await at_work.http.get(case.desk, headers=clerk.headers)

        # Compared first: pytest would take minutes to explain how two texts of a megabyte differ.
        is_the_same = answer.json()["complaint"]["description"]["text"] == description
        assert is_the_same


class TestWords:
    @pytest.mark.parametrize("place", PLACES, ids=NAMES)
    async def test_of_a_party_come_back_as_they_were_sent(self, at_work: House, place: Place) -> None:
        case, body = await opened(at_work), {**place.rest, place.field: ODD}

        answer = await at_work.http.post(f"{case.path}/{place.path}", json=body, headers=case.headers)

        assert answer.status_code == 202
        item = await until_read_back(at_work, case, ODD)
        assert item["actor"] == "complainant"

    async def test_stand_in_the_sentence_at_the_desk_too(self, at_work: House) -> None:
        case, agent = await opened(at_work), await at_work.hire("agent")
        await at_work.http.post(f"{case.path}/replies", json={"text": ODD}, headers=case.headers)
        await until_read_back(at_work, case, ODD)

        timeline = await at_work.http.get(f"{case.desk}/timeline", headers=agent.headers)

        assert f"Said: {ODD}" in [item["text"] for item in timeline.json()["items"]]

    @pytest.mark.parametrize("wrong", [b"a\\u0000b", b"a\\ud800b", b"\\udfff\\ud83d", b"\xed\xa0\x80", b"\xff\xfe"])
    @pytest.mark.parametrize("place", PLACES, ids=NAMES)
    async def test_that_are_none_are_422_and_reach_no_case(
        self, house: House, quiet: Client, place: Place, wrong: bytes
    ) -> None:
        case = await house.file()
        body = json.dumps({**place.rest, place.field: "WRONG"}).encode().replace(b"WRONG", wrong)

        answer = await house.http.post(f"{case.path}/{place.path}", content=body, headers=case.headers)

        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert paths(answer)
        assert await signals(quiet, case) == []
