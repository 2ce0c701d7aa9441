"""Complaints about work in homes, from the first word to the proposed remedy (D4, D5, D6)."""

import asyncio
import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple
from zipfile import ZipFile

import pytest

from tests.api.house import Case, Colleague, House
from tests.api.work import PATIENCE, give, until, until_told
from tests.console.terminal import Terminal
from tests.gateways.neighbours_process import NeighboursProcess
from tests.lives.city import (
    SOUND,
    complain,
    desk,
    do_tasks,
    hired_for,
    put_in,
    refused,
    say,
    timeline,
    told,
    verified,
)
from tests.lives.disputes import act, is_cheap, mediated, notices, penalty, ruled, seated

DAMAGE: dict[str, Any] = {
    "facts": "琴腿在下楼时磕裂，搬运时未加护角；原有旧划痕不计。",
    "cause": "damage",
    "responsible": "respondent",
    "facts_clear": True,
    "confidence": 85,
    "improvement": "钢琴搬运须两人以上并全程护角。",
}
THEFT: dict[str, Any] = {
    "facts": "电梯监控显示其离开时手持首饰盒，本人随后承认。",
    "cause": "theft",
    "responsible": "respondent",
    "facts_clear": True,
    "confidence": 95,
    "improvement": "上门前后由客户当面清点贵重物品。",
}
RING = "保洁员走后家里少了东西，金戒指被她偷拿了。"
RING_PAID = [{"kind": "compensation", "amount_fen": 300_000, "note": "按购买凭证赔偿"}]
HALF: dict[str, Any] = {"text": "各担一半，互不追究。", "remedies": [{"kind": "compensation", "amount_fen": 150_000}]}
CHAMBER = "Shanghai Arbitration Commission"
REPAIRED = [{"kind": "compensation", "amount_fen": 150_000, "note": "按评估报告修复费用赔偿"}]
AWARDED = [{"kind": "compensation", "amount_fen": 100_000, "note": "仲裁裁决"}]
RULING: dict[str, Any] = {
    "reasons": "监控、票据与陈述相互印证。",
    "remedies": [{"kind": "compensation", "amount_fen": 300_000, "note": "按购买凭证赔偿"}],
    "penalties": [{"kind": "ban"}],
}
SURELY_TOLD: Final = [
    *(
        (what, who)
        for what in ("mediation_opened", "mediation_failed", "ruled")
        for who in ("complainant", "respondent")
    ),
    *((what, "respondent") for what in ("settlement_signed", "ruling_asked", "penalty_imposed", "penalty_closed")),
    *((what, "complainant") for what in ("paid", "resolved")),
]
FORCE: Final = ("safety", "quality", "claims", "customer_service")
PIANO = "搬家时把我的钢琴琴腿磕坏了，当场承认又不认账，要求赔偿。"


@pytest.fixture(scope="module", autouse=True)
async def force(city: House) -> dict[str, Colleague]:
    """An investigator of each department that a task force is made of, by their ids; nobody was hired before them."""
    hired = [await city.hire("investigator", department=name) for name in FORCE]
    return {each.member.id: each for each in hired}


async def damaged(city: House, phone: str) -> Case:
    return await complain(city, "moving", PIANO, phone=phone, respondent="搬运班长老李", amount_fen=260_000)


async def proposed(city: House, case: Case, who: Colleague) -> str:
    """Wait for a penalty that asks for a second person, and give its id."""
    for _ in range(int(PATIENCE / 0.05)):
        matters = (await desk(city, case, who))["matters"]
        if waiting := [each["id"] for each in matters if each["state"] == "proposed"]:
            return str(waiting[0])
        await asyncio.sleep(0.05)
    raise AssertionError("no penalty was proposed")


async def ban(city: House, case: Case, head: Colleague) -> Any:
    """Let a team lead impose what the rules say, and a department head confirm the ban among it."""
    lead = await city.hire("team_lead", department="safety", rung="team_lead")
    await give(city, case, lead, "impose-penalty")
    return await give(city, case, head, "confirm-penalty", penalty=await proposed(city, case, lead))


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
        decided = await give(city, case, agent, "propose", remedies=REPAIRED)

        assert (opened["kind"], opened["level"], opened["amount_band"]) == ("moving_damage", 2, "medium")
        assert {task["kind"] for task in opened["tasks"]} == {"interview", "site_visit", "appraiser"}
        assert (found["stage"], found["one_party"]) == ("investigating", False)
        assert set(found["support"]) == {"complainant", "respondent", "platform", "third_party"}
        assert (decided["stage"], decided["remedies"][0]["amount_fen"]) == ("deciding", 150_000)
        assert "fault_confirmed" in [m["name"] for m in decided["milestones"] if m["met_at"]]


