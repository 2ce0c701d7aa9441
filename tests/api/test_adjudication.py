"""A panel over HTTP: its members read the one case and vote unseen, and each side reads the ruling (E7)."""

from typing import Any, NamedTuple

import pytest

from domain.policy import SHELF, Policy
from tests.api.house import ENGLISH, Case, Colleague, House
from tests.api.test_hearing import tell, timeline
from tests.api.work import FINDING, give, opened, until, until_told
from tests.domain.judging import judging_policy

LINE = "judged_home"
JUDGED: Policy = judging_policy(
    pack="judged", service_lines=[LINE], progress_notice_every=None, hearing={"window": "PT72H"}
)


class Court(NamedTuple):
    """A case before its panel, its members in their order, and who else there is."""

    case: Case
    members: list[Colleague]
    others: list[Colleague]
    lead: Colleague
    respondent: dict[str, str]

    async def file(self, house: House, who: Colleague) -> Any:
        answer = await house.http.get(self.case.desk, headers=who.headers)
        return answer.json()


@pytest.fixture
async def court(at_work: House) -> Any:
    for shelf in (SHELF, at_work.parts.shelf):
        shelf.put(JUDGED)
    judges = [await at_work.hire("panel_member", department="legal") for _ in range(4)]
    yield await _before_the_panel(at_work, judges)
    for who in judges:
        await at_work.staff.disable(who.member.id)


async def _before_the_panel(house: House, judges: list[Colleague]) -> Court:
    case = await opened(house, service_line=LINE, order_number=None, respondent="Li Ayi")
    agent, lead = await house.hire("agent"), await house.hire("team_lead", rung="team_lead")
    code = await tell(house, case, agent)
    await give(house, case, agent, "record-finding", **FINDING)
    await give(house, case, lead, "approve")
    await house.http.post(f"{case.path}/decision", json={"accept": False, "reason": "No."}, headers=case.headers)
    await until(house, case, stage="mediating")
    mediator = await house.hire("mediator")
    await give(house, case, lead, "assign-mediator", mediator=mediator.member.id, reason="for this case")
    await house.http.post(f"{case.desk}/fail-mediation", json={"reason": "They will not."}, headers=mediator.headers)
    respondent = {"X-Access-Code": code, **ENGLISH}
    asked = await house.http.post(f"{case.path}/ruling-request", json={"reason": "Rule."}, headers=respondent)
    assert asked.status_code == 202, asked.text
    await until(house, case, stage="adjudicating")
    file = (await house.http.get(case.desk, headers=lead.headers)).json()
    by_id = {each.member.id: each for each in judges}
    members = [by_id[each["staff"]] for each in file["panels"][0]["members"]]
    return Court(case, members, [each for each in judges if each not in members], lead, respondent)


async def vote(house: House, court: Court, *outcomes: str) -> None:
    for who, outcome in zip(court.members, outcomes, strict=False):
        await give(house, court.case, who, "vote", outcome=outcome, reason=f"SECRET {who.member.id}")


