"""Calls to a city's hotline, from the first word to the answer or the proposed remedy (A2, A6, D4)."""

from typing import Any

from tests.api.house import Case, Colleague, House
from tests.api.work import give, until
from tests.console.terminal import Terminal
from tests.lives.city import (
    SOUND,
    complain,
    desk,
    do_tasks,
    hired_for,
    put_in,
    say,
    timeline,
    told,
    verified,
)

NOISE: dict[str, Any] = {
    "facts": "23 时 40 分实测 58 分贝，超过夜间限值；工地无夜间施工许可。",
    "cause": "night_work",
    "responsible": "respondent",
    "facts_clear": True,
    "confidence": 95,
    "improvement": "工地加装在线噪声监测，22 时后自动报警。",
}
DELAY: dict[str, Any] = {
    "facts": "上次答复承诺三日内补发，实际未办理。",
    "cause": "service_delay",
    "responsible": "platform",
    "facts_clear": True,
    "delayed_minutes": 4_320,
    "confidence": 90,
}
PENSION = "我父亲的养老金这个月没有发，请问什么时候补发？"


class TestNoiseAtNight:
    async def test_is_measured_on_the_spot_and_the_builder_is_heard(self, city: House) -> None:
        case = await complain(
            city,
            "citizen_hotline",
            "楼下工地夜间施工，噪音扰民，通宵打桩，孩子没法睡。",
            phone="13900000301",
            region="310115",
            respondent="某某建设公司",
        )
        inspector, clerk = await hired_for(city, case), await city.hire("clerk")
        opened = await desk(city, case, inspector)

        video = await put_in(city, case, "window at night")
        firm = await told(
            city, case, inspector, told="handed_over", allegation="居民反映贵工地夜间施工产生噪声，请说明情况。"
        )
        reading = await put_in(city, case, "sound meter", headers=clerk.headers)
        await do_tasks(
            city, case, inspector, reading, site_visit="23 时 40 分到场，混凝土泵车作业。", expert="58 分贝，限值 55。"
        )
        await say(city, case, firm, "当晚为连续浇筑，未及时办理许可。", kind="respondent_heard")
        evidence = {"evidence": [video, reading], "supports": [{"evidence": reading, "party": "third_party"}]}
        found = await give(city, case, inspector, "record-finding", **(NOISE | evidence))
        stop = [{"kind": "repair", "note": "责令 22 时后停工，加装隔声屏"}]
        decided = await give(city, case, inspector, "propose", remedies=stop)

        assert (opened["kind"], opened["department"], opened["level"]) == ("noise", "environment", 2)
        assert {task["kind"] for task in opened["tasks"]} == {"site_visit", "expert"}
        assert (found["one_party"], set(found["support"])) == (False, {"complainant", "third_party"})
        assert (decided["stage"], decided["remedies"][0]["kind"]) == ("deciding", "repair")
        texts = " ".join(item["text"] for item in await timeline(city, case, case.headers))
        assert "连续浇筑" not in texts


class TestCallAboutAPension:
    async def test_is_taken_down_by_a_clerk_and_answered_by_the_department(self, city: House) -> None:
        case, clerk = await called(city, phone="13900000311")
        official = await hired_for(city, case)
        opened = await desk(city, case, official)

        await put_in(city, case, "recording of the call", headers=clerk.headers)
        await give(city, case, official, "respond", text="已转社保中心核查，今日回电。", final=False)
        await give(city, case, official, "respond", text="已于今日补发，请查收银行账户。", final=True)
        resolved = await until(city, case, stage="resolved")

        assert (opened["channel"], opened["department"], opened["level"]) == ("hotline", "labour", 1)
        assert opened["complaint"]["on_behalf_of"] == "王芳"
        assert "已于今日补发" in resolved["result"]
        met = {milestone["name"] for milestone in resolved["milestones"] if milestone["met_at"]}
        assert met >= {"responded", "solved", "resolved"}

    async def test_that_comes_again_is_raised_a_level_and_not_only_answered(self, city: House) -> None:
        first, _ = await called(city, phone="13900000321")
        official = await hired_for(city, first)
        await give(city, first, official, "respond", text="三日内补发。", final=True)
        again, _ = await called(city, phone="13900000321", description=f"第二次打来了！{PENSION}")
        opened = await desk(city, again, official)

        await do_tasks(city, again, official, service_review="上次未办理即答复。")
        found = await give(city, again, official, "record-finding", **DELAY)

        assert (await desk(city, first, official))["level"] == 1
        assert (opened["level"], opened["repeat_count"]) == (2, 1)
        assert opened["likenesses"][0]["tracking_number"] == first.number
        assert {"same_person", "same_text"} <= set(opened["likenesses"][0]["why"])
        assert "fault_confirmed" in {milestone["name"] for milestone in opened["milestones"]}
        assert (found["stage"], found["remedies"][0]["kind"]) == ("deciding", "apology")


class TestAfterwards:
    async def test_event_log_and_evidence_are_sound(self, city: House, terminal: Terminal) -> None:
        assert [said.out for said in await verified(terminal)] == SOUND


async def called(city: House, *, phone: str, description: str = PENSION) -> tuple[Case, Colleague]:
    """Let a clerk take a call down."""
    clerk = await city.hire("clerk", department="hotline_centre")
    case = await complain(
        city,
        "citizen_hotline",
        description,
        phone=phone,
        channel="hotline",
        on_behalf_of="王芳",
        headers=clerk.headers,
    )
    return case, clerk