class Theft(NamedTuple):
    """A case of theft that was heard, found against the cleaner and agreed on, as it was opened and decided."""

    case: Case
    cleaner: dict[str, str]
    head: Colleague
    opened: dict[str, Any]
    early: tuple[int, str]
    decided: dict[str, Any]


async def stolen(city: House, force: dict[str, Colleague], *phones: str) -> Theft:
    case = await complain(city, "cleaning", RING, phone=phones[0], respondent="保洁员小李", amount_fen=300_000)
    safety, *others = force.values()
    head = await city.hire("department_head", department="safety", rung="department_head")
    opened = await desk(city, case, safety)

    ring = await put_in(city, case, "ring box")
    cleaner = await told(city, case, safety, phone=phones[1], allegation="上门后有贵重物品缺失，请说明经过。")
    early = await refused(city, case, head, "record-finding", **(THEFT | {"evidence": [ring]}))
    await say(city, case, cleaner, "我没拿，可以问物业。", kind="respondent_heard")
    bag = await put_in(city, case, "her bag", headers=cleaner)
    camera = await put_in(city, case, "lift camera", headers=(await city.hire("clerk")).headers)
    for task in opened["tasks"]:
        if task["kind"]:
            who = force.get(task["assignee"] or "", safety)
            await give(city, case, who, "complete-task", task=task["id"], result="见案卷。", evidence=[camera])
    found = {"evidence": [ring, bag, camera], "supports": [{"evidence": camera, "party": "third_party"}]}
    await give(city, case, safety, "record-finding", **(THEFT | found))
    await give(city, case, safety, "draft-plan", text="赔偿并报警，永久停止派单。", remedies=RING_PAID)
    for each in others:
        decided = await give(city, case, each, "agree-plan", plan=1)
    return Theft(case, cleaner, head, opened, early, decided)


class TestCleanerAccusedOfTheft:
    async def test_is_heard_before_a_task_force_agrees_on_what_was_found(
        self, city: House, force: dict[str, Colleague]
    ) -> None:
        """The lift's camera decides; neither side learns what the other said."""
        case, cleaner, head, opened, early, decided = await stolen(city, force, "13900000211", "13900000212")

        approved = await give(city, case, head, "approve")
        banned = await ban(city, case, head)
        page = (await city.http.get(case.path, headers=cleaner)).json()

        assert (opened["kind"], opened["level"], len(opened["task_forces"])) == ("theft", 3, 1)
        assert {"interview", "cctv", "site_visit"} <= {task["kind"] for task in opened["tasks"]}
        assert (early[0], "may answer until" in early[1]) == (409, True)
        assert (decided["stage"], decided["one_party"]) == ("deciding", False)
        assert set(decided["support"]) == {"complainant", "respondent", "third_party"}
        assert (approved["stage"], approved["remedies"][0]["amount_fen"]) == ("awaiting_complainant", 300_000)
        assert (banned["respondent_standing"]["banned"], banned["respondent_standing"]["may_work"]) == (True, False)
        assert {each["kind"]: each["may_appeal"] for each in page["penalties"]} == {"points": True, "ban": True}
        assert "问物业" not in " ".join(item["text"] for item in await timeline(city, case, case.headers))

    async def test_is_ruled_on_by_a_panel_banned_and_heard_again_by_others(
        self, city: House, force: dict[str, Colleague], neighbours: NeighboursProcess
    ) -> None:
        """Nothing holds that one side alone has signed; the panel binds, and whoever ruled decides no appeal."""
        case, cleaner, head, *_ = await stolen(city, force, "13900000221", "13900000222")
        judges = [await city.hire("panel_member", department="legal") for _ in range(4)]
        await give(city, case, head, "approve")

        mediator = await mediated(city, case, head)
        await give(city, case, mediator, "record-mediation", proposal=HALF)
        await act(city, case, case.headers, "decision", accept=True, proposal=1, name="王芳")
        await act(city, case, cleaner, "decision", accept=False, proposal=1, reason="我没有拿。")
        await until_told(city, case, "proposal_refused")
        await give(city, case, mediator, "fail-mediation", reason="被投诉人不愿和解。")
        members = await seated(city, case, head, judges)
        panel = await ruled(city, case, members, "uphold", "dismiss", "uphold", **RULING)
        await until(city, case, stage="resolved")
        await penalty(city, case, head, "took_effect")
        await act(city, case, cleaner, "appeal", reason="首饰盒是客户送我的。")
        await penalty(city, case, head, "appealed")
        other = await city.hire("department_head", department="safety", rung="department_head")
        decision = {"penalty": f"{case.number}-P1", "uphold": True, "reason": "监控显示其自行取走。"}
        await give(city, case, other, "decide-penalty-appeal", **decision)
        upheld = await penalty(city, case, head, "upheld")
        await act(city, case, case.headers, "satisfaction", score=5, solved=True)
        await until(city, case, stage="closed")

        file, page = await desk(city, case, head), (await city.http.get(case.path, headers=cleaner)).json()
        told_of = await notices(city, case, head)
        assert panel["outcome"] == "uphold"
        assert [remedy["status"] for remedy in file["remedies"]] == ["dropped", "paid"]
        assert neighbours.movements(f"{case.number}-R2") == [300_000]
        assert (upheld["terms"]["penalty"], upheld["state"]) == ("ban", "in_force")
        assert [(each["reason"], each["appeal_answer"]) for each in page["penalties"]] == [
            (RULING["reasons"], decision["reason"])
        ]
        assert file["respondent_standing"]["may_work"] is False
        assert {each: told_of[each] for each in SURELY_TOLD} == dict.fromkeys(SURELY_TOLD, 1)
        assert await is_cheap(city, case)


