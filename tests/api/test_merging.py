"""Merging over HTTP: who may, into what, and how its complainant goes on from their own number (A6)."""

import re
from typing import Any

import httpx
import pytest

from tests.api.house import Case, Colleague, House, new_key
from tests.api.work import FINDING, give, opened, until, until_told

OTHER = {"name": "Li Si", "phone": "+86 139 0000 0000"}
LOCK: dict[str, Any] = {"description": "The lock jammed.", "order_number": None}


async def lead_of(house: House) -> Colleague:
    return await house.hire("team_lead", rung="team_lead")


async def merged(house: House, duplicate: Case | None = None, **changes: Any) -> tuple[Case, Case]:
    """A duplicate, and the case that it was merged into, filed with these changes."""
    duplicate = duplicate or await opened(house, order_number=None)
    survivor = await opened(house, **({"order_number": None} | changes))
    boss = await house.hire("senior_management", department=None, rung="senior_management")
    await give(house, duplicate, boss, "merge-into", tracking_number=survivor.number)
    return duplicate, survivor


async def refused(house: House, case: Case, who: Colleague, number: str) -> httpx.Response:
    answer = await house.http.post(f"{case.desk}/merge-into", json={"tracking_number": number}, headers=who.headers)
    assert answer.status_code >= 400
    state = (await house.http.get(case.desk, headers=who.headers)).json()
    assert (state["merged_into"], state["merging_into"]) == (None, None)
    return answer


async def until_ended(house: House, case: Case) -> None:
    """Wait until the engine knows, too, that the case is over."""
    await house.parts.client.get_workflow_handle(case.number).result()


async def with_sent_code(house: House, case: Case, **contact: str) -> Case:
    """The same case, opened by a code that was sent to one of its contacts."""
    before = len(house.sms.sent), len(house.mail.sent)
    await house.post("/api/v1/access-codes", {"tracking_number": case.number} | (contact or {"phone": "13800000000"}))
    await house.app.state.services.code_sender.finish()
    texts = [text for _, text in (*house.sms.sent[before[0] :], *house.mail.sent[before[1] :])]
    [code] = [found[1] for text in texts if (found := re.search(rf"{case.number} is (\S+), good", text))]
    return case._replace(code=code)


async def whole_timeline(house: House, case: Case) -> list[dict[str, Any]]:
    items, cursor = [], ""
    while cursor is not None:
        params = {"cursor": cursor} if cursor else {}
        page = await house.http.get(f"{case.path}/timeline", params=params, headers=case.headers)
        assert page.status_code == 200
        items += page.json()["items"]
        cursor = page.json()["next"]
    return items


class TestMerging:
    async def test_answers_with_the_merged_case(self, at_work: House) -> None:
        duplicate, survivor = await opened(at_work, order_number=None), await opened(at_work, order_number=None)
        lead = await lead_of(at_work)

        state = await give(at_work, duplicate, lead, "merge-into", tracking_number=survivor.number.lower())

        other = (await at_work.http.get(survivor.desk, headers=lead.headers)).json()
        assert (state["stage"], state["merged_into"]) == ("merged", survivor.number)
        assert state["commands"] == []
        assert other["merged_from"] == [duplicate.number]
        assert "merge-into" in [each["name"] for each in other["commands"]]

    async def test_sent_again_under_the_same_key_is_answered_the_same(self, at_work: House) -> None:
        duplicate, survivor = await opened(at_work, order_number=None), await opened(at_work, order_number=None)
        lead, key = await lead_of(at_work), new_key()

        answers = [
            await at_work.http.post(
                f"{duplicate.desk}/merge-into",
                json={"tracking_number": survivor.number},
                headers={**lead.headers, "Idempotency-Key": key},
            )
            for _ in range(2)
        ]

        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].json() == answers[1].json()

    async def test_leaves_the_file_to_those_who_go_on_with_it(self, at_work: House) -> None:
        duplicate, survivor = await merged(at_work, **LOCK)
        technician = await at_work.hire("agent", department="technical")

        file = await at_work.http.get(duplicate.desk, headers=technician.headers)
        timeline = await at_work.http.get(f"{duplicate.desk}/timeline", headers=technician.headers)
        deadlines = await at_work.http.get(f"{duplicate.desk}/deadlines", headers=technician.headers)

        assert [file.status_code, timeline.status_code, deadlines.status_code] == [200, 200, 200]
        assert file.json()["merged_into"] == survivor.number
        assert file.json()["complaint"]["description"]["text"].startswith("I was overcharged")

    async def test_refuses_whatever_is_tried_on_the_merged_case(self, at_work: House) -> None:
        duplicate, survivor = await merged(at_work)
        lead = await lead_of(at_work)

        answer = await at_work.http.post(f"{duplicate.desk}/note", json={"text": "hello"}, headers=lead.headers)

        assert answer.status_code == 409
        assert survivor.number in answer.json()["detail"]


