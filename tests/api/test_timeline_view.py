"""The timeline in sentences, and what of it a complainant sees."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.speaker import Speaker
from api.timeline_view import for_complainant, for_staff
from api.timeline_words import TELLINGS
from domain.events import Event
from domain.kinds import EventKind
from tests import trial
from tests.domain.stages import policy_with

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ENGLISH = Speaker(language="en", policy=trial.policy())
CHINESE = Speaker(language="zh", policy=trial.policy())
NOBODYS = Speaker(language="en", policy=None)


def event(kind: EventKind, /, *, actor: str = "system", private: dict[str, Any] | None = None, **data: Any) -> Event:
    return Event(sequence=1, at=NOON, kind=kind, actor=actor, data=data, private=private or {})


LATER = (NOON + timedelta(hours=2)).isoformat()
BECAUSE = {"zh": "需技术核实", "en": "needs a technical check"}
REMEDY = {"id": "RD-1-R1", "kind": "refund", "amount_fen": 1_205, "rule": "overcharge_doubled"}
MILESTONE = {"name": "solved", "cycle": 1, "due_at": LATER, "met_by": ["answered"], "warn_at": [0.5]}
# What the domain writes down of some kinds; the others say nothing.
SAID = {
    EventKind.RECEIVED: event(EventKind.RECEIVED, service_line="bike", private={"complaint": {"title": "SECRET"}}),
    EventKind.ACKNOWLEDGED: event(EventKind.ACKNOWLEDGED, by="sms"),
    EventKind.CLASSIFIED: event(EventKind.CLASSIFIED, category="fault", kind="lock", confidence=90, by="words"),
    EventKind.GRADED: event(EventKind.GRADED, level=2, urgency="normal", severity="major", because={"level": BECAUSE}),
    EventKind.PLANNED: event(EventKind.PLANNED, plan=[MILESTONE]),
    EventKind.ASSIGNED: event(
        EventKind.ASSIGNED, actor="staff:17", department="technical", handler="17", handler_rung="handler"
    ),
    EventKind.DECLINED: event(
        EventKind.DECLINED, contest_until=LATER, private={"reason": "Not ours.", "referral": "12315"}
    ),
    EventKind.REPLIED: event(EventKind.REPLIED, actor="complainant", private={"text": "Hello [you] {there}"}),
    EventKind.NOTE: event(EventKind.NOTE, actor="staff:17", private={"text": "SECRET"}),
    EventKind.RESPONDED: event(EventKind.RESPONDED, actor="staff:17", private={"text": "We are on it."}),
    EventKind.ASKED: event(EventKind.ASKED, of="complainant", until=LATER, private={"text": "Which bike?"}),
    EventKind.BREACHED: event(
        EventKind.BREACHED, milestone="solved", due_at=LATER, detected_at=LATER, rung="team_lead", rung_index=1
    ),
    EventKind.CLIMBED: event(EventKind.CLIMBED, milestone="solved", rung="department_head", passed_over=["team_lead"]),
    EventKind.PAUSED: event(EventKind.PAUSED, milestones=["solved", "resolved"]),
    EventKind.MILESTONE_MET: event(EventKind.MILESTONE_MET, milestone="solved", late=True),
    EventKind.TASK_OPENED: event(
        EventKind.TASK_OPENED, task="T1", assignee="17", due_at=LATER, private={"title": "SECRET"}
    ),
    EventKind.TASK_DONE: event(EventKind.TASK_DONE, actor="staff:17", task="T1", private={"result": "SECRET"}),
    EventKind.TASK_REMINDED: event(EventKind.TASK_REMINDED, task="T1", occurrence=2),
    EventKind.FINDING_RECORDED: event(
        EventKind.FINDING_RECORDED,
        actor="staff:17",
        by="staff",
        responsible="platform",
        cause="system_error",
        private={"facts": "The meter ran on."},
    ),
    EventKind.REMEDY_PROPOSED: event(EventKind.REMEDY_PROPOSED, remedies=[REMEDY]),
    EventKind.REMEDY_APPROVED: event(
        EventKind.REMEDY_APPROVED, total_fen=1_205, silence_at=LATER, private={"note": "SECRET"}
    ),
    EventKind.SENT_BACK: event(EventKind.SENT_BACK, actor="staff:17", private={"note": "SECRET"}),
    EventKind.PAID: event(EventKind.PAID, actor="neighbour", remedy="RD-1-R1", amount_fen=1_205),
    EventKind.PAYMENT_FAILED: event(
        EventKind.PAYMENT_FAILED, remedy="RD-1-R1", amount_fen=1_205, retry_at=LATER, private={"reason": "SECRET"}
    ),
    EventKind.REMEDY_CONFIRMED: event(
        EventKind.REMEDY_CONFIRMED, remedy="RD-1-R2", kind="apology", private={"how": "by letter"}
    ),
    EventKind.REMEDY_DONE: event(EventKind.REMEDY_DONE, remedy="RD-1-R3", kind="voucher"),
    EventKind.RESOLVED: event(EventKind.RESOLVED, agreement=False, feedback_until=LATER, referral=BECAUSE),
    EventKind.CLOSED: event(
        EventKind.CLOSED, actor="staff:17", reason="staff", appeal_until=LATER, private={"reason": "SECRET"}
    ),
    EventKind.NOT_APPLICABLE: event(
        EventKind.NOT_APPLICABLE, what="accept", stage="received", because=BECAUSE, private={"said": {"a": "b"}}
    ),
    EventKind.REVIEW_RECORDED: event(
        EventKind.REVIEW_RECORDED, review="V1", cause="late_handover", private={"what": "SECRET"}
    ),
    EventKind.WORK_ORDER_PLACED: event(
        EventKind.WORK_ORDER_PLACED, actor="staff:17", order="RD-1-W1", until=LATER, private={"what": "SECRET"}
    ),
    EventKind.WORK_ORDER_DONE: event(
        EventKind.WORK_ORDER_DONE, order="RD-1-W1", outcome="replaced", private={"parts": ["SECRET"]}
    ),
    EventKind.WORK_ORDER_REFUSED: event(
        EventKind.WORK_ORDER_REFUSED, order="RD-1-W1", reason="device_unknown", because=BECAUSE
    ),
    EventKind.TASK_FORCE_FORMED: event(
        EventKind.TASK_FORCE_FORMED, seats=[{"department": "front", "staff": "SECRET"}], plan_due_at=LATER
    ),
    EventKind.MEETING_RECORDED: event(
        EventKind.MEETING_RECORDED, meeting="M1", held_at=LATER, attended=["SECRET"], private={"minutes": "SECRET"}
    ),
    EventKind.PLAN_DRAFTED: event(EventKind.PLAN_DRAFTED, version=1, remedies=[REMEDY], private={"text": "SECRET"}),
    EventKind.PLAN_SETTLED: event(EventKind.PLAN_SETTLED, version=1, agreed=["SECRET"], dissented=[]),
    EventKind.RED_ALERT_RAISED: event(
        EventKind.RED_ALERT_RAISED, by="words", notify="senior_management", private={"words": ["fire"]}
    ),
}


def could_not_tell(receiver: str) -> Event:
    return event(EventKind.NOTICE_FAILED, key=f"k/{receiver}", what="responded", receiver=receiver, because="refused")


def happened() -> list[Event]:
    """One event of every kind."""
    return [SAID.get(kind, event(kind)) for kind in EventKind]


class TestSentences:
    @pytest.mark.parametrize("kind", list(EventKind))
    def test_exist_for_every_kind_in_both_languages(self, kind: EventKind) -> None:
        words = TELLINGS[kind].words

        assert words.zh != words.en
        assert words.zh.count("[") == words.zh.count("]") == words.en.count("[") == words.en.count("]")

    @pytest.mark.parametrize("speaker", [ENGLISH, CHINESE, NOBODYS])
    def test_are_told_of_everything_that_happens(self, speaker: Speaker) -> None:
        items = for_staff(happened(), speaker=speaker)

        assert [item.kind for item in items] == list(EventKind)
        assert all(item.text for item in items)

    @pytest.mark.parametrize(
        ("kind", "english", "chinese"),
        [
            (EventKind.CLASSIFIED, "Classified: Fault / Lock", "分类：故障 / 锁"),
            (
                EventKind.GRADED,
                "Graded: level 2, normal, major (needs a technical check)",
                "定级：2 级，普通，重大（需技术核实）",
            ),
            (EventKind.PLANNED, "Deadlines: solution 2026-03-02 14:00", "承诺时限：解决问题 2026-03-02 14:00"),
            (EventKind.ASSIGNED, "Technical is in charge", "由技术部负责"),
            (EventKind.REPLIED, "Said: Hello [you] {there}", "补充说明：Hello [you] {there}"),
            (
                EventKind.BREACHED,
                "We missed “solution”, due at 2026-03-02 14:00; it went one rung up",
                "节点“解决问题”未在 2026-03-02 14:00 前完成，已升级处理",
            ),
            (EventKind.REMEDY_PROPOSED, "Proposed: refund ¥12.05", "提出方案：退款 ¥12.05"),
            (EventKind.PAID, "Paid ¥12.05", "已支付 ¥12.05"),
            (EventKind.MILESTONE_MET, "“solution” was met (late)", "节点“解决问题”已完成（超时后）"),
            (EventKind.SENT_BACK, "The remedy was sent back", "方案被退回"),
            (EventKind.TASK_FORCE_FORMED, "A special team was formed", "已成立专项小组"),
            (EventKind.PAUSED, "Paused: solution, resolution", "暂停计时：解决问题、办结"),
        ],
    )
    def test_say_it_in_the_readers_language(self, kind: EventKind, english: str, chinese: str) -> None:
        [told] = [each for each in happened() if each.kind is kind]

        assert for_complainant([told], speaker=ENGLISH)[0].text == english
        assert for_complainant([told], speaker=CHINESE)[0].text == chinese

    def test_call_rungs_by_their_names(self) -> None:
        [climbed] = [each for each in happened() if each.kind is EventKind.CLIMBED]

        english, chinese = (for_staff([climbed], speaker=speaker)[0].text for speaker in (ENGLISH, CHINESE))

        assert english == "“solution” climbed to the department head; nobody is there as the team lead"
        assert chinese == "节点“解决问题”升至部门负责人；组长无人在岗"


class TestForComplainant:
    def test_leaves_out_what_is_internal(self) -> None:
        told = {item.kind for item in for_complainant(happened(), speaker=ENGLISH)}

        assert told.isdisjoint({EventKind.NOTE, EventKind.WARNED, EventKind.CLIMBED, EventKind.REMINDED})
        assert EventKind.TASK_REMINDED not in told

    def test_leaves_out_what_could_not_be_told_to_staff(self) -> None:
        own, of_old = could_not_tell("complainant"), event(EventKind.NOTICE_FAILED, key="k", what="acknowledged")

        items = for_complainant([could_not_tell("staff:17"), own, of_old], speaker=ENGLISH)

        assert [(item.text, item.data) for item in items] == [
            ("A notice could not be delivered", {"key": "k/complainant"}),
            ("A notice could not be delivered", {"key": "k"}),
        ]

    def test_owns_up_to_breaches(self) -> None:
        items = {item.kind: item for item in for_complainant(happened(), speaker=ENGLISH)}

        assert items[EventKind.BREACHED].data.keys() == {"milestone", "due_at", "detected_at", "rung"}

    def test_names_nobody_of_the_staff(self) -> None:
        items = for_complainant(happened(), speaker=ENGLISH)

        assert {item.actor for item in items} == {"system", "complainant", "staff", "neighbour"}
        assert "17" not in "".join(f"{item.text} {item.data}" for item in items if item.kind is not EventKind.PLANNED)

    def test_keeps_to_itself_what_staff_wrote_for_staff(self) -> None:
        items = for_complainant(happened(), speaker=ENGLISH)

        assert "SECRET" not in "".join(f"{item.text} {item.data}" for item in items)
        by_kind = {item.kind: item for item in items}
        assert [(by_kind[kind].text, by_kind[kind].data) for kind in (EventKind.TASK_OPENED, EventKind.TASK_DONE)] == [
            ("A task was opened", {}),
            ("A task was done", {}),
        ]

    def test_passes_on_what_staff_wrote_for_the_complainant(self) -> None:
        items = {item.kind: item for item in for_complainant(happened(), speaker=ENGLISH)}

        assert items[EventKind.RESPONDED].data == {"text": "We are on it."}
        assert items[EventKind.DECLINED].text == (
            "Out of scope: Not ours.; please turn to: 12315; it can be contested until 2026-03-02 14:00"
        )


class TestForStaff:
    def test_tells_everything_but_the_complaint_itself(self) -> None:
        items = {item.kind: item for item in for_staff(happened(), speaker=ENGLISH)}

        assert items[EventKind.NOTE].text == "Note: SECRET"
        assert items[EventKind.NOTE].actor == "staff:17"
        assert items[EventKind.ASSIGNED].text == "Technical is in charge, handler 17"
        assert "complaint" not in items[EventKind.RECEIVED].data

    def test_says_of_a_task_what_it_is_and_whose(self) -> None:
        by_system = event(EventKind.TASK_OPENED, task="T2", assignee=None, due_at=None, title=BECAUSE, because="x")

        [english, system_s] = for_staff([SAID[EventKind.TASK_OPENED], by_system], speaker=ENGLISH)
        [chinese, the_same] = for_staff([SAID[EventKind.TASK_OPENED], by_system], speaker=CHINESE)

        assert english.text == "A task was opened (T1): SECRET; for staff 17; due at 2026-03-02 14:00"
        assert chinese.text == "新增一项任务 T1：SECRET；由员工 17 办理；2026-03-02 14:00 前完成"
        assert system_s.text == "A task was opened (T2): needs a technical check"
        assert the_same.text == "新增一项任务 T2：需技术核实"

    def test_says_of_a_notice_that_failed_what_it_was_and_for_whom(self) -> None:
        failed = [could_not_tell("complainant"), could_not_tell("staff:17")]

        english, chinese = for_staff(failed, speaker=ENGLISH), for_staff(failed, speaker=CHINESE)

        assert [item.text for item in english] == [
            "A notice could not be delivered: an answer (for the complainant)",
            "A notice could not be delivered: an answer (for staff:17)",
        ]
        assert [item.text for item in chinese] == [
            "通知未能送达：答复（收件人：投诉人）",
            "通知未能送达：答复（收件人：staff:17）",
        ]

    def test_keeps_both_of_two_reasons(self) -> None:
        items = {item.kind: item for item in for_staff(happened(), speaker=ENGLISH)}

        assert items[EventKind.CLOSED].data["reason"] == "staff"
        assert items[EventKind.CLOSED].data["reason_words"] == "SECRET"


def test_money_is_said_in_the_currency_of_the_pack() -> None:
    abroad = Speaker(language="en", policy=policy_with(currency="USD"))

    said = [speaker.money(1_205) for speaker in (ENGLISH, CHINESE, NOBODYS, abroad)]

    assert said == ["¥12.05", "¥12.05", "¥12.05", "USD 12.05"]
