"""The respondent over HTTP: a page and a code of their own, and neither side sees what the other said."""

from typing import Any, NamedTuple

import pytest

from domain.policy import SHELF
from tests import trial
from tests.api.files import add
from tests.api.house import ENGLISH, Case, Colleague, House
from tests.api.work import give, opened, until_told
from tests.domain.inquiries import TELLING
from tests.domain.stages import policy_with

HEARD = policy_with(pack="heard", service_lines=["heard_home"], hearing={"window": "PT72H"}, progress_notice_every=None)
SECRETS = (
    "Zhang San",
    "138 0000 0000",
    "13800000000",
    "my ring is gone",
    "overcharged",
    "come back on Monday",
    "310115",
)


class Hearing(NamedTuple):
    """A case whose respondent was told, with the code of theirs."""

    case: Case
    agent: Colleague
    code: str

    @property
    def headers(self) -> dict[str, str]:
        return {"X-Access-Code": self.code, **ENGLISH}


async def tell(house: House, case: Case, agent: Colleague) -> str:
    """Tell the respondent, and give the code that they get."""
    state = await give(house, case, agent, "notify-respondent", **TELLING)
    told = [item for item in await timeline(house, case, agent) if item["kind"] == "respondent_notified"][-1]
    assert state["respondent"]["name"] == TELLING["respondent"]
    return house.identity.respondent_code_for(case.number, told["sequence"])


async def timeline(house: House, case: Case, agent: Colleague) -> list[dict[str, Any]]:
    answer = await house.http.get(f"{case.desk}/timeline", headers=agent.headers)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def begun(house: House) -> Hearing:
    SHELF.put(HEARD)
    house.parts.shelf.put(HEARD)
    case = await opened(
        house, service_line="heard_home", order_number=None, respondent="Li Ayi", region="310115", flags=None
    )
    agent = await house.hire("agent")
    return Hearing(case, agent, await tell(house, case, agent))


async def said(house: House, hearing: Hearing, path: str, body: dict[str, Any]) -> int:
    answer = await house.http.post(f"{hearing.case.path}/{path}", json=body, headers=hearing.headers)
    return answer.status_code


