"""A mediation over HTTP: both sides sign on their own pages; a mediator sees the cases they are named for (E6)."""

from hashlib import sha256
from typing import Any, NamedTuple

import pytest

from domain.policy import SHELF
from tests.api.house import ENGLISH, Case, Colleague, House, complaint
from tests.api.work import give, opened, until, until_told
from tests.domain.inquiries import TELLING
from tests.domain.mediations import mediation_policy

FINDING: dict[str, Any] = {
    "facts": "The ride was billed twice.",
    "cause": "system_error",
    "responsible": "platform",
    "facts_clear": True,
    "confidence": 90,
    "overcharged_fen": 600,
    "evidence": [],
}
LINE = "mediated"
PROPOSAL: dict[str, Any] = {
    "text": "Both sides let the matter rest.",
    "remedies": [{"kind": "refund", "amount_fen": 3000}],
    "promises": [{"text": "No more calls.", "by": "respondent", "until": "2030-01-01T00:00:00Z"}],
}


class Mediated(NamedTuple):
    """A case in mediation, with its mediator, a lead, and what the respondent opens their page with."""

    case: Case
    lead: Colleague
    mediator: Colleague
    respondent: dict[str, str]


async def begun(house: House) -> Mediated:
    policy = mediation_policy(pack=LINE, service_lines=[LINE], hearing={"window": "PT72H"})
    for shelf in (SHELF, house.parts.shelf):
        shelf.put(policy)
    agent, lead = await house.hire("agent"), await house.hire("team_lead", rung="team_lead")
    mediator = await house.hire("mediator", department=None, mediates_as="third_party")
    case = await opened(house, service_line=LINE, order_number=None, respondent="Li Ayi")
    await give(house, case, agent, "notify-respondent", **TELLING)
    await give(house, case, agent, "record-finding", **FINDING)
    await give(house, case, lead, "approve")
    await house.http.post(f"{case.path}/decision", json={"accept": False, "reason": "SECRET"}, headers=case.headers)
    await until(house, case, stage="mediating")
    await give(house, case, lead, "assign-mediator", mediator=mediator.member.id)
    found = await house.parts.complaints.find(case.number)
    assert found is not None
    code = house.identity.respondent_code_for(case.number, found.inquiry.notice)
    return Mediated(case, lead, mediator, {"X-Access-Code": code, **ENGLISH})


async def decide(house: House, mediated: Mediated, headers: dict[str, str], **body: Any) -> int:
    answer = await house.http.post(f"{mediated.case.path}/decision", json=body, headers=headers)
    return answer.status_code


async def page(house: House, mediated: Mediated, headers: dict[str, str]) -> dict[str, Any]:
    seen: dict[str, Any] = (await house.http.get(mediated.case.path, headers=headers)).json()
    return seen


