"""The ledger over HTTP: read by finance, auditors and senior management, funded by two of them (E9)."""

import pytest

from tests.api.house import Case, Colleague, House
from tests.storage.stories import whole_life

LEDGER = "/api/v1/desk/ledger"
PATHS = ("", "/accounts", "/totals", "/export")


@pytest.fixture
async def finance(house: House) -> Colleague:
    return await house.hire("finance", department=None)


async def paid(house: House) -> Case:
    """A case that was paid 25 yuan."""
    number = house.identity.number_for("a case that was paid")
    await house.journal.record(tracking_number=number, events=whole_life(number))
    return Case(number, "")


class TestReading:
    @pytest.mark.parametrize("path", PATHS)
    async def test_is_for_finance_auditors_and_senior_management(self, house: House, path: str) -> None:
        answers = {}
        for role in ("finance", "auditor", "senior_management", "agent", "team_lead", "administrator"):
            colleague = await house.hire(role)
            answers[role] = (await house.http.get(LEDGER + path, headers=colleague.headers)).status_code

        assert answers == {
            "finance": 200,
            "auditor": 200,
            "senior_management": 200,
            "agent": 403,
            "team_lead": 403,
            "administrator": 403,
        }
        assert (await house.http.get(LEDGER + path)).status_code == 401

    async def test_gives_transactions_balances_days_and_lines(self, house: House, finance: Colleague) -> None:
        case = await paid(house)

        async def read(path: str, **query: str) -> dict[str, list[dict[str, object]]]:
            answer = await house.http.get(LEDGER + path, headers=finance.headers, params=query)
            assert answer.status_code == 200, answer.text
            return answer.json()  # type: ignore[no-any-return]

        [one] = (await read("", reference=case.number, account="cash"))["items"]
        accounts = (await read("/accounts"))["items"]
        days = (await read("/totals", **{"from": "2026-03-01", "to": "2026-03-31"}))["items"]
        export = await house.http.get(f"{LEDGER}/export", headers=finance.headers)

        assert (one["what"], one["subject"]) == ("refund", f"{case.number}-R1")
        assert [(each["account"], each["amount_fen"]) for each in one["entries"]] == [  # type: ignore[attr-defined]
            ("remedies.refund", 2_500),
            ("cash", -2_500),
        ]
        assert sum(int(str(each["balance_fen"])) for each in accounts) == 0
        assert {"remedies.refund", "cash"} <= {each["account"] for each in days}
        assert export.headers["content-type"].startswith("text/csv")
        assert sum(case.number in line for line in export.text.splitlines()) == 2

    @pytest.mark.parametrize(
        "query",
        [{"cursor": "x"}, {"account": "slush_fund"}, {"from": "soon"}, {"zone": "Moon/Base"}, {"colour": "red"}],
    )
    async def test_is_422_where_what_is_asked_makes_no_sense(
        self, house: House, finance: Colleague, query: dict[str, str]
    ) -> None:
        assert (await house.http.get(LEDGER, headers=finance.headers, params=query)).status_code == 422

    async def test_is_422_for_days_that_end_before_they_begin(self, house: House, finance: Colleague) -> None:
        query = {"from": "2026-03-02", "to": "2026-03-01"}

        assert (await house.http.get(f"{LEDGER}/totals", headers=finance.headers, params=query)).status_code == 422


class TestFunding:
    async def test_waits_for_a_second_person_and_is_posted_once(self, house: House, finance: Colleague) -> None:
        other, agent = await house.hire("senior_management"), await house.hire("agent")
        form = {"reference": "BANK-API-1", "amount_fen": 9_000}

        async def said(who: Colleague, **changes: object) -> tuple[int, object]:
            answer = await house.http.post(f"{LEDGER}/funding", headers=who.headers, json=form | changes)
            return answer.status_code, answer.json().get("state")

        assert await said(agent) == (403, None)
        assert await said(finance) == (200, "asked")
        assert await said(finance) == (200, "asked")
        assert await said(other, amount_fen=8_999) == (409, None)
        assert await said(other) == (200, "posted")
        assert await said(finance) == (200, "posted")
        query = {"reference": "BANK-API-1"}
        listed = (await house.http.get(LEDGER, headers=finance.headers, params=query)).json()["items"]
        assert [each["posted_by"] for each in listed] == [f"staff:{other.member.id}"]

    @pytest.mark.parametrize(
        "changes", [{"amount_fen": 0}, {"amount_fen": 1.5}, {"currency": "yuan"}, {"reference": "a b"}, {"x": 1}]
    )
    async def test_is_422_where_it_makes_no_sense(
        self, house: House, finance: Colleague, changes: dict[str, object]
    ) -> None:
        form = {"reference": "BANK-API-2", "amount_fen": 9_000} | changes

        answer = await house.http.post(f"{LEDGER}/funding", headers=finance.headers, json=form)

        assert answer.status_code == 422
