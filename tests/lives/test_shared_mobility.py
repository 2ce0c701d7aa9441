"""Complaints about shared bikes up to the remedy: an e-bike on fire, and a lock that does not close (B4, D2, D3)."""

from typing import Any, Final

import pytest

from tests.api.house import Colleague, House
from tests.api.test_repair_hooks import news, post
from tests.api.work import give, until, until_told
from tests.console.terminal import Terminal
from tests.gateways.neighbours_process import NeighboursProcess
from tests.lives.city import (
    SOUND,
    complain,
    desk,
    hired_for,
    put_in,
    refused,
    timeline,
    until_desk,
    verified,
)
from tests.lives.disputes import act, booked, is_cheap

DEPARTMENTS: Final = ("safety", "technical", "operations", "customer_service")
BURNT: dict[str, Any] = {
    "facts": "电池外壳在骑行前已开裂，进水后短路起火。",
    "cause": "device_fault",
    "responsible": "platform",
    "facts_clear": True,
    "confidence": 90,
    "improvement": "同批次电池全部下架复检。",
}
WORN: dict[str, Any] = {
    "facts": "锁舌磨损，无法落锁。",
    "cause": "device_fault",
    "responsible": "platform",
    "facts_clear": True,
    "confidence": 95,
}
PLAN: dict[str, Any] = {
    "text": "召回同批次电池，赔付医疗费，当面致歉。",
    "remedies": [{"kind": "compensation", "amount_fen": 300_000, "note": "医疗费"}, {"kind": "apology"}],
}
LOCK: dict[str, Any] = {"what": "锁舌落不下，无法还车", "device": "BIKE-0042", "place": "人民路地铁站 B 口"}


@pytest.fixture(scope="module", autouse=True)
async def force(city: House) -> dict[str, Colleague]:
    """An investigator of each department that a task force is made of, by their ids; nobody was hired before them."""
    hired = [await city.hire("investigator", department=name) for name in DEPARTMENTS]
    return {each.member.id: each for each in hired}


class TestBurningBike:
    async def test_raises_an_alert_and_has_a_task_force_agree_on_one_plan(
        self, city: House, force: dict[str, Colleague]
    ) -> None:
        case = await complain(city, "bike", "骑到一半电动车的电池冒烟起火，腿被烫伤。", phone="13900000401")
        safety, technical, operations, service = force.values()
        boss = await city.hire("senior_management", department=None, rung="senior_management")
        head = await city.hire("department_head", department="safety", rung="department_head")
        opened = await desk(city, case, safety)

        await give(city, case, boss, "acknowledge-alert", note="马上处理。")
        await give(city, case, safety, "respond", text="我们已派人到医院看望。", final=False)
        photo = await put_in(city, case, "burnt battery")
        for task in filter(lambda each: each["kind"], opened["tasks"]):
            done = {"task": task["id"], "result": "已完成，见案卷。"}
            await give(city, case, force[task["assignee"]], "complete-task", **done)
        met = {"held_at": opened["received_at"], "attended": list(force), "minutes": "宣读鉴定意见，决定召回。"}
        await give(city, case, operations, "record-meeting", **met)
        await give(city, case, safety, "record-finding", **(BURNT | {"evidence": [photo]}))
        early = await refused(city, case, safety, "propose", remedies=[{"kind": "apology"}])
        await give(city, case, safety, "draft-plan", **PLAN)
        await give(city, case, technical, "agree-plan", plan=1)
        await give(city, case, operations, "agree-plan", plan=1)
        decided = await give(city, case, service, "dissent-plan", plan=1, reason="尚未告知媒体。")
        offered = await give(city, case, head, "approve", note="同意")

        assert (opened["kind"], opened["level"], opened["urgency"]) == ("fire_or_overheating", 3, "critical")
        assert [seat["staff"] for seat in opened["task_forces"][0]["seats"]] == list(force)
        assert (early[0], "The task force has no plan yet" in early[1]) == (409, True)
        [plan] = decided["task_forces"][0]["plans"]
        assert [voice["agrees"] for voice in plan["voices"]] == [True, True, True, False]
        assert offered["stage"] == "awaiting_complainant"
        assert {remedy["kind"] for remedy in offered["remedies"]} == {"compensation", "apology"}
        assert "plan_ready" in {milestone["name"] for milestone in offered["milestones"] if milestone["met_at"]}


class TestOverchargedRide:
    async def test_is_paid_back_twice_over_with_no_hand(self, city: House, neighbours: NeighboursProcess) -> None:
        words, rider = "锁车后继续计费，多扣了六元。", {"name": "王芳", "phone": "13900000421"}
        case = await city.file(
            service_line="bike", description=words, complainant=rider, order_number="BIKE-OVERCHARGE-1-life"
        )
        resolved = await until(city, case, stage="resolved")

        auditor = await city.hire("auditor", department=None)
        actors = {item["actor"] for item in await timeline(city, case, auditor.headers)}
        assert [(each["amount_fen"], each["rule"], each["status"]) for each in resolved["remedies"]] == [
            (1_200, "overcharge_doubled", "paid")
        ]
        assert actors == {"system", "complainant", "neighbour"}
        assert neighbours.movements(f"{case.number}-R1") == [1_200]
        assert await booked(city, case) == [{"remedies.refund": 1_200, "cash": -1_200}]
        assert await is_cheap(city, case)


class TestLockThatDoesNotClose:
    async def test_is_repaired_and_made_up_for_by_a_rule(self, city: House, neighbours: NeighboursProcess) -> None:
        case = await complain(
            city,
            "bike",
            "到站了车锁锁不上，还不了车，等了 25 分钟。",
            phone="13900000411",
            order_number="BIKE-FAULT-1-life",
        )
        technician, lead = await hired_for(city, case), await hired_for(city, case, "team_lead", rung="team_lead")
        await until_told(city, case, "records_fetched")
        opened = await desk(city, case, technician)

        lock = await put_in(city, case, "lock")
        await give(city, case, technician, "order-repair", **LOCK)
        await until(city, case, stage_title="under repair")
        heard = await post(city, news(case))
        repaired = await until_desk(city, case, technician, stage_title=opened["stage_title"])
        found = await give(city, case, technician, "record-finding", **(WORN | {"evidence": ["records", lock]}))
        await give(city, case, lead, "approve")
        await act(city, case, case.headers, "decision", accept=True)
        await until(city, case, stage="resolved")

        assert (opened["kind"], opened["level"], opened["department"]) == ("lock_failure", 2, "technical")
        assert heard.status_code == 202
        assert "repair_ordered" in {milestone["name"] for milestone in repaired["milestones"] if milestone["met_at"]}
        assert [(order["status"], order["outcome"]) for order in repaired["work_orders"]] == [("done", "replaced")]
        assert [(each["kind"], each["amount_fen"], each["rule"]) for each in found["remedies"]] == [
            ("voucher", 500, "delayed_by_fault")
        ]
        assert neighbours.movements(f"{case.number}-R1", book="vouchers") == [500]
        assert await booked(city, case) == [{"remedies.voucher": 500, "vouchers": -500}]
        assert await is_cheap(city, case)


class TestAfterwards:
    async def test_event_log_and_evidence_are_sound(self, city: House, terminal: Terminal) -> None:
        assert [said.out for said in await verified(terminal)] == SOUND
