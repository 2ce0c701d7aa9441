"""Complaints about work in homes, from the first word to the proposed remedy (D4, D5, D6)."""

from typing import Any

from tests.api.house import Case, House
from tests.api.work import give
from tests.console.terminal import Terminal
from tests.lives.city import (
    SOUND,
    complain,
    desk,
    do_tasks,
    hired_for,
    put_in,
    say,
    told,
    verified,
)

DAMAGE: dict[str, Any] = {
    "facts": "琴腿在下楼时磕裂，搬运时未加护角；原有旧划痕不计。",
    "cause": "damage",
    "responsible": "respondent",
    "facts_clear": True,
    "confidence": 85,
    "improvement": "钢琴搬运须两人以上并全程护角。",
}
PIANO = "搬家时把我的钢琴琴腿磕坏了，当场承认又不认账，要求赔偿。"


async def damaged(city: House, phone: str) -> Case:
    return await complain(city, "moving", PIANO, phone=phone, respondent="搬运班长老李", amount_fen=260_000)


class TestDamagedPiano:
    async def test_is_looked_at_appraised_and_argued_by_both_sides(self, city: House) -> None:
        """What the appraiser counts, less than what was claimed, is what a lead can answer for."""
        case = await damaged(city, "13900000201")
        agent, clerk = await hired_for(city, case), await city.hire("clerk")
        opened = await desk(city, case, agent)

        crack = await put_in(city, case, "cracked leg")
        mover = await told(city, case, agent, phone="13900000202", allegation="搬运后钢琴琴腿有裂痕，请说明经过。")
        before = await put_in(city, case, "scratches before", headers=mover)
        await say(city, case, mover, "琴腿原来就有划痕，裂的地方我认。", kind="respondent_heard")
        await do_tasks(city, case, agent, interview="承认下楼时磕碰。")
        site = await put_in(city, case, "the staircase", headers=clerk.headers)
        await do_tasks(city, case, agent, site, site_visit="楼道转角有漆痕。")
        appraisal = await put_in(city, case, "appraisal", headers=clerk.headers)
        await do_tasks(city, case, agent, appraisal, appraiser="修复 1,500 元。")
        whose = [{"evidence": site, "party": "platform"}, {"evidence": appraisal, "party": "third_party"}]
        evidence = {"evidence": [crack, before, site, appraisal], "supports": whose}
        found = await give(city, case, agent, "record-finding", **(DAMAGE | evidence))
        remedies = [{"kind": "compensation", "amount_fen": 150_000, "note": "按评估报告修复费用赔偿"}]
        decided = await give(city, case, agent, "propose", remedies=remedies)

        assert (opened["kind"], opened["level"], opened["amount_band"]) == ("moving_damage", 2, "medium")
        assert {task["kind"] for task in opened["tasks"]} == {"interview", "site_visit", "appraiser"}
        assert (found["stage"], found["one_party"]) == ("investigating", False)
        assert set(found["support"]) == {"complainant", "respondent", "platform", "third_party"}
        assert (decided["stage"], decided["remedies"][0]["amount_fen"]) == ("deciding", 150_000)
        assert "fault_confirmed" in [m["name"] for m in decided["milestones"] if m["met_at"]]


class TestAfterwards:
    async def test_event_log_and_evidence_are_sound(self, city: House, terminal: Terminal) -> None:
        assert [said.out for said in await verified(terminal)] == SOUND