async def found_against(city: House, case: Case, agent: Colleague, *, phone: str) -> tuple[dict[str, str], set[str]]:
    """Hear the mover, find against them and propose what the repair costs; give their headers and the evidence."""
    crack = await put_in(city, case, "cracked leg")
    mover = await told(city, case, agent, phone=phone, allegation="搬运后钢琴琴腿有裂痕，请说明经过。")
    await say(city, case, mover, "琴腿原来就有划痕。", kind="respondent_heard")
    before = await put_in(city, case, "scratches before", headers=mover)
    evidence = {"evidence": [crack, before], "supports": [{"evidence": before, "party": "respondent"}]}
    await give(city, case, agent, "record-finding", **(DAMAGE | evidence))
    await give(city, case, agent, "propose", remedies=REPAIRED)
    return mover, {crack, before}


class TestDamagedPianoBeforeAnArbitrator:
    async def test_goes_out_as_one_package_and_comes_back_as_an_award_that_is_paid(
        self, city: House, terminal: Terminal, neighbours: NeighboursProcess, tmp_path: Path
    ) -> None:
        """Both sides would rather have somebody from outside; what they award binds without a further hand."""
        case = await damaged(city, "13900000231")
        agent = await hired_for(city, case)
        lead = await hired_for(city, case, "department_head", rung="department_head")
        mover, pieces = await found_against(city, case, agent, phone="13900000232")
        await give(city, case, lead, "approve")
        mediator = await mediated(city, case, lead)
        await give(city, case, mediator, "fail-mediation", reason="双方对金额分歧过大。")

        offered = (await city.http.get(case.path, headers=mover)).json()
        await act(city, case, case.headers, "ruling-request", reason="请外部裁决。", arbitrator=True)
        await until(city, case, stage="adjudicating")
        await act(city, case, mover, "ruling-request", reason="同意。", arbitrator=True)
        await until_told(city, case, "arbitration_agreed")
        sent = await asyncio.to_thread(
            terminal.type, "export", case.number, "--package", str(tmp_path / "case.zip"), "--to", CHAMBER
        )
        referral = {"body": CHAMBER, "reference": "移送函 17 号", "package": sent.out.split()[0]}
        await give(city, case, lead, "refer-to-arbitrator", **referral)
        clerk, boss = await city.hire("clerk"), await city.hire("senior_management", rung="senior_management")
        award = await put_in(city, case, "the award", headers=clerk.headers)
        given = {"given_at": datetime.now(UTC).isoformat(), "evidence": award, "remedies": AWARDED}
        await give(city, case, boss, "record-award", outcome="partly", text="各半。", reference="A-9", **given)
        await until(city, case, stage="resolved")

        file = await desk(city, case, lead)
        with ZipFile(tmp_path / "case.zip") as package:
            manifest = json.loads(package.read("manifest.json"))
        assert CHAMBER in offered["mediation"]["arbitrators"]
        assert {each["evidence"] for each in manifest["files"]} == pieces
        assert file["panels"][0]["arbitration"]["package"] == sha256((tmp_path / "case.zip").read_bytes()).hexdigest()
        assert [remedy["status"] for remedy in file["remedies"]] == ["dropped", "paid"]
        assert neighbours.movements(f"{case.number}-R2") == [100_000]
        assert await is_cheap(city, case)


class TestAfterwards:
    async def test_event_log_and_evidence_are_sound(self, city: House, terminal: Terminal) -> None:
        assert [said.out for said in await verified(terminal)] == SOUND
