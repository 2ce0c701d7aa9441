"""New access codes: for whoever the case knows, and nothing learnt by anybody else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from domain.complaint import Complainant
from tests.api.house import Case, House, new_key, open_house
from tests.api.letterbox import Letterbox

ASK = "/api/v1/access-codes"


async def asked(house: House, **form: Any) -> list[tuple[str, str]]:
    """Ask for a code, and give what was sent because of it."""
    for box in (house.sms, house.mail):
        box.sent.clear()
        box.subjects.clear()
    answer = await house.post(ASK, form)
    await house.app.state.services.code_sender.finish()
    assert (answer.status_code, answer.json()) == (202, {"accepted": True})
    return [*house.sms.sent, *house.mail.sent]


@contextmanager
def down(*boxes: Letterbox) -> Iterator[None]:
    """Nothing can be sent by these for a while."""
    for box in boxes:
        box.is_down = True
    yield
    for box in boxes:
        box.is_down = False


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

        with down(house.sms):
            assert await asked(house, tracking_number=case.number, phone="13800000000") == []

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


def reached_by(**contact: str) -> Complainant:
    return Complainant(**({"name": "Zhang San", "language": "en"} | contact))


class TestACodeByMail:
    async def test_goes_to_who_has_no_telephone_and_opens_the_case(self, house: House) -> None:
        case = await house.journaled(complainant=reached_by(email="zhang@example.com"))

        [(to, text)] = await asked(house, tracking_number=case.number, email="ZHANG@example.com")

        assert (to, house.mail.subjects) == ("zhang@example.com", [f"The code for complaint {case.number}"])
        assert await opens(house, case, code_in(text))

    async def test_is_written_in_chinese_to_who_speaks_it(self, house: House) -> None:
        case = await house.journaled(complainant=reached_by(email="zhang@example.com", language="zh"))

        [(_, text)] = await asked(house, tracking_number=case.number, email="zhang@example.com")

        assert house.mail.subjects == [f"投诉 {case.number} 的查询码"]
        assert f"投诉 {case.number} 的查询码：" in text

    async def test_comes_first_where_the_complaint_did(self, house: House) -> None:
        both = reached_by(email="zhang@example.com", phone="+8613800000000")
        by_mail = await house.journaled(complainant=both, channel="email")
        by_web = await house.journaled(complainant=both)

        assert [to for to, _ in await asked(house, tracking_number=by_mail.number, phone="13800000000")] == [
            "zhang@example.com"
        ]
        assert [to for to, _ in await asked(house, tracking_number=by_web.number, email="zhang@example.com")] == [
            "+8613800000000"
        ]

    async def test_stands_in_for_a_telephone_that_cannot_be_reached(self, house: House) -> None:
        case = await house.journaled(complainant=reached_by(email="zhang@example.com", phone="+8613800000000"))

        with down(house.sms):
            [(to, text)] = await asked(house, tracking_number=case.number, phone="13800000000")

        assert to == "zhang@example.com"
        assert await opens(house, case, code_in(text))

    async def test_is_not_sent_to_an_address_that_the_case_does_not_know(self, house: House) -> None:
        case = await house.journaled(complainant=reached_by(email="zhang@example.com"))

        assert await asked(house, tracking_number=case.number, email="somebody@example.com") == []

    async def test_tells_nothing_of_a_server_that_is_down(self, house: House) -> None:
        case = await house.journaled(complainant=reached_by(email="zhang@example.com"))

        with down(house.mail):
            assert await asked(house, tracking_number=case.number, email="zhang@example.com") == []

    async def test_tells_nothing_of_a_house_that_sends_no_mail(
        self, quiet: Client, engine: AsyncEngine, tmp_path: Path
    ) -> None:
        async with open_house(client=quiet, engine=engine, folder=tmp_path, carriers=("sms",)) as house:
            case = await house.journaled(complainant=reached_by(email="zhang@example.com"))

            assert await asked(house, tracking_number=case.number, email="zhang@example.com") == []
