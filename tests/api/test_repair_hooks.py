"""What the repair system posts, and what staff and the complainant see of a repair over HTTP (D2)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from temporalio.client import Client

from gateways.signature import sign
from tests.api.house import ENGLISH, HOOKS_SECRET, Case, House, paths
from tests.api.test_acts import told
from tests.api.work import give, opened, until, until_told
from workflows.messages import RepairNews

PATH = "/api/v1/hooks/work-orders"
LOCK: dict[str, Any] = {"what": "WORDS: the lock does not close", "device": "BIKE-0042", "place": "WORDS: gate 3"}


def news(case: Case, **changes: Any) -> dict[str, Any]:
    usual = {
        "id": f"repair-of-{case.number}",
        "key": f"{case.number}-W1",
        "reference": case.number,
        "status": "finished",
        "at": "2026-03-02T04:00:00Z",
        "outcome": "replaced",
        "parts": ["lock bolt"],
    }
    return usual | changes


async def post(house: House, body: Any, *, secret: str = HOOKS_SECRET, late: int = 0) -> httpx.Response:
    content = json.dumps(body).encode()
    headers = sign(secret=secret, at=datetime.now(UTC) - timedelta(seconds=late), body=content)
    return await house.http.post(PATH, content=content, headers={**ENGLISH, **headers})


class TestRepairNews:
    async def test_reaches_its_case_once_however_often_it_is_repeated(self, house: House, quiet: Client) -> None:
        case = await house.file()

        answers = [await post(house, news(case), late=n) for n in range(3)]

        assert {answer.status_code for answer in answers} == {202}
        [(name, message)] = await told(quiet, case, RepairNews)
        assert (name, message.order) == ("work_order_settled", f"{case.number}-W1")
        assert (message.answer.status, message.answer.outcome, message.answer.parts) == (
            "finished",
            "replaced",
            ("lock bolt",),
        )

    async def test_that_a_repair_is_not_made_says_why(self, house: House, quiet: Client) -> None:
        case = await house.file()

        await post(house, news(case, status="refused", reason="device_unknown"))

        [(_, message)] = await told(quiet, case, RepairNews)
        assert (message.answer.status, message.answer.reason) == ("refused", "device_unknown")

    @pytest.mark.parametrize(
        ("secret", "late"), [("another-secret-altogether", 0), (HOOKS_SECRET, 301)], ids=["forged", "replayed"]
    )
    async def test_is_401_when_nobody_vouches_for_it(self, house: House, quiet: Client, secret: str, late: int) -> None:
        case = await house.file()

        assert (await post(house, news(case), secret=secret, late=late)).status_code == 401
        assert await told(quiet, case, RepairNews) == []

    async def test_is_422_under_an_id_that_said_something_else(self, house: House) -> None:
        case = await house.file()
        await post(house, news(case))

        assert (await post(house, news(case, outcome="scrapped"))).status_code == 422

    async def test_is_422_when_it_is_for_another_case(self, house: House, quiet: Client) -> None:
        case, another = await house.file(), await house.file()

        answer = await post(house, news(case, reference=another.number))

        assert (answer.status_code, paths(answer)) == (422, ["reference"])
        assert await told(quiet, case, RepairNews) == await told(quiet, another, RepairNews) == []

    @pytest.mark.parametrize(
        "changes",
        [
            {"key": "RD-1"},
            {"key": "somebody-elses-W1"},
            {"status": "accepted"},
            {"outcome": "Zhang San was there"},
            {"parts": ["a\x00b"]},
            {"parts": ["x"] * 51},
            {"at": "soon"},
        ],
    )
    async def test_is_422_when_it_makes_no_sense(self, house: House, changes: dict[str, Any]) -> None:
        case = await house.file()

        assert (await post(house, news(case, **changes))).status_code == 422

    async def test_is_404_when_there_is_no_such_case(self, house: House) -> None:
        nobody = Case(house.identity.number_for("nobody's bike"), "")

        assert (await post(house, news(nobody))).status_code == 404


class TestRepair:
    async def test_is_seen_by_the_complainant_from_the_order_to_its_end(self, at_work: House) -> None:
        case, agent = await opened(at_work, order_number=None), await at_work.hire("agent")

        ordered = await give(at_work, case, agent, "order-repair", **LOCK)
        await until_told(at_work, case, "work_order_sent")
        seen = await until(at_work, case, stage_title="under repair")
        answer = await post(at_work, news(case))
        told_of = await until_told(at_work, case, "work_order_done")
        after = await until(at_work, case, stage_title="being investigated")

        assert answer.status_code == 202
        assert (seen["stage"], seen["waiting_on"]) == ("investigating", "repair_shop")
        assert seen["next_step"] == "It is being repaired; we will tell you when that is done."
        assert told_of["text"] == f"The repair is done: replaced ({case.number}-W1)"
        assert after["waiting_on"] is None
        [order] = ordered["work_orders"]
        assert (order["id"], order["what"]) == (f"{case.number}-W1", LOCK["what"])

    async def test_shows_its_words_to_the_desk_alone(self, at_work: House) -> None:
        case, agent = await opened(at_work, order_number=None), await at_work.hire("agent")
        await give(at_work, case, agent, "order-repair", **LOCK)
        await post(at_work, news(case))
        await until_told(at_work, case, "work_order_done")

        page = await at_work.http.get(case.path, headers=case.headers)
        theirs = await at_work.http.get(f"{case.path}/timeline", headers=case.headers)
        desk = await at_work.http.get(f"{case.desk}/timeline", headers={**agent.headers, "Accept-Language": "zh"})
        file = (await at_work.http.get(case.desk, headers=agent.headers)).json()

        assert "WORDS" not in page.text + theirs.text
        assert "lock bolt" not in theirs.text
        assert "WORDS" in desk.text
        sentences = {item["kind"]: item["text"] for item in desk.json()["items"]}
        assert sentences["work_order_done"] == f"维修已完成：已更换（{case.number}-W1）；更换部件：lock bolt"
        [order] = file["work_orders"]
        assert (order["status"], order["outcome_title"], order["parts"]) == ("done", "replaced", ["lock bolt"])