class TestSettlement:
    async def test_is_read_and_signed_by_both_sides_each_on_their_own_page(self, at_work: House) -> None:
        mediated = await begun(at_work)
        case = mediated.case
        await give(at_work, case, mediated.mediator, "record-mediation", proposal=PROPOSAL)

        theirs = await page(at_work, mediated, mediated.respondent)
        ours = await page(at_work, mediated, case.headers)
        proposal = theirs["mediation"]["proposal"]
        assert theirs["mediation"] == ours["mediation"]
        assert ours["mediation"]["mediator_kind_title"] == "mediation by a third party"
        assert sha256(proposal["settlement"].encode()).hexdigest() == proposal["sha256"]
        assert "sign or refuse it by" in theirs["next_step"]

        statuses = [
            await decide(at_work, mediated, mediated.respondent, accept=True, proposal=1, name="Li Ayi"),
            await decide(at_work, mediated, case.headers, accept=True, proposal=1, name="Zhang San"),
        ]
        await until_told(at_work, case, "settlement_signed")
        await give(at_work, case, mediated.lead, "sign-settlement", proposal=1, name="Wang Fang")

        seen = await until(at_work, case, stage="resolved")
        signatures = seen["mediation"]["proposal"]["signatures"]
        assert statuses == [202, 202]
        assert [(each["by"], each["name"]) for each in signatures] == [
            ("respondent", "Li Ayi"),
            ("complainant", "Zhang San"),
            ("platform", "Wang Fang"),
        ]
        assert [remedy["status"] for remedy in seen["remedies"]] == ["dropped", "paid"]

    async def test_is_a_letter_for_both_with_the_signatures(self, at_work: House) -> None:
        mediated = await begun(at_work)
        none_yet = await at_work.http.get(f"{mediated.case.path}/letters/settlement", headers=mediated.respondent)
        await give(at_work, mediated.case, mediated.mediator, "record-mediation", proposal=PROPOSAL)
        await decide(at_work, mediated, mediated.respondent, accept=True, proposal=1, name="Li Ayi")
        await until_told(at_work, mediated.case, "settlement_signed")

        letters = [
            await at_work.http.get(f"{mediated.case.path}/letters/settlement", headers=headers | form)
            for headers in (mediated.case.headers, mediated.respondent)
            for form in ({"Accept": "text/html"}, {"Accept": "application/pdf"})
        ]

        assert none_yet.status_code == 404
        assert [letter.status_code for letter in letters] == [200] * 4
        assert "Li Ayi" in letters[0].text
        assert "Not all have signed" in letters[0].text
        assert "Zhang San" not in letters[2].text
        assert letters[3].content.startswith(b"%PDF")

    async def test_keeps_the_other_side_s_words_from_each(self, at_work: House) -> None:
        mediated = await begun(at_work)
        await give(at_work, mediated.case, mediated.mediator, "record-mediation", proposal=PROPOSAL)
        await decide(at_work, mediated, mediated.respondent, accept=False, proposal=1, reason="NEVER")
        await until_told(at_work, mediated.case, "proposal_refused")

        told = [
            (await at_work.http.get(f"{mediated.case.path}{part}", headers=headers)).text
            for headers in (mediated.case.headers, mediated.respondent)
            for part in ("", "/timeline")
        ]
        desk = await at_work.http.get(mediated.case.desk, headers=mediated.mediator.headers)

        assert "NEVER" not in told[0] + told[1]
        assert "NEVER" in told[3]
        assert not [secret for secret in ("SECRET", "Zhang San", "3800000000") if secret in told[2] + told[3]]
        assert desk.json()["mediations"][0]["refusals"][0]["reason"] == "NEVER"

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"accept": True}, 403),
            ({"accept": False}, 403),
            ({"accept": True, "proposal": 1}, 422),
            ({"accept": True, "proposal": 0, "name": "Li"}, 422),
            ({"accept": True, "proposal": "1", "name": "Li"}, 422),
        ],
    )
    async def test_is_signed_by_a_respondent_whole_or_not_at_all(
        self, at_work: House, body: dict[str, Any], status: int
    ) -> None:
        mediated = await begun(at_work)

        assert await decide(at_work, mediated, mediated.respondent, **body) == status


