"""A gateway at its worst, as the complainant and the desk see it over HTTP: honest words, and one payment."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import WorkflowEnvironment

from domain.policy import SHELF
from gateways.neighbour import Neighbour
from gateways.payments import HttpPaymentGateway
from tests import trial
from tests.api.house import KEYS, Case, Colleague, House, open_house
from tests.api.test_hooks import news, post
from tests.api.work import FINDING, NoRecords, Workshop, give, opened, until, until_told
from tests.engine.ports import Ports
from tests.engine.town import time_skipping_server, working
from tests.gateways.neighbours_process import TOKEN, NeighboursProcess, running_neighbours
from workflows.plugin import redress_plugin

UNDER_WAY = {"en": "The remedy is being carried out.", "zh": "处理方案正在执行。"}
OVER = {
    "en": "Please rate how it went; if you are not satisfied we reopen it.",
    "zh": "请评价本次处理；不满意可以重新处理。",
}
PAYING = {"payment_started", "paid", "payment_failed", "not_applicable"}


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """The API with a worker that pays at the neighbours' gateway, and time that can be moved."""

    env: WorkflowEnvironment
    neighbours: NeighboursProcess
    house: House

    async def accepted(self, *, fault: str, times: int = 1) -> Case:
        """Bring a case to where the complainant accepts 12 yuan, and the gateway goes wrong."""
        self.neighbours.client.delete("/faults").raise_for_status()
        self.neighbours.fault(fault, times=times)
        agent, lead = await self.house.hire("agent"), await self.house.hire("team_lead", rung="team_lead")
        with self.env.with_time_skipping_disabled():
            case = await opened(self.house)
        await give(self.house, case, agent, "record-finding", **FINDING)
        await give(self.house, case, lead, "approve")
        answer = await self.house.http.post(f"{case.path}/decision", json={"accept": True}, headers=case.headers)
        assert answer.status_code == 202
        return case

    async def pass_time(self, case: Case, **length: float) -> None:
        """Move a case's clock."""
        await self.env.fast_forward(self.env.client.get_workflow_handle(case.number), timedelta(**length))

    async def seen(self, case: Case, language: str, *, desk: Colleague | None = None) -> dict[str, Any]:
        """Give what the complainant, or the desk, is shown of the case now."""
        return await self._get(case.desk if desk else case.path, case, language, desk)

    async def sentences(self, case: Case, language: str, *, desk: Colleague | None = None) -> list[str]:
        """Give what the timeline says of the payment."""
        page = await self._get(f"{case.desk if desk else case.path}/timeline", case, language, desk)
        return [item["text"] for item in page["items"] if item["kind"] in PAYING]

    async def _get(self, path: str, case: Case, language: str, desk: Colleague | None) -> dict[str, Any]:
        headers = {**(desk.headers if desk else case.headers), "Accept-Language": language}
        answer = await self.house.http.get(path, headers=headers)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body


@pytest.fixture(scope="module")
async def checkout(engine: AsyncEngine, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Checkout]:
    SHELF.put(trial.policy())
    folder = tmp_path_factory.mktemp("checkout")
    # What is late never settles by itself: the answer is the callback that a test posts.
    with running_neighbours(folder, late=3_600.0) as neighbours:
        gateway = Neighbour(system="payments", base_url=neighbours.url, token=TOKEN, seconds=0.6)
        async with (
            time_skipping_server(redress_plugin(key_ring=KEYS)) as env,
            open_house(client=env.client, engine=engine, folder=folder) as house,
            working(env.client, ports(house, gateway)),
        ):
            yield Checkout(env=env, neighbours=neighbours, house=house)
        await gateway.close()


def ports(house: House, gateway: Neighbour) -> Ports:
    return Ports(
        journal=house.journal,
        duties=house.duties,
        records=NoRecords(),
        payments=HttpPaymentGateway(neighbour=gateway),
        carrier=house.sms,
        repairs=Workshop(),
        incidents=house.incidents,
        members=house.members,
        matters=house.matters,
    )


def statuses(seen: dict[str, Any]) -> list[tuple[str, int]]:
    return [(remedy["status"], remedy["amount_fen"]) for remedy in seen["remedies"]]


async def until_manual(checkout: Checkout, case: Case) -> dict[str, Any]:
    """Wait until the case has been told the sixth no."""
    for _ in range(300):
        seen = await checkout.seen(case, "en")
        if statuses(seen) == [("manual", 1_200)]:
            return seen
        await asyncio.sleep(0.05)
    raise AssertionError(f"{case.number} is not left to a person but {seen['remedies']}")


