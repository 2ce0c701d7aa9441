"""An outside arbitrator over HTTP: each side says so by its own page, and the award comes back (E7)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.policy import SHELF, Policy
from tests.api.house import ENGLISH, Case, House
from tests.api.test_hearing import tell
from tests.api.work import FINDING, give, opened, until, until_told
from tests.domain.judging import judging_policy

LINE = "arbitrated_home"
ARBITRATED: Policy = judging_policy(
    pack="arbitrated",
    service_lines=[LINE],
    progress_notice_every=None,
    hearing={"window": "PT72H"},
    arbitration={"bodies": [{"zh": "仲裁委员会", "en": "The Chamber"}], "within": "P30D"},
)


@pytest.fixture
async def failed(at_work: House) -> Any:
    """A case whose mediation failed, and the headers of its respondent."""
    for shelf in (SHELF, at_work.parts.shelf):
        shelf.put(ARBITRATED)
    case = await opened(at_work, service_line=LINE, order_number=None, respondent="Li Ayi")
    agent, lead = await at_work.hire("agent"), await at_work.hire("team_lead", rung="team_lead")
    code = await tell(at_work, case, agent)
    await give(at_work, case, agent, "record-finding", **FINDING)
    await give(at_work, case, lead, "approve")
    await at_work.http.post(f"{case.path}/decision", json={"accept": False, "reason": "No."}, headers=case.headers)
    await until(at_work, case, stage="mediating")
    # Hired by now only: it was found already who mediates, if anybody could.
    mediator = await at_work.hire("mediator")
    await give(at_work, case, lead, "assign-mediator", mediator=mediator.member.id)
    await give(at_work, case, mediator, "fail-mediation", reason="They will not.")
    return case, {"X-Access-Code": code, **ENGLISH}


async def ask(house: House, case: Case, headers: dict[str, str]) -> None:
    wish = {"reason": "Somebody from outside.", "arbitrator": True}
    answer = await house.http.post(f"{case.path}/ruling-request", json=wish, headers=headers)
    assert answer.status_code == 202, answer.text


async def test_both_sides_agree_and_the_award_is_read_by_both(at_work: House, failed: Any) -> None:
    case, respondent = failed
    await ask(at_work, case, respondent)
    await until(at_work, case, stage="adjudicating")
    await ask(at_work, case, case.headers)
    head = await at_work.hire("department_head", rung="department_head")
    await until_told(at_work, case, "arbitration_agreed")

    offered = (await at_work.http.get(case.desk, headers=head.headers)).json()
    await give(at_work, case, head, "refer-to-arbitrator", body="The Chamber", reference="17")
    sent = (await at_work.http.get(case.desk, headers=head.headers)).json()
    award = {"outcome": "uphold", "text": "THE AWARD", "remedies": [{"kind": "apology"}], "reference": "A-9"}
    await give(at_work, case, head, "record-award", **award, given_at=datetime.now(UTC).isoformat())

    assert "refer-to-arbitrator" in {each["name"] for each in offered["commands"]}
    assert (sent["panels"][0]["arbitration"]["body"], sent["panels"][0]["members"]) == ("The Chamber", [])
    for headers in (case.headers | ENGLISH, respondent):
        letter = await at_work.http.get(f"{case.path}/letters/ruling", headers=headers)
        assert "The Chamber gave this award (A-9)" in letter.text
        assert "THE AWARD" in letter.text


async def test_whoever_may_not_is_refused(at_work: House, failed: Any) -> None:
    case, respondent = failed
    await ask(at_work, case, respondent)
    await until(at_work, case, stage="adjudicating")
    agent = await at_work.hire("agent")
    lead = await at_work.hire("team_lead", rung="team_lead")

    fields = {"body": "The Chamber", "reference": "17"}
    answers = [
        await at_work.http.post(f"{case.desk}/refer-to-arbitrator", json=fields, headers=who.headers)
        for who in (agent, lead)
    ]

    assert [answer.status_code for answer in answers] == [403, 409]
    assert "Not both sides" in answers[1].text