class TestRefusal:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"complainant": OTHER, "order_number": None}, "incident"),
            ({"complainant": OTHER | {"name": "Zhang San"}, "order_number": None}, "incident"),
            (LOCK, "that you may open"),
        ],
    )
    async def test_is_422_into_a_case_that_does_not_fit(
        self, at_work: House, changes: dict[str, Any], words: str
    ) -> None:
        case, other = await opened(at_work, order_number=None), await opened(at_work, **changes)

        answer = await refused(at_work, case, await lead_of(at_work), other.number)

        assert answer.status_code == 422
        assert words in answer.json()["detail"]

    async def test_is_422_into_itself_and_into_nothing(self, at_work: House) -> None:
        case, lead = await opened(at_work, order_number=None), await lead_of(at_work)

        itself = await refused(at_work, case, lead, case.number)
        nothing = await refused(at_work, case, lead, "RD-7K2M-9QXD-04TB")
        nonsense = await refused(at_work, case, lead, "x" * 65)

        assert [itself.status_code, nothing.status_code, nonsense.status_code] == [422, 422, 422]
        assert "into itself" in itself.json()["detail"]
        assert "that you may open" in nothing.json()["detail"]

    async def test_is_409_into_a_case_that_is_over(self, at_work: House) -> None:
        case, other = await opened(at_work, order_number=None), await opened(at_work, order_number=None)
        await at_work.http.post(f"{other.path}/withdrawal", json={}, headers=other.headers)
        await until(at_work, other, stage="withdrawn")

        answer = await refused(at_work, case, await lead_of(at_work), other.number)

        assert answer.status_code == 409
        assert "settled or over" in answer.json()["detail"]

    async def test_is_409_with_a_remedy_approved(self, at_work: House) -> None:
        case, other = await opened(at_work, order_number=None), await opened(at_work, order_number=None)
        agent, lead = await at_work.hire("agent"), await lead_of(at_work)
        await give(at_work, case, agent, "record-finding", **FINDING)
        await give(at_work, case, lead, "approve")

        answer = await refused(at_work, case, lead, other.number)

        assert answer.status_code == 409
        assert "merge the other case into this one" in answer.json()["detail"]

    async def test_is_403_for_an_agent(self, at_work: House) -> None:
        case, other = await opened(at_work, order_number=None), await opened(at_work, order_number=None)

        answer = await refused(at_work, case, await at_work.hire("agent"), other.number)

        assert answer.status_code == 403


class TestComplainant:
    async def test_sees_from_their_own_number_how_it_goes_on(self, at_work: House) -> None:
        duplicate, survivor = await merged(at_work)
        duplicate = await with_sent_code(at_work, duplicate)

        seen = (await at_work.http.get(duplicate.path, headers=duplicate.headers)).json()
        there = (await at_work.http.get(survivor.path, headers=survivor.headers)).json()

        assert (seen["stage"], seen["merged_into"]) == ("merged", survivor.number)
        assert seen["goes_on"] == there | {"links": seen["links"]}
        assert seen["goes_on"]["milestones"]

    async def test_reads_on_in_the_timeline_of_the_other_case(self, at_work: House) -> None:
        duplicate, survivor = await merged(at_work)
        duplicate = await with_sent_code(at_work, duplicate)

        items = await whole_timeline(at_work, duplicate)

        own = [item for item in items if "tracking_number" not in item["data"]]
        theirs = [item for item in items if item["data"].get("tracking_number") == survivor.number]
        assert own + theirs == items
        assert [item["text"] for item in own if item["kind"] == "merged"] == [
            f"Merged into another complaint, {survivor.number}, which goes on for both"
        ]
        assert [item["text"] for item in theirs if item["kind"] == "absorbed"] == [
            f"{duplicate.number} was merged into this complaint"
        ]
        assert {"merging", "not_merged"}.isdisjoint(item["kind"] for item in items)

    @pytest.mark.parametrize(("cursor", "status"), [("9.0", 200), ("1.x", 422), ("1.99999999999", 422), (".1", 422)])
    async def test_finds_nothing_beyond_the_end(self, at_work: House, cursor: str, status: int) -> None:
        duplicate, _ = await merged(at_work)

        answer = await at_work.http.get(
            f"{duplicate.path}/timeline", params={"cursor": cursor}, headers=duplicate.headers
        )

        assert answer.status_code == status
        assert answer.json().get("items", []) == []

    async def test_is_read_on_by_staff_as_far_as_they_may(self, at_work: House) -> None:
        duplicate, survivor = await merged(at_work, **LOCK)
        agent, clerk = await at_work.hire("agent"), await at_work.hire("clerk")

        seen = [(await at_work.http.get(duplicate.path, headers=who.headers)).json() for who in (agent, clerk)]

        assert [view["merged_into"] for view in seen] == [survivor.number] * 2
        assert seen[0]["goes_on"] is None
        assert seen[1]["goes_on"]["department"] == "technical"

    async def test_is_heard_by_the_other_case(self, at_work: House) -> None:
        duplicate, survivor = await merged(at_work)
        duplicate = await with_sent_code(at_work, duplicate)
        key = {**duplicate.headers, "Idempotency-Key": new_key()}

        answers = [
            await at_work.http.post(f"{duplicate.path}/replies", json={"text": "one more thing"}, headers=key)
            for _ in range(2)
        ]

        said = await until_told(at_work, survivor, "replied")
        assert [answer.status_code for answer in answers] == [202, 202]
        assert said["data"]["text"] == "one more thing"

    async def test_goes_down_a_line_of_three(self, at_work: House) -> None:
        duplicate, between = await merged(at_work)
        last, lead = await opened(at_work, order_number=None), await lead_of(at_work)
        await give(at_work, between, lead, "merge-into", tracking_number=last.number)
        duplicate = await with_sent_code(at_work, duplicate)

        seen = (await at_work.http.get(duplicate.path, headers=duplicate.headers)).json()
        items = await whole_timeline(at_work, duplicate)
        await at_work.http.post(f"{duplicate.path}/replies", json={"text": "still here"}, headers=duplicate.headers)

        assert seen["goes_on"]["tracking_number"] == last.number
        assert [item["data"].get("tracking_number") for item in items if item["kind"] == "received"] == [
            None,
            between.number,
            last.number,
        ]
        assert (await until_told(at_work, last, "replied"))["data"]["text"] == "still here"