class TestMembers:
    async def test_read_the_case_they_sit_on_and_no_other(self, at_work: House, court: Court) -> None:
        case, who, other = court.case, court.members[0], court.others[0]
        another = await opened(at_work)

        pages = [case.desk, f"{case.desk}/timeline", f"{case.desk}/evidence"]
        seen = [(await at_work.http.get(page, headers=who.headers)).status_code for page in pages]
        unseen = [(await at_work.http.get(page, headers=other.headers)).status_code for page in pages]
        elsewhere = await at_work.http.get(another.desk, headers=who.headers)
        listed = await at_work.http.get("/api/v1/desk/complaints", headers=who.headers)

        assert (seen, unseen) == ([200] * 3, [403] * 3)
        assert (elsewhere.status_code, listed.json()["items"]) == (403, [])
        assert {each["name"] for each in (await court.file(at_work, who))["commands"]} == {"recuse", "vote"}

    async def test_find_their_cases_in_a_list_of_their_own(self, at_work: House, court: Court) -> None:
        lists = [
            (await at_work.http.get("/api/v1/desk/adjudications", headers=who.headers)).json()["items"]
            for who in (court.members[0], court.others[0])
        ]

        assert [[each["tracking_number"] for each in items] for items in lists] == [[court.case.number], []]

    async def test_are_replaced_once_they_step_down_and_read_no_more(self, at_work: House, court: Court) -> None:
        leaver, comer = court.members[1], court.others[0]

        answer = await at_work.http.post(
            f"{court.case.desk}/recuse", json={"reason": "My neighbour."}, headers=leaver.headers
        )
        seen = [(await at_work.http.get(court.case.desk, headers=who.headers)).status_code for who in (leaver, comer)]

        assert answer.status_code == 200
        assert seen == [403, 200]

    async def test_vote_once_and_nobody_else_does(self, at_work: House, court: Court) -> None:
        await vote(at_work, court, "uphold")

        ballot = {"outcome": "uphold", "reason": "It is so."}
        answers = [
            await at_work.http.post(f"{court.case.desk}/vote", json=ballot, headers=who.headers)
            for who in (court.members[0], court.others[0], court.lead)
        ]

        assert [answer.status_code for answer in answers] == [409, 403, 403]
        assert "voted already" in answers[0].text
        assert "named for" in answers[1].text
        assert "do not sit" in answers[2].text

    async def test_learn_nothing_of_what_is_not_theirs_by_trying_to_vote(self, at_work: House, court: Court) -> None:
        another, ballot = await opened(at_work), {"outcome": "uphold", "reason": "It is so."}
        missing = another.desk.replace(another.number, at_work.identity.number_for("nobody's"))

        answers = [
            await at_work.http.post(f"{desk}/vote", json=ballot, headers=court.others[0].headers)
            for desk in (another.desk, missing)
        ]

        assert [answer.status_code for answer in answers] == [403, 403]
        assert answers[0].json()["detail"] == answers[1].json()["detail"]


class TestVotes:
    async def test_are_seen_by_nobody_before_the_last_is_in(self, at_work: House, court: Court) -> None:
        await vote(at_work, court, "uphold", "dismiss")

        readers = [court.members[0], court.members[2], court.lead, await at_work.hire("auditor", department=None)]
        pages = [court.case.desk, f"{court.case.desk}/timeline", f"{court.case.desk}/notices"]
        shown = [(await at_work.http.get(page, headers=who.headers)).text for who in readers for page in pages]
        for headers in (court.case.headers, court.respondent):
            shown += [
                (await at_work.http.get(f"{court.case.path}{page}", headers=headers)).text for page in ("", "/timeline")
            ]
        panel = (await court.file(at_work, court.members[2]))["panels"][0]

        assert not any("SECRET" in text or "upheld" in text or "dismiss" in text for text in shown)
        assert [each["has_voted"] for each in panel["members"]] == [True, True, False]
        assert (panel["votes"], panel["outcome"]) == ([], None)

    async def test_are_seen_by_staff_once_all_are_in_and_by_parties_never(self, at_work: House, court: Court) -> None:
        await vote(at_work, court, "uphold", "dismiss", "uphold")

        panel = (await court.file(at_work, court.members[0]))["panels"][0]
        theirs = await at_work.http.get(f"{court.case.path}/timeline", headers=court.case.headers)

        assert (panel["outcome"], len(panel["votes"])) == ("uphold", 3)
        assert "SECRET" not in theirs.text


