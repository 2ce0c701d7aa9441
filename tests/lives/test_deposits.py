"""300 people wait for their deposits: one incident, one investigation, and to each their own (H5, A6, D4, E2)."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest

from domain.kinds import EventKind
from tests.api.house import Case, House
from tests.api.work import give
from tests.console.terminal import Terminal
from tests.gateways.neighbours_process import NeighboursProcess
from tests.lives.city import SOUND, desk, timeline, until_desk, verified
from tests.lives.crowd import A_CAR_S, NOTHING_PAID, Crowd, deposit_of, for_all, hired, members_of, until, watching
from tests.lives.test_damage import tampering
from tests.postgres import FreshDatabase

TOO_FEW, MOST, LAST, ALL = 19, 250, 5, 300
REFUSING, INJURED, WITHDRAWING = 5, 7, 11
ON_ITS_WAY = [place for place in range(ALL) if place not in {INJURED, WITHDRAWING}]
OFFERED = [place for place in ON_ITS_WAY if place not in {NOTHING_PAID, A_CAR_S}]
ACCEPTING = [place for place in ON_ITS_WAY if place not in {NOTHING_PAID, REFUSING}]
FINDING: dict[str, Any] = {
    "facts": "3 月 1 日起退款通道签名证书过期，退押金申请全部积压，款项未出账。",
    "cause": "deposit_withheld",
    "responsible": "platform",
    "facts_clear": True,
    "confidence": 95,
}
ANSWER = "因我方退款通道故障，押金未能按时退回。通道已修复，凡经核实已交的押金，全额原路退回。"


class Gathered(NamedTuple):
    """How those who came first stood before there was an incident, and the incident once all had joined."""

    few: list[dict[str, Any]]
    too_few: list[dict[str, Any]]
    view: dict[str, Any]


@pytest.fixture(scope="module")
async def crowd(city: House, neighbours: NeighboursProcess) -> AsyncIterator[Crowd]:
    """Nobody yet, and whoever works on it."""
    staff = await hired(city)
    async with watching(city) as watch:
        yield Crowd(city, neighbours, staff, watch)


@pytest.fixture(scope="module")
async def gathered(crowd: Crowd) -> Gathered:
    """All have complained: some before the incident, most while it was found, the last when it stood open."""
    few = await crowd.until_settled_in("investigating", await crowd.file(TOO_FEW))
    await crowd.watch.look()
    too_few = await crowd.incidents()
    await crowd.file(MOST - TOO_FEW)

    async def found() -> dict[str, Any]:
        return {"incidents": await crowd.incidents()}

    [incident] = (await until(found, lambda seen: bool(seen["incidents"]), what="incident"))["incidents"]
    crowd.incident = incident["id"]
    await crowd.until_members_are(waiting=MOST)
    await crowd.file(ALL - LAST - MOST)
    await crowd.until_members_are(waiting=ALL - LAST)
    for _ in range(LAST):
        await crowd.file(1)
    return Gathered(few, too_few, await crowd.until_members_are(waiting=ALL))


@pytest.fixture(scope="module")
async def answered(crowd: Crowd, gathered: Gathered) -> dict[str, Any]:
    """It was looked into once, one was taken out and one withdrew meanwhile, and everybody else was answered."""
    staff = crowd.staff
    await crowd.give("open-task", staff.investigator, title="退款通道何时起中断？", assignee=staff.technician.member.id)
    await crowd.give("open-task", staff.investigator, title="逐笔核对押金台账", assignee=staff.investigator.member.id)
    await crowd.give("complete-task", staff.technician, task="T1", result="3 月 1 日 0 时签名证书过期。")
    await crowd.give("complete-task", staff.investigator, task="T2", result="台账与退款申请一致，均未出账。")
    await crowd.say(crowd.cases[INJURED], "replies", text="昨天那辆车刹车坏了，我摔倒受伤，正在住院。")
    await until_desk(crowd.city, crowd.cases[INJURED], staff.lead, red_alert=True)
    await give(crowd.city, crowd.cases[INJURED], staff.lead, "leave-incident", reason="涉及人身伤害，单独处理")
    await crowd.say(crowd.cases[WITHDRAWING], "withdrawal", reason="押金已到账")
    await crowd.until_settled_in("withdrawn", [crowd.cases[WITHDRAWING]])
    await crowd.give("record-finding", staff.investigator, **FINDING)
    await crowd.give("answer", staff.investigator, text=ANSWER)
    await crowd.give("approve", staff.investigator, status=403)
    await crowd.give("approve", staff.lead, note="同意")
    return await crowd.until_members_are(answered=len(ON_ITS_WAY), apart=1, left=1)


@pytest.fixture(scope="module")
async def decided(crowd: Crowd, answered: dict[str, Any]) -> list[dict[str, Any]]:
    """How the deposit of a car stood before and after a higher rung decided on it; all others are offered theirs."""
    case, head = crowd.cases[A_CAR_S], crowd.staff.head
    await crowd.until_settled_in("awaiting_complainant", [crowd.cases[place] for place in OFFERED])
    waiting = await desk(crowd.city, case, head)
    return [waiting, await give(crowd.city, case, head, "approve", note="同意")]


@pytest.fixture(scope="module")
async def paid(crowd: Crowd, decided: list[dict[str, Any]]) -> list[Case]:
    """All who were offered their deposit took it, but one, and were paid out of the supervised account."""
    cases = [crowd.cases[place] for place in ACCEPTING]
    await put_into_escrow(crowd, sum(map(deposit_of, ACCEPTING)))

    async def accept(case: Case) -> None:
        await crowd.say(case, "decision", accept=True)

    await for_all(cases, accept)
    await crowd.until_settled_in("resolved", cases)
    return cases


class TestGathering:
    async def test_makes_one_incident_of_all_and_none_of_too_few(self, crowd: Crowd, gathered: Gathered) -> None:
        kinds = [[event.kind for event in events] for events in await crowd.events(crowd.cases)]

        assert gathered.too_few == []
        assert [incident["id"] for incident in await crowd.incidents()] == [crowd.incident]
        assert (gathered.view["category"], gathered.view["kind"], gathered.view["department"]) == (
            "billing",
            "deposit",
            "billing",
        )
        assert len({case.number for case in crowd.cases}) == ALL
        assert [each.count(EventKind.INCIDENT_JOINED) for each in kinds] == [1] * ALL
        assert all(each.index(EventKind.INCIDENT_JOINED) < each.index(EventKind.GRADED) for each in kinds[-LAST:])

    async def test_raises_the_level_and_lets_each_keep_its_own_deadlines(
        self, crowd: Crowd, gathered: Gathered
    ) -> None:
        seen = [await crowd.see(case) for case in (*crowd.cases[:TOO_FEW], *crowd.cases[-LAST:])]
        told = await timeline(crowd.city, crowd.cases[0], crowd.staff.lead.headers)
        because = [item["data"]["because"]["level"]["en"] for item in told if item["kind"] == "graded"]

        assert {(case["level"], case["level_title"]) for case in gathered.few} == {(1, "simple")}
        assert {(case["level"], case["level_title"]) for case in seen} == {(3, "complex")}
        assert because[-1] == "a legal dispute or a mass incident"
        assert {since_filed(case, "plan_ready") for case in seen} == {timedelta(hours=48)}
        promised = {case["tracking_number"]: due(case, "first_contact") for case in gathered.few}
        assert {case["tracking_number"]: due(case, "first_contact") for case in seen[:TOO_FEW]} == promised


class TestAnswering:
    async def test_gives_everybody_the_answer_once_and_what_they_have_paid(
        self, crowd: Crowd, answered: dict[str, Any]
    ) -> None:
        counted = [Counter(event.kind for event in events) for events in await crowd.events(crowd.cases)]
        seen = await crowd.until_settled_in("awaiting_complainant", [crowd.cases[place] for place in OFFERED])
        once = [EventKind.FINDING_RECORDED, EventKind.RESPONDED, EventKind.REMEDY_PROPOSED, EventKind.REMEDY_APPROVED]

        assert members_of(answered) == {"answered": 298, "apart": 1, "left": 1}
        assert [[counted[place][kind] for kind in once] for place in OFFERED] == [[1, 1, 1, 1]] * len(OFFERED)
        offered = [[(each["kind"], each["amount_fen"], each["rule"]) for each in case["remedies"]] for case in seen]
        assert offered == [[("refund", deposit_of(place), "deposit_returned")] for place in OFFERED]
        assert Counter(each[0][1] for each in offered) == {9_900: 100, 19_900: 97, 29_900: 99}
        told = [event["data"]["told"] for event in answered["events"] if event["kind"] == "answered"]
        assert sum(told) == len(ON_ITS_WAY)
        assert [task["done_at"] is not None for task in answered["tasks"]] == [True, True]

    async def test_answers_whom_no_record_knows_without_a_remedy(self, crowd: Crowd, answered: dict[str, Any]) -> None:
        file = await desk(crowd.city, crowd.cases[NOTHING_PAID], crowd.staff.lead)

        assert (file["stage"], file["records"], file["remedies"]) == ("resolved", "missing", [])
        assert [each["name"] for each in file["milestones"] if not each["met_at"]] == []
        told = await timeline(crowd.city, crowd.cases[NOTHING_PAID], crowd.cases[NOTHING_PAID].headers)
        assert [ANSWER in item["text"] for item in told if item["kind"] == "answered"] == [True]

    async def test_leaves_what_is_above_the_approver_to_a_higher_rung(self, decided: list[dict[str, Any]]) -> None:
        waiting, approved = decided

        assert (waiting["stage"], waiting["remedies"][0]["amount_fen"]) == ("deciding", 100_000)
        assert approved["stage"] == "awaiting_complainant"

    async def test_passes_over_whoever_was_taken_out_or_has_withdrawn(
        self, crowd: Crowd, answered: dict[str, Any]
    ) -> None:
        injured = await desk(crowd.city, crowd.cases[INJURED], crowd.staff.lead)
        withdrawn = await crowd.see(crowd.cases[WITHDRAWING])
        counted = [
            Counter(event.kind for event in events)
            for events in await crowd.events([crowd.cases[INJURED], crowd.cases[WITHDRAWING]])
        ]

        assert (injured["stage"], injured["incident"], injured["incident_standing"]) == ("investigating", None, "left")
        assert (injured["urgency"], len(injured["task_forces"])) == ("critical", 1)
        assert (withdrawn["stage"], withdrawn["remedies"]) == ("withdrawn", [])
        assert [each[EventKind.FINDING_RECORDED] for each in counted] == [0, 0]


async def put_into_escrow(crowd: Crowd, amount_fen: int) -> None:
    """Let a bank put money into the supervised account, and two people of finance say so."""
    reference = f"BANK-{crowd.incident}"
    body = {"key": reference, "amount_fen": amount_fen}
    crowd.neighbours.client.post("/escrow", json=body).raise_for_status()
    said = []
    for _ in range(2):
        finance = await crowd.city.hire("finance", department=None)
        form = {"reference": reference, "amount_fen": amount_fen}
        answer = await crowd.city.http.post("/api/v1/desk/ledger/funding", json=form, headers=finance.headers)
        said.append(answer.json()["state"])
    assert said == ["asked", "posted"]


class TestAfterTheAnswer:
    async def test_all_who_accept_are_paid_once_and_who_refuses_is_mediated_alone(
        self, crowd: Crowd, paid: list[Case]
    ) -> None:
        refusing = crowd.cases[REFUSING]
        await crowd.say(refusing, "decision", accept=False, reason="拖了一个月，还要补偿。")
        await crowd.until_settled_in("mediating", [refusing])

        refused = await desk(crowd.city, refusing, crowd.staff.investigator)

        assert (refused["cycle"], refused["incident_standing"]) == (1, "answered")
        assert [mediation["proposal"] for mediation in refused["mediations"]] == [None]
        assert len(paid) == ALL - 4
        assert crowd.paid() == sorted((crowd.cases[place].number, deposit_of(place)) for place in ACCEPTING)

    async def test_the_escrow_account_is_empty_to_the_cent_and_the_ledger_equals_the_neighbours(
        self, crowd: Crowd, paid: list[Case], terminal: Terminal
    ) -> None:
        reconciled = (await verified(terminal))[-1]
        balances = {each.account: each.balance_fen for each in await crowd.city.parts.ledger.balances()}
        there = crowd.neighbours.client.get("/escrow/balance").raise_for_status().json()
        total = sum(map(deposit_of, ACCEPTING))

        assert (reconciled.code, reconciled.out) == (0, SOUND[-1])
        assert (balances["escrow"], balances["cash"], balances["remedies.refund"]) == (0, -total, total)
        assert there["balance_fen"] == 0

    async def test_a_complaint_that_comes_when_the_incident_is_closed_stands_alone(
        self, crowd: Crowd, answered: dict[str, Any]
    ) -> None:
        closed = await crowd.give("close", crowd.staff.lead, reason="全部答复完毕")
        [late] = await crowd.file(1)
        await crowd.until_settled_in("investigating", [late])
        await crowd.watch.look()

        file = await desk(crowd.city, late, crowd.staff.lead)
        assert closed["stage"] == "closed"
        assert (file["level"], file["kind"], file["incident"]) == (1, "deposit", None)
        assert [incident["id"] for incident in await crowd.incidents()] == [crowd.incident]


class TestAfterwards:
    async def test_event_log_and_evidence_are_sound_and_damage_of_the_incident_is_named(
        self, crowd: Crowd, answered: dict[str, Any], terminal: Terminal, database: FreshDatabase
    ) -> None:
        sound = [said.out for said in await verified(terminal)]
        with tampering(database) as connection:
            connection.execute(
                "UPDATE incident_events SET actor = 'staff:nobody' WHERE incident = %s AND sequence = 3",
                (crowd.incident,),
            )
        log, evidence, ledger = await verified(terminal)

        assert sound == SOUND
        assert (log.code, evidence.code, ledger.code) == (1, 0, 0)
        assert [line.startswith(f"altered: {crowd.incident} event 3") for line in log.out.splitlines()] == [True, False]


def due(case: dict[str, Any], name: str) -> datetime:
    """Give until when something was promised."""
    return next(datetime.fromisoformat(each["due_at"]) for each in case["milestones"] if each["name"] == name)


def since_filed(case: dict[str, Any], name: str) -> timedelta:
    """Give how long after its filing something of a case is due."""
    return due(case, name) - datetime.fromisoformat(case["received_at"])
