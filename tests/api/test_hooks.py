"""What the payment system posts: signed, and harmless however often it comes."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from temporalio.client import Client

from domain.kinds import RemedyKind
from domain.remedies import Propose, ProposedRemedy
from gateways.signature import sign
from tests import trial
from tests.api.house import ENGLISH, HOOKS_SECRET, Case, Happening, House
from tests.api.test_acts import told
from workflows.messages import PaymentNews

PATH = "/api/v1/hooks/payments"
OFFER = Propose(remedies=(ProposedRemedy(kind=RemedyKind.REFUND, amount_fen=1_200),))


def news(case: Case, **changes: Any) -> dict[str, Any]:
    usual = {
        "id": f"message of {case.number}".replace(" ", "-"),
        "key": f"{case.number}-R1",
        "status": "settled",
        "amount_fen": 1_200,
        "at": "2026-03-02T04:00:00Z",
        "reason": None,
        "reference": case.number,
    }
    return usual | changes


async def post(house: House, body: Any, *, secret: str = HOOKS_SECRET, at: datetime | None = None) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = sign(secret=secret, at=at or datetime.now(UTC), body=content)
    return await house.http.post(PATH, content=content, headers={**ENGLISH, **headers})


class TestPaymentNews:
    async def test_reaches_its_case(self, house: House, quiet: Client) -> None:
        case = await house.file()

        answer = await post(house, news(case))

        assert answer.status_code == 202
        [(name, message)] = await told(quiet, case, PaymentNews)
        assert (name, message.remedy, message.answer.status) == ("payment_settled", f"{case.number}-R1", "settled")

    async def test_changes_nothing_when_it_is_repeated(self, house: House, quiet: Client) -> None:
        case = await house.file()

        answers = [await post(house, news(case), at=datetime.now(UTC) + timedelta(seconds=n)) for n in range(3)]

        assert {answer.status_code for answer in answers} == {202}
        assert len(await told(quiet, case, PaymentNews)) == 1

    async def test_is_422_when_it_says_something_else_under_the_same_id(self, house: House) -> None:
        case = await house.file()
        await post(house, news(case))

        answer = await post(house, news(case, status="refused"))

        assert answer.status_code == 422

    @pytest.mark.parametrize(
        ("secret", "late"),
        [("another-secret-altogether", 0), (HOOKS_SECRET, 301), (HOOKS_SECRET, -301)],
        ids=["forged", "old", "from the future"],
    )
    async def test_is_401_when_nobody_vouches_for_it(self, house: House, secret: str, late: int) -> None:
        case = await house.file()

        answer = await post(house, news(case), secret=secret, at=datetime.now(UTC) - timedelta(seconds=late))

        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"

    async def test_is_refused_in_chinese_to_whoever_reads_it(self, house: House) -> None:
        answer = await house.http.post(PATH, content=b"{}", headers={"Accept-Language": "zh"})

        assert answer.json()["detail"] == (
            "签名无效：请核对请求头 X-Redress-Timestamp 和 X-Redress-Signature、约定的密钥以及签名时间"
            "（与当前时间相差不得超过 5 分钟）。"
        )

    async def test_is_401_without_a_signature(self, house: House) -> None:
        assert (await house.post(PATH, {})).status_code == 401

    @pytest.mark.parametrize(
        "changes",
        [
            {"key": "RD-1"},
            {"key": "somebody-elses-R1"},
            {"key": "RD-0000-0000-0000-R0"},
            {"status": "perhaps"},
            {"id": "x" * 201},
            {"at": "soon"},
            {"reference": "RD-7K2M-9QXD-04TB"},
            {"amount_fen": "1200"},
            {"amount_fen": -1},
            {"currency": "yuan"},
        ],
    )
    async def test_is_422_when_it_makes_no_sense(self, house: House, changes: dict[str, Any]) -> None:
        case = await house.file()

        assert (await post(house, news(case, **changes))).status_code == 422

    @pytest.mark.parametrize("body", [b"", b"nonsense", b"\xff", b'{"id": "\\ud800"}'])
    async def test_is_422_when_it_is_nonsense(self, house: House, body: bytes) -> None:
        assert (await post(house, body)).status_code == 422

    @pytest.mark.parametrize(
        ("changes", "words"),
        [({"amount_fen": 1_300}, "of ¥13.00, but the remedy is of ¥12.00"), ({"currency": "USD"}, "pays in CNY")],
    )
    async def test_is_409_in_words_each_time_when_it_is_of_something_else(
        self, house: House, changes: dict[str, Any], words: str
    ) -> None:
        case = await house.journaled(Happening(OFFER, trial.AGENT))

        answers = [await post(house, news(case, **changes)) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [409, 409]
        assert words in answers[0].json()["detail"]
        assert (await post(house, news(case, id=f"another-{case.number}"))).status_code == 202

    async def test_is_taken_when_its_case_is_over(self, house: House, quiet: Client) -> None:
        ended, forgotten = await house.file(), await house.journaled()
        await quiet.get_workflow_handle(ended.number).terminate()

        assert [(await post(house, news(case))).status_code for case in (ended, forgotten)] == [202, 202]

    async def test_is_404_when_there_is_no_such_case(self, house: House) -> None:
        nobody = Case(house.identity.number_for("nobody paid for this"), "")

        assert (await post(house, news(nobody))).status_code == 404
