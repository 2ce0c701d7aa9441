"""A battery that failed: paid in advance, claimed back from its maker, and the improvement kept (E4, F7)."""

from typing import Any

from tests.api.house import Case, Colleague, House
from tests.api.work import PATIENCE, give, until, until_told
from tests.console.terminal import Terminal
from tests.lives.city import SOUND, complain, hired_for, kinds, until_desk, verified

CRACKED: dict[str, Any] = {
    "facts": "电池出厂时密封圈缺失，进水后断电，车锁无法闭合。",
    "cause": "device_fault",
    "responsible": "third_party",
    "facts_clear": True,
    "confidence": 95,
    "improvement": "同批次电池全部下架复检。",
}


async def matter(house: House, path: str, who: Colleague) -> dict[str, Any]:
    answer = await house.http.get(f"/api/v1/desk/{path}", headers=who.headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def act(house: House, path: str, who: Colleague, **fields: Any) -> dict[str, Any]:
    answer = await house.http.post(f"/api/v1/desk/{path}", json=fields, headers=who.headers)
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done


async def until_known(house: House, case: Case, who: Colleague, count: int) -> list[dict[str, Any]]:
    """Wait until the case file lists so many matters."""
    for _ in range(int(PATIENCE / 0.05)):
        file = await until_desk(house, case, who)
        if len(file["matters"]) == count:
            found: list[dict[str, Any]] = file["matters"]
            return found
    raise AssertionError(f"{case.number} has not {count} matters within {PATIENCE} s")


class TestBatteryOfAMaker:
    async def test_is_paid_for_first_and_claimed_back_until_nothing_is_open(self, city: House) -> None:
        case = await complain(city, "bike", "到站了车锁锁不上，还不了车，误了火车。", phone="13900000421")
        technician = await hired_for(city, case)
        investigator = await hired_for(city, case, "investigator")
        lead = await hired_for(city, case, "team_lead", rung="team_lead")
        head = await hired_for(city, case, "department_head", rung="department_head")
        finance = await city.hire("finance", department=None)

        await give(city, case, technician, "record-finding", **CRACKED)
        owed = {"kind": "compensation", "amount_fen": 86_000, "note": "改签车票"}
        await give(city, case, technician, "propose", remedies=[owed])
        await give(city, case, head, "approve")
        await city.http.post(f"{case.path}/decision", json={"accept": True}, headers=case.headers)
        await until(city, case, stage="resolved")
        claim, promise = await until_known(city, case, lead, 2)
        assert (claim["kind"], claim["terms"]["amount_fen"], claim["owner_rung"]) == ("recourse", 86_000, "team_lead")
        assert (promise["kind"], promise["terms"]["text"]) == ("promise", CRACKED["improvement"])

        path = f"recourses/{claim['id']}"
        await act(city, f"{path}/send-claim", investigator, against="某电池厂", text="请于六十日内支付 860 元。")
        await act(city, f"{path}/record-recovery", finance, amount_fen=80_000, reference="CMB-0042")
        ended = await act(city, f"{path}/write-off", lead, reason="余额为对方垫付的检测费。")
        assert (ended["state"], ended["terms"]["written_off_fen"]) == ("written_off", 6_000)
        await act(city, f"promises/{promise['id']}/keep-promise", technician, how="已复检 1,200 块，下架 37 块。")

        await until_told(city, case, "promise_kept")
        told = await kinds(city, case, case.headers)
        assert "advance_paid" in told
        assert "recourse_opened" not in told
        assert {"recourse_opened", "recourse_closed", "promise_opened"} <= set(await kinds(city, case, lead.headers))
        listed = await matter(city, f"recourses?tracking_number={case.number}&is_open=false", lead)
        assert [each["id"] for each in listed["items"]] == [claim["id"]]


class TestAfterwards:
    async def test_event_log_and_evidence_are_sound(self, city: House, terminal: Terminal) -> None:
        assert [said.out for said in await verified(terminal)] == SOUND
