"""A clerk takes down what the respondent says or brings: recorded as theirs, and as the clerk's doing (D6, A2)."""

from typing import Any

import httpx
import pytest

from tests import trial
from tests.api.files import add, listed
from tests.api.house import House
from tests.api.test_hearing import Hearing, begun, timeline
from tests.api.work import until_told

FOR_THEM: dict[str, Any] = {"on_behalf_of": "respondent"}


async def reply(house: House, hearing: Hearing, headers: dict[str, str], **fields: Any) -> httpx.Response:
    body = {"text": "By telephone: I took nothing."} | FOR_THEM | fields
    return await house.http.post(f"{hearing.case.path}/replies", json=body, headers=headers)


class TestTheirAnswer:
    async def test_that_a_clerk_took_down_is_theirs_and_ends_the_hearing(self, at_work: House) -> None:
        hearing, clerk = await begun(at_work), await at_work.hire("clerk")
        lead = await at_work.hire("team_lead", rung="team_lead")

        answer = await reply(at_work, hearing, clerk.headers)
        seen = await until_told(at_work, hearing.case, "respondent_heard")
        told = next(
            item for item in await timeline(at_work, hearing.case, hearing.agent) if item["kind"] == "respondent_heard"
        )
        theirs = await at_work.http.get(f"{hearing.case.path}/timeline", headers=hearing.headers)
        finding = {**trial.FINDING, "responsible": "respondent", "evidence": []}
        against = await at_work.http.post(f"{hearing.case.desk}/record-finding", json=finding, headers=lead.headers)

        assert answer.status_code == 202
        assert told["actor"] == clerk.actor.signature
        assert told["text"] == (
            "The respondent has answered (taken down by staff in their stead): By telephone: I took nothing."
        )
        assert "I took nothing" in theirs.text
        assert "I took nothing" not in seen["text"]
        assert (against.status_code, "must name its evidence" in against.json()["detail"]) == (422, True)

    async def test_is_nobody_else_s_to_bring(self, at_work: House) -> None:
        hearing = await begun(at_work)

        answers = [
            await reply(at_work, hearing, headers)
            for headers in (hearing.case.headers, hearing.headers, hearing.agent.headers)
        ]

        assert [answer.status_code for answer in answers] == [403] * 3
        assert answers[0].json()["errors"][0]["path"] == "on_behalf_of"

    async def test_is_kept_in_words_where_nobody_was_told_and_from_the_complainant(self, at_work: House) -> None:
        hearing, clerk = await begun(at_work), await at_work.hire("clerk")
        other = await at_work.file(order_number="ORDER-UNTOLD")

        answer = await reply(at_work, hearing._replace(case=other), clerk.headers)
        told = await until_told(at_work, other, "not_applicable")

        assert answer.status_code == 202
        assert "I took nothing" not in str(told)

    @pytest.mark.parametrize("whose", ["complainant", "nobody", 7])
    async def test_names_the_respondent_or_nobody(self, at_work: House, whose: Any) -> None:
        hearing, clerk = await begun(at_work), await at_work.hire("clerk")

        answer = await reply(at_work, hearing, clerk.headers, on_behalf_of=whose)

        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "on_behalf_of")


class TestTheirEvidence:
    async def test_that_a_clerk_scanned_is_theirs_alone_to_see(self, at_work: House) -> None:
        hearing, clerk = await begun(at_work), await at_work.hire("clerk")

        answer = await add(at_work, hearing.case, headers=clerk.headers, **FOR_THEM)
        [item] = await listed(at_work, hearing.case.path, hearing.headers)
        staff = await listed(at_work, hearing.case.desk, hearing.agent.headers)
        found = await at_work.parts.complaints.find(hearing.case.number)

        assert answer.status_code == 201, answer.text
        assert item["id"] == answer.json()["id"]
        assert await listed(at_work, hearing.case.path, hearing.case.headers, count=0) == []
        assert (staff[0]["added_by"], staff[0]["on_behalf_of"]) == (clerk.actor.signature, "respondent")
        assert found is not None
        assert {party.value for party in found.inquiry.sources.values()} == {"respondent"}

    async def test_is_not_the_complainant_s_to_bring(self, at_work: House) -> None:
        hearing = await begun(at_work)

        answer = await add(at_work, hearing.case, **FOR_THEM)

        assert answer.status_code == 403
        assert await listed(at_work, hearing.case.path, hearing.case.headers, count=0) == []
