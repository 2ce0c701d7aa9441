"""New access codes: for whoever the case knows, and nothing learnt by anybody else."""

import re
from typing import Any

import pytest

from tests.api.house import Case, House, new_key

ASK = "/api/v1/access-codes"


async def asked(house: House, **form: Any) -> list[tuple[str, str]]:
    """Ask for a code, and give what was sent because of it."""
    house.sms.sent.clear()
    answer = await house.post(ASK, form)
    await house.app.state.services.code_sender.finish()
    assert (answer.status_code, answer.json()) == (202, {"accepted": True})
    return list(house.sms.sent)


def code_in(text: str) -> str:
    found = re.search(r"is (\S{10,}), good", text)
    assert found, text
    return found[1]


async def opens(house: House, case: Case, code: str) -> bool:
    answer = await house.http.get(case.path, headers={"X-Access-Code": code})
    assert answer.status_code in {200, 404}
    return answer.status_code == 200


class TestAskingForACode:
    async def test_sends_one_to_the_phone_that_the_case_knows(self, house: House) -> None:
        case = await house.journaled()

        [(to, text)] = await asked(house, tracking_number=case.number.lower(), phone="138 0000 0000")

        assert to == "+8613800000000"
        assert case.number in text
        assert await opens(house, case, code_in(text))

    async def test_gives_a_code_that_opens_this_case_only_and_goes_on_doing_so(self, house: House) -> None:
        case, other = await house.journaled(), await house.journaled()
        [(_, text)] = await asked(house, tracking_number=case.number, phone="+86 138 0000 0000")
        code = code_in(text)

        assert not await opens(house, other, code)
        assert await opens(house, case, code)
        assert await opens(house, case, code.lower())

    async def test_finds_a_case_by_its_order(self, house: House) -> None:
        case = await house.journaled(order_number="ORDER-4711")

        [(_, text)] = await asked(house, order_number="order-4711", phone="13800000000")

        assert case.number in text

    @pytest.mark.parametrize(
        "form",
        [
            {"phone": "13900000000"},
            {"email": "zhang@example.com"},
            {"tracking_number": "RD-0000-0000-0000", "phone": "13800000000"},
            {"tracking_number": "nonsense", "phone": "13800000000"},
        ],
    )
    async def test_sends_nothing_to_anybody_else(self, house: House, form: dict[str, str]) -> None:
        case = await house.journaled()

        assert await asked(house, **({"tracking_number": case.number} | form)) == []

    async def test_sends_three_in_a_quarter_of_an_hour_at_most(self, house: House) -> None:
        case = await house.journaled()

        sent = [len(await asked(house, tracking_number=case.number, phone="13800000000")) for _ in range(5)]

        assert sent == [1, 1, 1, 0, 0]

    async def test_sends_one_for_a_request_that_is_repeated(self, house: House) -> None:
        case = await house.journaled()
        form = {"tracking_number": case.number, "phone": "13800000000"}
        house.sms.sent.clear()

        key = new_key()
        answers = [await house.post(ASK, form, Idempotency_Key=key) for _ in range(2)]
        other = await house.post(ASK, form | {"phone": "13900000000"}, Idempotency_Key=key)
        await house.app.state.services.code_sender.finish()

        assert [answer.status_code for answer in (*answers, other)] == [202, 202, 422]
        assert len(house.sms.sent) == 1

    async def test_says_nothing_of_a_carrier_that_is_down(self, house: House) -> None:
        case = await house.journaled()
        house.sms.is_down = True

        try:
            assert await asked(house, tracking_number=case.number, phone="13800000000") == []
        finally:
            house.sms.is_down = False

    @pytest.mark.parametrize(
        ("form", "path"),
        [
            ({}, "body"),
            ({"tracking_number": "RD-0000-0000-0000"}, "body"),
            ({"phone": "13800000000"}, "body"),
            ({"tracking_number": "RD-0000-0000-0000", "order_number": "A", "phone": "13800000000"}, "body"),
            ({"tracking_number": "RD-0000-0000-0000", "phone": "call me"}, "phone"),
        ],
    )
    async def test_is_422_when_it_makes_no_sense(self, house: House, form: dict[str, str], path: str) -> None:
        answer = await house.post(ASK, form)

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["path"] == path
