"""Complaints about goods, from the first word to the proposed remedy, as a shop lives them (D4, D5, D6)."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from tests.api.house import KEYS, Case, Colleague, House
from tests.api.work import give, until, until_told
from tests.console.terminal import Terminal
from tests.engine.town import time_skipping_server
from tests.gateways.neighbours_process import NeighboursProcess
from tests.lives.city import (
    SOUND,
    complain,
    desk,
    do_tasks,
    hired_for,
    kinds,
    put_in,
    refused,
    say,
    told,
    verified,
)
from tests.lives.disputes import act, is_cheap, keep_promise, mediated, notices
from workflows.plugin import redress_plugin

LOST: dict[str, Any] = {
    "facts": "轨迹显示已签收，无签收人、无照片；住户称未收到，门口无人。配送员称放在门口，无凭证。",
    "cause": "lost_in_transit",
    "responsible": "respondent",
    "facts_clear": False,
    "confidence": 60,
    "improvement": "贵重件须当面签收并拍照。",
}
MOULDY: dict[str, Any] = {
    "facts": "送检样品霉菌超标；仓库同批次温控记录缺失四小时。",
    "cause": "food_safety",
    "responsible": "respondent",
    "facts_clear": True,
    "confidence": 95,
    "improvement": "该批次下架，冷链每小时留痕。",
}
LATE: dict[str, Any] = {
    "facts": "分拨中心错分，迟到三天。",
    "cause": "late_delivery",
    "responsible": "platform",
    "facts_clear": True,
    "confidence": 80,
    "delayed_minutes": 4_320,
}
AGREED: dict[str, Any] = {
    "text": "另赠代金券 50 元，并书面说明迟到原因。",
    "remedies": [{"kind": "voucher", "amount_fen": 5_000}],
    "promises": [{"text": "书面说明迟到原因。", "by": "platform", "until": "2040-01-01T00:00:00Z"}],
}

SURELY_TOLD = ("mediation_opened", "proposal_made", "settlement_signed", "mediated", "remedy_done", "promise_kept")


@pytest.fixture(scope="module")
async def env() -> AsyncIterator[WorkflowEnvironment]:
    """Temporal, where a case's clock can be moved."""
    async with time_skipping_server(redress_plugin(key_ring=KEYS, sandboxed=False)) as env:
        yield env


@pytest.fixture(scope="module")
def temporal(env: WorkflowEnvironment) -> Iterator[Client]:
    with env.with_time_skipping_disabled():
        yield env.client


class TestLateParcel:
    async def test_is_settled_by_two_signatures_made_up_for_explained_and_archived(
        self, city: House, neighbours: NeighboursProcess, env: WorkflowEnvironment
    ) -> None:
        """Nobody but the platform is on the other side; what it promised is followed up until it is kept."""
        case, agent, lead = await offered(city, neighbours)
        mediator = await mediated(city, case, lead)
        await give(city, case, mediator, "record-mediation", proposal=AGREED)
        await act(city, case, case.headers, "decision", accept=True, proposal=1, name="王芳")
        await until_told(city, case, "settlement_signed")
        unfit = await refused(city, case, agent, "sign-settlement", proposal=1, name="李雷")
        await give(city, case, lead, "sign-settlement", proposal=1, name="韩梅梅")
        resolved = await until(city, case, stage="resolved")
        letter = await city.http.get(f"{case.path}/letters/settlement", headers=case.headers | {"Accept": "text/html"})
        kept = await keep_promise(city, case, lead, how="已邮寄说明。")
        await act(city, case, case.headers, "satisfaction", score=5, solved=True)
        await until(city, case, stage="closed")
        await env.fast_forward(env.client.get_workflow_handle(case.number), timedelta(days=31))
        await until_told(city, case, "archived")

        told_of = await notices(city, case, lead)
        proposal = resolved["mediation"]["proposal"]
        assert (unfit[0], {told_of[what, "complainant"] for what in SURELY_TOLD}) == (403, {1})
        assert {told_of[what, f"staff:{lead.member.id}"] for what in ("remedy_proposed", "proposal_made")} == {1}
        assert [each["by"] for each in proposal["signatures"]] == ["complainant", "platform"]
        assert sha256(proposal["settlement"].encode()).hexdigest() == proposal["sha256"]
        assert proposal["sha256"] in letter.text
        assert neighbours.movements(f"{case.number}-R2", book="vouchers") == [5_000]
        assert (kept["kind"], kept["state"]) == ("promise", "kept")
        assert await is_cheap(city, case)


class TestLostParcel:
    async def test_on_one_party_s_word_is_marked_and_found_by_a_team_lead(
        self, city: House, neighbours: NeighboursProcess
    ) -> None:
        """The courier says that it lay at the door, the customer that it did not; nobody can show anything."""
        put_order(neighbours, "LIFE-LOST-1", title="蓝牙耳机", paid_fen=12_900)
        case = await complain(
            city,
            "delivery",
            "显示已签收，可我没收到，包裹丢了，门口什么也没有。",
            phone="13900000101",
            order_number="LIFE-LOST-1",
            respondent="配送员老周",
            amount_fen=12_900,
        )
        agent, lead = await hired_for(city, case), await hired_for(city, case, "team_lead", rung="team_lead")
        await until_told(city, case, "records_fetched")
        opened = await desk(city, case, agent)

        doorstep = await put_in(city, case, "doorstep")
        await do_tasks(city, case, agent, service_review="无签收照片。", cctv="该单元没有监控。")
        courier = await told(city, case, agent, phone="13900000102", allegation="一件耳机显示已签收，收件人未收到。")
        early = await refused(city, case, lead, "record-finding", **(LOST | {"evidence": [doorstep]}))
        await say(city, case, courier, "放在门口了，没有拍照。", kind="respondent_heard")
        await do_tasks(city, case, agent, interview="放门口，无凭证。")
        alone = await refused(city, case, agent, "record-finding", **(LOST | {"evidence": [doorstep]}))
        found = await give(city, case, lead, "record-finding", **(LOST | {"evidence": [doorstep]}))

        assert (opened["kind"], opened["level"]) == ("lost_parcel", 2)
        assert {task["kind"] for task in opened["tasks"]} == {"service_review", "interview", "cctv"}
        assert (early[0], "may answer until" in early[1]) == (409, True)
        assert (alone[0], "the word of one side alone (the complainant)" in alone[1]) == (403, True)
        assert (found["stage"], found["one_party"], found["support"]) == (
            "deciding",
            True,
            {"complainant": [doorstep]},
        )
        assert proposed(found) == [("refund", 12_900, "lost_refunded")]
        assert all(task["done_at"] for task in found["tasks"])