class TestMediator:
    async def test_sees_the_cases_they_are_named_for_and_nothing_else(self, at_work: House) -> None:
        mediated, other = await begun(at_work), await opened(at_work)
        who = mediated.mediator.headers
        nobody = at_work.identity.number_for("nobody filed this")
        base = "/api/v1/desk"

        listed = await at_work.http.get(f"{base}/complaints", headers=who)
        own = [
            (await at_work.http.get(f"{mediated.case.desk}{part}", headers=who)).status_code
            for part in ("", "/timeline", "/evidence")
        ]
        others = [
            await at_work.http.get(f"{base}/complaints/{number}{part}", headers=who)
            for number in (other.number, nobody)
            for part in ("", "/timeline", "/evidence")
        ]
        else_ = [
            (await at_work.http.get(path, headers=who)).status_code
            for path in (
                f"{base}/alerts",
                f"{base}/reviews",
                f"{base}/incidents",
                f"{mediated.case.desk}/deadlines",
                f"{mediated.case.desk}/notices",
                f"{mediated.case.desk}/likenesses",
                other.path,
                f"{other.path}/timeline",
                f"{other.path}/letters/acknowledgement",
            )
        ]

        assert [item["tracking_number"] for item in listed.json()["items"]] == [mediated.case.number]
        assert own == [200, 200, 200]
        assert {answer.status_code for answer in others} == {403}
        assert {answer.json()["detail"] for answer in others} == {
            "You may open the cases that you are named for, and nothing else."
        }
        assert set(else_) == {403}

    async def test_commands_their_mediation_and_nothing_else(self, at_work: House) -> None:
        mediated, other = await begun(at_work), await opened(at_work)
        who = mediated.mediator.headers
        file = (await at_work.http.get(mediated.case.desk, headers=who)).json()

        tried = [
            (mediated.case.desk, "note", {"text": "x"}),
            (mediated.case.desk, "assign-mediator", {"mediator": mediated.mediator.member.id}),
            (mediated.case.desk, "sign-settlement", {"proposal": 1, "name": "x"}),
            (other.desk, "record-mediation", {"proposal": {"text": "x"}}),
            (other.desk, "fail-mediation", {"reason": "x"}),
            (mediated.case.path, "replies", {"text": "x"}),
            (mediated.case.path, "decision", {"accept": True, "proposal": 1, "name": "x"}),
        ]
        refused = [await at_work.http.post(f"{at}/{what}", json=body, headers=who) for at, what, body in tried]
        filed = await at_work.http.post("/api/v1/complaints", json=complaint(), headers=who)

        assert {command["name"] for command in file["commands"]} == {
            "fail-mediation",
            "record-mediation",
            "recuse-mediator",
        }
        assert [answer.status_code for answer in (*refused, filed)] == [403] * 8

    async def test_who_was_replaced_sees_it_no_more_not_even_by_asking_once_more(self, at_work: House) -> None:
        mediated = await begun(at_work)
        case, fresh = mediated.case, mediated.mediator.headers
        who = fresh | {"Idempotency-Key": "the-same-key-as-before"}
        recorded = await at_work.http.post(f"{case.desk}/record-mediation", json={"proposal": PROPOSAL}, headers=who)
        another = await at_work.hire("mediator", department=None)

        await give(at_work, case, mediated.lead, "assign-mediator", mediator=another.member.id, reason="on leave")
        answers = [
            await at_work.http.get(case.desk, headers=who),
            await at_work.http.post(f"{case.desk}/record-mediation", json={"proposal": PROPOSAL}, headers=who),
            await at_work.http.post(
                f"{case.desk}/fail-mediation", json={"reason": "x"}, headers=mediated.mediator.headers
            ),
        ]
        listed = await at_work.http.get("/api/v1/desk/complaints", headers=who)

        assert recorded.status_code == 200
        assert [answer.status_code for answer in answers] == [403, 403, 403]
        assert listed.json()["items"] == []

    async def test_is_somebody_who_mediates(self, at_work: House) -> None:
        mediated = await begun(at_work)

        refused = await at_work.http.post(
            f"{mediated.case.desk}/assign-mediator",
            json={"mediator": mediated.lead.member.id},
            headers=mediated.lead.headers,
        )

        assert refused.status_code == 422
        assert "with the role mediator" in refused.text

    async def test_is_found_by_itself_once_one_steps_back(self, at_work: House) -> None:
        mediated = await begun(at_work)
        own = await at_work.hire("mediator", department="outside")

        await give(at_work, mediated.case, mediated.mediator, "recuse-mediator", reason="I know one of them.")
        seen = (await at_work.http.get(mediated.case.desk, headers=mediated.lead.headers)).json()["mediations"][0]
        await at_work.staff.disable(own.member.id)

        assert seen["mediator_kind"] == "negotiation"
        assert seen["mediator"] not in {None, mediated.mediator.member.id}