class TestRuling:
    async def test_is_read_by_both_sides_and_ends_the_members_part(self, at_work: House, court: Court) -> None:
        await vote(at_work, court, "uphold", "dismiss", "uphold")
        order = {"reasons": "THE REASONS", "remedies": [{"kind": "apology"}]}

        gave = await at_work.http.post(f"{court.case.desk}/give-ruling", json=order, headers=court.members[0].headers)
        told = await until_told(at_work, court.case, "ruled")
        page = f"{court.case.path}/letters/ruling"
        letters = [await at_work.http.get(page, headers=each) for each in (court.case.headers, court.respondent)]
        pdf = await at_work.http.get(page, headers={**court.case.headers, "Accept": "application/pdf"})
        theirs = await at_work.http.get(f"{court.case.path}/timeline", headers=court.respondent)
        after = await at_work.http.get(court.case.desk, headers=court.members[0].headers)

        assert gave.status_code == 200
        assert "upheld" in told["text"]
        assert [letter.status_code for letter in letters] == [200, 200]
        assert all("THE REASONS" in letter.text for letter in letters)
        assert ["Zhang San" in letter.text for letter in letters] == [True, False]
        assert pdf.content.startswith(b"%PDF")
        assert "THE REASONS" in theirs.text
        assert after.status_code == 403

    async def test_is_not_for_the_respondent_s_other_letters(self, at_work: House, court: Court) -> None:
        refused = await at_work.http.get(f"{court.case.path}/letters/result", headers=court.respondent)
        missing = await at_work.http.get(f"{court.case.path}/letters/ruling", headers=court.respondent)

        assert (refused.status_code, missing.status_code) == (403, 404)

    async def test_is_told_of_at_the_desk(self, at_work: House, court: Court) -> None:
        kinds = {item["kind"] for item in await timeline(at_work, court.case, court.lead)}

        assert {"ruling_asked", "panel_formed"} <= kinds


class TestInterests:
    async def test_are_declared_by_oneself_and_by_administrators(self, at_work: House) -> None:
        judge, boss = await at_work.hire("panel_member"), await at_work.hire("administrator", department=None)
        page, about = "/api/v1/desk/interests", {"about": "respondent", "subject": "Li Ayi"}

        own = await at_work.http.post(page, json=about, headers=judge.headers)
        again = await at_work.http.post(page, json=about, headers=judge.headers)
        others = await at_work.http.post(page, json={**about, "staff": boss.member.id}, headers=judge.headers)
        theirs = await at_work.http.post(page, json={**about, "staff": judge.member.id}, headers=boss.headers)
        kept = (await at_work.http.get(page, headers=judge.headers)).json()["items"]
        ends = [
            (await at_work.http.post(f"{page}/{own.json()['id']}/end", headers=who.headers)).status_code
            for who in (judge, boss)
        ]

        assert [answer.status_code for answer in (own, again, others, theirs)] == [201, 201, 403, 201]
        assert [each["id"] for each in kept] == [own.json()["id"]] == [theirs.json()["id"]]
        assert "Li Ayi" not in own.text
        assert ends == [403, 200]

    async def test_keep_their_member_from_the_panel(self, at_work: House, court: Court) -> None:
        boss = await at_work.hire("administrator", department=None)
        judges = [*court.members, *court.others]
        for who, about in zip(
            judges,
            (
                {"about": "respondent", "subject": "+86 139 0000 0000"},
                {"about": "department", "subject": "front"},
                {"about": "respondent", "subject": "aunt li"},
                {"about": "case", "subject": court.case.number.lower()},
            ),
            strict=True,
        ):
            said = {**about, "staff": who.member.id}
            assert (
                await at_work.http.post("/api/v1/desk/interests", json=said, headers=boss.headers)
            ).status_code == 201

        ground = await at_work.panels.of(court.case.number)

        assert ground.interested == {who.member.id for who in judges}

    async def test_of_a_party_need_not_be_declared(self, at_work: House, court: Court) -> None:
        aunt = await at_work.staff.add(name="Aunt  Li", role="panel_member", rung="handler", department="legal")

        ground = await at_work.panels.of(court.case.number)
        await at_work.staff.disable(aunt.id)

        assert ground.parties == {aunt.id}