class TestGateway:
    @pytest.mark.parametrize("fault", ["delay", "drop_answer", "nonsense"])
    async def test_whose_answer_is_lost_is_asked_and_nobody_notices(self, checkout: Checkout, fault: str) -> None:
        case, agent = await checkout.accepted(fault=fault), await checkout.house.hire("agent")

        await until(checkout.house, case, stage="resolved")

        assert checkout.neighbours.client.get("/faults").json() == {"items": []}
        for desk in (None, agent):
            for language, said in (
                ("en", ["Paying ¥12.00", "Paid ¥12.00"]),
                ("zh", ["开始支付 ¥12.00", "已支付 ¥12.00"]),
            ):
                seen = await checkout.seen(case, language, desk=desk)

                assert (statuses(seen), seen["next_step"]) == ([("paid", 1_200)], OVER[language])
                assert await checkout.sentences(case, language, desk=desk) == said

    async def test_that_answers_late_is_waited_for(self, checkout: Checkout) -> None:
        case, agent = await checkout.accepted(fault="late"), await checkout.house.hire("agent")

        await until(checkout.house, case, stage="remedying")

        for desk in (None, agent):
            for language, said in (("en", "Paying ¥12.00"), ("zh", "开始支付 ¥12.00")):
                seen = await checkout.seen(case, language, desk=desk)

                assert (seen["stage"], seen["next_step"]) == ("remedying", UNDER_WAY[language])
                assert statuses(seen) == [("paying", 1_200)]
                assert await checkout.sentences(case, language, desk=desk) == [said]

    async def test_that_answers_late_is_believed_when_it_does(self, checkout: Checkout) -> None:
        case = await checkout.accepted(fault="late")
        await until(checkout.house, case, stage="remedying")

        answers = [await post(checkout.house, news(case)) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [202, 202]
        resolved = await until(checkout.house, case, stage="resolved")
        assert statuses(resolved) == [("paid", 1_200)]
        assert await checkout.sentences(case, "en") == ["Paying ¥12.00", "Paid ¥12.00"]


class TestRefusingGateway:
    async def test_is_owned_up_to_and_tried_again(self, checkout: Checkout) -> None:
        case, agent = await checkout.accepted(fault="refuse", times=3), await checkout.house.hire("agent")

        failure = await until_told(checkout.house, case, "payment_failed")

        when = failure["text"].removeprefix("The payment failed; it is tried again at ")
        assert len(when) == len("2026-03-02 11:00")
        assert failure["data"].keys() == {"remedy", "amount_fen", "attempt", "retry_at"}
        for desk in (None, agent):
            for language, said in (("en", failure["text"]), ("zh", f"支付未成功，将于 {when} 重试")):
                seen = await checkout.seen(case, language, desk=desk)

                assert (seen["stage"], seen["next_step"]) == ("remedying", UNDER_WAY[language])
                assert (await checkout.sentences(case, language, desk=desk))[1] == said
        await checkout.pass_time(case, minutes=3)
        assert statuses(await until(checkout.house, case, stage="resolved")) == [("paid", 1_200)]

    async def test_tells_its_reason_to_the_desk_alone(self, checkout: Checkout) -> None:
        case, agent = await checkout.accepted(fault="refuse"), await checkout.house.hire("agent")
        await until_told(checkout.house, case, "payment_failed")

        theirs = await checkout.house.http.get(f"{case.path}/timeline", headers=case.headers)
        desk = await checkout.house.http.get(f"{case.desk}/timeline", headers=agent.headers)

        assert "payee_account_closed" not in theirs.text
        reasons = [item["data"]["reason"] for item in desk.json()["items"] if item["kind"] == "payment_failed"]
        assert reasons == ["payee_account_closed"]

    async def test_for_good_leaves_the_remedy_to_finance(self, checkout: Checkout) -> None:
        house = checkout.house
        case, finance = await checkout.accepted(fault="refuse", times=6), await house.hire("finance", department=None)
        await until_told(house, case, "payment_failed")

        await checkout.pass_time(case, hours=2)
        given_up = await until_manual(checkout, case)

        assert (given_up["stage"], given_up["next_step"]) == ("remedying", UNDER_WAY["en"])
        assert (await checkout.sentences(case, "en"))[-1] == "The payment failed"
        assert (await checkout.sentences(case, "zh", desk=finance))[-1] == "支付未成功"
        desk = await checkout.seen(case, "en", desk=finance)
        assert statuses(desk) == [("manual", 1_200)]
        assert "confirm-remedy" in {command["name"] for command in desk["commands"]}
        by_hand = {"remedy": f"{case.number}-R1", "how": "by bank transfer", "reference": "ICBC-1"}
        first = await give(house, case, finance, "confirm-remedy", **by_hand)
        assert statuses(first) == [("manual", 1_200)]
        assert first["remedies"][0]["reported_at"]
        other = await house.hire("finance", department=None)
        await give(house, case, other, "confirm-remedy", **by_hand)
        assert statuses(await until(house, case, stage="resolved")) == [("done", 1_200)]
