"""Penalties over HTTP, on the real engine: imposed, confirmed by another, read and appealed by the respondent (E8)."""

import asyncio
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from api.respondents import against
from domain.kinds import PenaltyKind
from domain.policy import SHELF
from domain.ruling import GiveRuling
from tests import trial
from tests.api.house import ENGLISH, Case, Colleague, House, new_key
from tests.api.test_hearing import tell
from tests.api.work import PATIENCE, give, opened, until_told
from tests.domain.inquiries import AGAINST, TELLING
from tests.domain.penalised import penalty_policy

REGISTER = "/api/v1/desk/respondents"
PENALTIES = "/api/v1/desk/penalties"
POLICY = penalty_policy(
    pack="penal", service_lines=["penal_home"], progress_notice_every=None, penalty_rules={"appeal_window": "P15D"}
)


class Court(NamedTuple):
    """A case found against a respondent of its own, and who works on it."""

    house: House
    case: Case
    code: str
    lead: Colleague
    head: Colleague
    finder: Colleague

    @property
    def respondent(self) -> dict[str, str]:
        return {"X-Access-Code": self.code, **ENGLISH}

    async def do(self, name: str, who: Colleague, *, status: int = 200, path: str = "", **fields: Any) -> Any:
        """Give a command on the case, or by its path on a penalty."""
        answer = await self.house.http.post(path or f"{self.case.desk}/{name}", json=fields, headers=who.headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def impose(self, who: Colleague | None = None, **fields: Any) -> str:
        """Impose a penalty, and give its id once it is there."""
        await self.do("impose-penalty", who or self.lead, **fields)
        name = f"{self.case.number}-P1"
        seen = await self.wait(f"{PENALTIES}/{name}", lambda seen: seen.get("state") not in {None, "open"})
        return str(seen["id"])

    async def wait(self, path: str, is_so: Callable[[dict[str, Any]], bool], **headers: str) -> dict[str, Any]:
        """Ask until it is so."""
        for _ in range(int(PATIENCE / 0.05)):
            answer = await self.house.http.get(path, headers=headers or self.head.headers)
            seen: dict[str, Any] = answer.json()
            if answer.status_code == 200 and is_so(seen):
                return seen
            await asyncio.sleep(0.05)
        raise AssertionError(f"{path} is not so within {PATIENCE} s but {answer.text}")

    async def standing(self) -> dict[str, Any]:
        """What the respondent bears, as the case file says it."""
        answer = await self.house.http.get(self.case.desk, headers=self.head.headers)
        standing: dict[str, Any] = answer.json()["respondent_standing"]
        return standing

    async def appeal(self, *, status: int = 202, **fields: Any) -> Any:
        said = {"reason": "I was at home.", **fields}
        answer = await self.house.http.post(f"{self.case.path}/appeal", json=said, headers=self.respondent)
        assert answer.status_code == status, answer.text
        return answer.json()


async def found(house: House) -> Court:
    SHELF.put(POLICY)
    house.parts.shelf.put(POLICY)
    case = await opened(
        house, service_line="penal_home", order_number=None, respondent="Li Ayi", region="310115", flags=None
    )
    finder, lead = await house.hire("team_lead", rung="team_lead"), await house.hire("team_lead", rung="team_lead")
    head = await house.hire("department_head", rung="department_head")
    code = await tell(house, case, finder)
    await house.http.post(
        f"{case.path}/replies", json={"text": "I took nothing."}, headers={"X-Access-Code": code, **ENGLISH}
    )
    await until_told(house, case, "respondent_heard")
    evidence = await house.http.post(
        f"{case.path}/evidence",
        files={"file": ("a.txt", b"what I saw")},
        data={"kind": "document"},
        headers=case.headers,
    )
    await until_told(house, case, "evidence_added")
    await give(house, case, finder, "record-finding", **(AGAINST | {"evidence": [evidence.json()["id"]]}))
    return Court(house, case, code, lead, head, finder)


@pytest.fixture
async def court(at_work: House) -> Court:
    return await found(at_work)


class TestImposing:
    async def test_is_refused_without_a_finding(self, at_work: House) -> None:
        case, lead = await opened(at_work, order_number=None), await at_work.hire("team_lead", rung="team_lead")

        answer = await at_work.http.post(
            f"{case.desk}/impose-penalty", json={"kind": "ban", "reason": "x"}, headers=lead.headers
        )

        assert answer.status_code == 409
        assert "No finding of this cycle" in answer.json()["detail"]

    async def test_shows_on_the_case_on_the_respondent_and_to_other_systems(self, court: Court) -> None:
        before = await court.standing()

        name = await court.impose()

        await court.wait(f"{PENALTIES}/{name}", lambda seen: seen["state"] == "in_force")
        after = await court.standing()
        assert after["points"] == before["points"] + 3
        file = await court.wait(f"{REGISTER}/{after['id']}", lambda seen: True)
        assert name in [each["id"] for each in file["in_force"]]
        assert court.case.number in [each["tracking_number"] for each in file["cases"] if each["found_at"]]
        seen = await court.wait(f"{REGISTER}/{after['id']}/standing", lambda seen: True)
        assert (seen["points"], seen["may_work"]) == (after["points"], True)
        assert "Aunt Li" not in str(seen)

    async def test_is_done_once_however_often_it_is_asked(self, court: Court) -> None:
        key, path = new_key(), f"{court.case.desk}/impose-penalty"
        headers = court.lead.headers | {"Idempotency-Key": key}
        body = {"kind": "points", "points": 1, "reason": "Late."}

        answers = [await court.house.http.post(path, json=body, headers=headers) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [200, 200]
        timeline = await court.house.http.get(f"{court.case.desk}/timeline", headers=court.head.headers)
        assert [item["kind"] for item in timeline.json()["items"]].count("penalty_imposed") == 1


class TestABan:
    async def test_needs_two_people_and_is_refused_against_a_banned_one(self, at_work: House) -> None:
        court = await found(at_work)
        await court.do("impose-penalty", court.finder, status=403, kind="ban", reason="A ring was taken.")
        name = await court.impose(kind="ban", reason="A ring was taken.")
        page = await at_work.http.get(court.case.path, headers=court.respondent)
        assert page.json()["penalties"] == []

        await court.do("confirm-penalty", court.lead, status=403, penalty=name)
        await court.do("confirm-penalty", court.head, penalty=name)

        assert (await court.standing())["banned"]
        other = await found(at_work)
        assert (await other.standing())["banned"]
        refused = await other.do("impose-penalty", other.lead, status=409, kind="ban", reason="Again.")
        assert "bears that already (ban)" in refused["detail"]
        known = await against(at_work.app.state.services, GiveRuling(reasons="x"), number=other.case.number)
        assert known
        assert known.bears(PenaltyKind.BAN)
        await court.do("lift-penalty", court.head, penalty=name, reason="A mix-up.")
        assert not (await other.standing())["banned"]
        over = await court.do("lift-penalty", court.head, status=409, penalty=name, reason="x")
        assert "is over" in over["detail"]

    async def test_of_another_case_is_not_confirmed_here(self, court: Court) -> None:
        answer = await court.do("confirm-penalty", court.head, status=422, penalty="RD-7K2M-9QXD-04TB-P1")

        assert answer["errors"][0]["path"] == "penalty"


class TestTheRespondent:
    async def test_reads_and_appeals_and_others_decide(self, court: Court) -> None:
        name = await court.impose(kind="points", points=2, reason="You came an hour late.")
        page = (await court.house.http.get(court.case.path, headers=court.respondent)).json()
        [mine] = page["penalties"]
        assert (mine["id"], mine["reason"], mine["may_appeal"]) == (name, "You came an hour late.", True)
        assert trial.complaint().complainant.name not in str(page)

        await court.appeal()

        await court.wait(f"{PENALTIES}/{name}", lambda seen: seen["terms"]["stayed"])
        refused = await court.do("decide-penalty-appeal", court.lead, status=403, penalty=name, uphold=True, reason="x")
        assert "other people do" in refused["detail"]
        await court.do("decide-penalty-appeal", court.head, penalty=name, uphold=False, reason="You were there.")
        page = (await court.house.http.get(court.case.path, headers=court.respondent)).json()
        assert page["penalties"][0]["state"] == "overturned"
        assert page["penalties"][0]["appeal_answer"] == "You were there."

    async def test_has_nothing_to_appeal_against_before_anything_is_imposed(self, court: Court) -> None:
        assert "no penalty" in (await court.appeal(status=409))["detail"]

    async def test_alone_appeals_against_a_penalty(self, court: Court) -> None:
        name = await court.impose(kind="points", points=2, reason="Late.")

        answer = await court.house.http.post(
            f"{court.case.path}/appeal", json={"reason": "too little", "penalty": name}, headers=court.case.headers
        )

        assert answer.status_code == 403


class TestTheRegister:
    async def test_says_by_which_rule_a_penalty_was_imposed_and_so_does_the_respondents_page(
        self, court: Court
    ) -> None:
        name = await court.impose()

        seen = await court.house.http.get(
            f"{REGISTER}/{(await court.standing())['id']}", headers=court.head.headers | ENGLISH
        )
        page = await court.house.http.get(court.case.path, headers=court.respondent)

        whys = {each["id"]: each["why"] for each in seen.json()["penalties"]}
        assert whys[name].startswith("penalty rule 1 (")
        assert [each["why"] for each in page.json()["penalties"]] == [whys[name]]

    async def test_is_for_those_who_work_on_cases(self, court: Court) -> None:
        clerk, auditor = await court.house.hire("clerk"), await court.house.hire("auditor", department=None)

        answers = [await court.house.http.get(REGISTER, headers=who) for who in ({}, clerk.headers, auditor.headers)]

        assert [answer.status_code for answer in answers] == [401, 403, 200]
        assert (await court.standing())["id"] in [each["id"] for each in answers[2].json()["items"]]

    async def test_is_asked_by_a_contact_that_stands_in_no_address(self, court: Court) -> None:
        async def ask(**said: str) -> Any:
            return await court.house.http.post(f"{REGISTER}/lookup", json=said, headers=court.head.headers)

        known, unknown, nothing = await ask(phone=TELLING["phone"]), await ask(respondent_id="nobody-1"), await ask()

        assert known.json() == await court.standing()
        assert (unknown.status_code, nothing.status_code) == (404, 422)

    async def test_knows_nobody_else_and_no_other_cursor(self, court: Court) -> None:
        path = f"{REGISTER}/respondent-{'0' * 16}"

        missing = await court.house.http.get(path, headers=court.head.headers)
        cursor = await court.house.http.get(REGISTER, params={"cursor": "x"}, headers=court.head.headers)

        assert (missing.status_code, cursor.status_code) == (404, 422)