class TestMouldyFood:
    async def test_is_tested_judged_by_an_expert_and_paid_for_tenfold(
        self, city: House, neighbours: NeighboursProcess
    ) -> None:
        """Customer, shop and laboratory each show something, and three parties' evidence bears the finding."""
        put_order(neighbours, "LIFE-MOULD-1", title="草莓 2 盒", paid_fen=3_600)
        case = await complain(
            city,
            "goods",
            "今天收到的草莓已经发霉变质，盒底都是白毛。",
            phone="13900000111",
            order_number="LIFE-MOULD-1",
            respondent="鲜果直营店",
            amount_fen=3_600,
        )
        agent, clerk = await hired_for(city, case), await city.hire("clerk")
        await until_told(city, case, "records_fetched")
        opened = await desk(city, case, agent)

        box = await put_in(city, case, "box", note="开箱所见")
        shop = await told(
            city, case, agent, email="shop@example.com", allegation="3 月到货的一批草莓，买家称收到时已发霉。"
        )
        cold_chain = await put_in(city, case, "cold chain", headers=shop, kind="photo")
        await say(city, case, shop, "出库时正常，附温控记录。", kind="respondent_heard")
        report = await put_in(city, case, "laboratory report", headers=clerk.headers)
        results = {"product_test": "霉菌计数超标。", "expert": "入库前已霉变。", "site_visit": "14 盒中 5 盒有霉斑。"}
        await do_tasks(city, case, agent, report, **results)
        supports = [{"evidence": report, "party": "third_party"}]
        evidence = {"evidence": [box, cold_chain, report], "supports": supports}
        found = await give(city, case, agent, "record-finding", **(MOULDY | evidence))

        assert (opened["kind"], opened["department"], opened["urgency"]) == ("spoiled_food", "safety", "urgent")
        assert {task["kind"] for task in opened["tasks"]} == {"product_test", "expert", "site_visit"}
        assert not found["one_party"]
        assert found["support"] == {"complainant": [box], "respondent": [cold_chain], "third_party": [report]}
        assert proposed(found) == [("refund", 3_600, "food_refunded"), ("compensation", 100_000, "food_tenfold")]

    async def test_lets_neither_side_see_what_the_other_showed(
        self, city: House, neighbours: NeighboursProcess
    ) -> None:
        case = await complain(
            city, "goods", "酸奶过期了还在卖，保质期已过三天。", phone="13900000121", respondent="便民超市"
        )
        agent = await hired_for(city, case)
        mine = await put_in(city, case, "yoghurt")
        shop = await told(city, case, agent, phone="13900000122", allegation="有顾客称购得过期酸奶。")
        theirs = await put_in(city, case, "shelf", headers=shop)

        lists = [
            (await city.http.get(f"{case.path}/evidence", headers=headers)).json()["items"]
            for headers in (case.headers, shop)
        ]

        assert [[item["id"] for item in items] for items in lists] == [[mine], [theirs]]
        assert "respondent_notified" in await kinds(city, case, case.headers)


class TestAfterwards:
    async def test_event_log_and_evidence_are_sound(self, city: House, terminal: Terminal) -> None:
        assert [said.out for said in await verified(terminal)] == SOUND


async def offered(city: House, neighbours: NeighboursProcess) -> tuple[Case, Colleague, Colleague]:
    """Bring a parcel that came three days late to where the voucher of the rules is offered; give who works on it."""
    put_order(neighbours, "LIFE-LATE-1", title="雨伞", paid_fen=5_900)
    words = "快递送晚了三天，物流不动，催单没人理。"
    case = await complain(city, "delivery", words, phone="13900000131", order_number="LIFE-LATE-1")
    agent, lead = await hired_for(city, case), await hired_for(city, case, "team_lead", rung="team_lead")
    await until_told(city, case, "records_fetched")
    found = await give(city, case, agent, "record-finding", **(LATE | {"evidence": ["records"]}))
    assert proposed(found) == [("voucher", 2_000, "days_late_voucher")]
    await give(city, case, lead, "approve")
    return case, agent, lead


def put_order(neighbours: NeighboursProcess, number: str, *, title: str, paid_fen: int) -> None:
    """Put an order into the records, whose facts nobody knows but what was paid."""
    order = {"title": title, "amount_fen": paid_fen, "facts": {"paid_fen": paid_fen, "confidence": 20}}
    neighbours.client.put(f"/orders/{number}", json=order).raise_for_status()


def proposed(file: dict[str, Any]) -> list[tuple[str, int, str]]:
    """Give the remedies on the table."""
    return [(remedy["kind"], remedy["amount_fen"], remedy["rule"]) for remedy in file["remedies"]]