class TestTheirPage:
    async def test_tells_the_complainant_of_no_file_of_theirs_by_its_hash(self, at_work: House) -> None:
        hearing = await begun(at_work)
        stored = (await add(at_work, hearing.case, b"I was at home.", headers=hearing.headers)).json()

        told = await until_told(at_work, hearing.case, "evidence_added")
        theirs = await at_work.http.get(f"{hearing.case.path}/timeline", headers=hearing.headers)

        assert told["data"] == {"id": stored["id"], "kind": "photo"}
        assert stored["sha256"] in theirs.text

    async def test_opens_no_letter_to_the_complainant(self, at_work: House) -> None:
        hearing = await begun(at_work)

        answers = [
            await at_work.http.get(f"{hearing.case.path}/letters/{kind}", headers=hearing.headers)
            for kind in ("acknowledgement", "result")
        ]

        assert [answer.status_code for answer in answers] == [403, 403]
        assert [each for each in SECRETS if each in answers[0].text] == []

    async def test_says_what_it_is_about_and_until_when_and_nothing_of_the_complainant(self, at_work: House) -> None:
        hearing = await begun(at_work)
        await at_work.http.post(
            f"{hearing.case.path}/replies", json={"text": "my ring is gone"}, headers=hearing.case.headers
        )
        await until_told(at_work, hearing.case, "replied")
        await give(at_work, hearing.case, hearing.agent, "ask", of="complainant", text="come back on Monday")

        page = await at_work.http.get(hearing.case.path, headers=hearing.headers)
        told = await at_work.http.get(f"{hearing.case.path}/timeline", headers=hearing.headers)

        assert page.json()["allegation"] == TELLING["allegation"]
        assert page.json()["respond_until"] in page.text
        assert "Please give your side" in page.json()["next_step"]
        assert page.json()["milestones"] == page.json()["remedies"] == []
        assert {"received", "respondent_notified"} <= {item["kind"] for item in told.json()["items"]}
        assert [secret for secret in SECRETS if secret in page.text + told.text] == []

    async def test_takes_their_answer_which_the_complainant_does_not_read(self, at_work: House) -> None:
        hearing = await begun(at_work)

        status = await said(at_work, hearing, "replies", {"text": "I took nothing."})
        await until_told(at_work, hearing.case, "respondent_heard")

        theirs = await at_work.http.get(f"{hearing.case.path}/timeline", headers=hearing.headers)
        complainants = await at_work.http.get(f"{hearing.case.path}/timeline", headers=hearing.case.headers)
        staff = await timeline(at_work, hearing.case, hearing.agent)
        page = await at_work.http.get(hearing.case.path, headers=hearing.headers)
        assert status == 202
        assert "I took nothing." in theirs.text
        assert "I took nothing." not in complainants.text
        assert TELLING["allegation"] not in complainants.text
        assert any(item["text"] == "The respondent has answered: I took nothing." for item in staff)
        assert page.json()["heard_at"]

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("decision", {"accept": True}),
            ("withdrawal", {}),
            ("escalations", {"reason": "now"}),
            ("satisfaction", {"score": 1, "solved": False}),
            ("contest", {"reason": "ours"}),
        ],
    )
    async def test_does_nothing_that_is_the_complainant_s(
        self, at_work: House, path: str, body: dict[str, Any]
    ) -> None:
        hearing = await begun(at_work)

        assert await said(at_work, hearing, path, body) == 403

    async def test_opens_by_no_other_code(self, at_work: House) -> None:
        first, second = await begun(at_work), await begun(at_work)
        another = await tell(at_work, first.case, first.agent)
        wrong = [first.code, second.code, f"{first.code[:-4]}9999", first.code[:14], f"{second.case.code}-0012"]

        asked = [await at_work.http.get(first.case.path, headers={"X-Access-Code": code}) for code in wrong]
        new = await at_work.http.get(first.case.path, headers={"X-Access-Code": another.lower()})

        assert [answer.status_code for answer in asked] == [404] * 5
        assert len({answer.json()["title"] for answer in asked}) == 1
        assert "allegation" in new.json()

    async def test_opens_nothing_of_the_desk(self, at_work: House) -> None:
        hearing = await begun(at_work)

        answer = await at_work.http.get(hearing.case.desk, headers=hearing.headers)

        assert answer.status_code == 401


class TestTheDesk:
    async def test_refuses_a_finding_against_them_until_they_answered(self, at_work: House) -> None:
        hearing, lead = await begun(at_work), await at_work.hire("team_lead", rung="team_lead")
        finding = {**trial.FINDING, "responsible": "respondent", "evidence": []}

        before = await at_work.http.post(f"{hearing.case.desk}/record-finding", json=finding, headers=lead.headers)
        await said(at_work, hearing, "replies", {"text": "I took nothing."})
        await until_told(at_work, hearing.case, "respondent_heard")
        after = await at_work.http.post(f"{hearing.case.desk}/record-finding", json=finding, headers=lead.headers)

        assert before.status_code == 409
        assert "may answer until" in before.json()["detail"]
        assert (after.status_code, "must name its evidence" in after.json()["detail"]) == (422, True)

    async def test_shows_the_respondent_and_how_far_they_were_heard(self, at_work: House) -> None:
        hearing = await begun(at_work)

        file = (await at_work.http.get(hearing.case.desk, headers=hearing.agent.headers)).json()

        assert file["respondent"]["phone"] == TELLING["phone"]
        assert (file["respondent"]["heard_at"], file["respondent"]["elapsed"]) == (None, False)
        assert file["waiting_on"] == "respondent"

    async def test_shows_the_kind_of_a_task_and_what_came_of_it(self, at_work: House) -> None:
        hearing = await begun(at_work)
        await give(at_work, hearing.case, hearing.agent, "open-task", title="Call her", kind="interview")

        file = await give(at_work, hearing.case, hearing.agent, "complete-task", task="T1", result="She was there.")

        task = file["tasks"][0]
        assert (task["kind"], task["kind_title"], task["result"]) == ("interview", "interview", "She was there.")
        texts = [item["text"] for item in await timeline(at_work, hearing.case, hearing.agent)]
        assert "A task was opened (T1), interview: Call her" in texts
