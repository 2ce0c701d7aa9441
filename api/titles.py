"""What the closed lists of the domain are called in answers, where `domain.titles` does not say it."""

from collections.abc import Mapping
from typing import Final

from domain import panel_words
from domain.kinds import EventKind, Urgency
from domain.mediation_words import TOLD_OF_MEDIATION
from domain.outgoing import NoticeState
from domain.words import Words

URGENCIES: Final[Mapping[str, Words]] = {
    Urgency.CRITICAL: Words(zh="特急", en="critical"),
    Urgency.URGENT: Words(zh="紧急", en="urgent"),
    Urgency.NORMAL: Words(zh="普通", en="normal"),
}

ENDINGS: Final[Mapping[str, Words]] = {
    "satisfied": Words(zh="投诉人满意", en="the complainant is satisfied"),
    "staff": Words(zh="工作人员结案", en="closed by staff"),
    "feedback_window_over": Words(zh="评价期已过", en="the feedback window is over"),
    "declined": Words(zh="不予受理且未提出异议", en="out of scope and not contested"),
}

SILENCE: Final[Mapping[str, Words]] = {
    "accepted": Words(zh="视为接受", en="taken as accepted"),
    "refused": Words(zh="视为拒绝", en="taken as refused"),
}

ACKNOWLEDGED_BY: Final[Mapping[str, Words]] = {
    "shown": Words(zh="当面显示", en="shown on the spot"),
    "sms": Words(zh="短信", en="by text message"),
    "email": Words(zh="邮件", en="by e-mail"),
    "chat": Words(zh="即时消息", en="by chat"),
    "spoken": Words(zh="口头", en="spoken"),
    "printed": Words(zh="书面", en="printed"),
    "handed_over": Words(zh="当面交付", en="handed over"),
}

NOTICE_STATES: Final[Mapping[str, Words]] = {
    NoticeState.WAITING: Words(zh="待发送", en="waiting"),
    NoticeState.SENDING: Words(zh="发送中", en="being sent"),
    NoticeState.SENT: Words(zh="已发送", en="sent"),
    NoticeState.FAILED: Words(zh="未送达", en="failed"),
    NoticeState.DROPPED: Words(zh="不再需要", en="no longer needed"),
}

TOLD_OF: Final[Mapping[str, Words]] = {
    EventKind.ACKNOWLEDGED: Words(zh="受理编号", en="the tracking number"),
    EventKind.DECLINED: Words(zh="不予受理", en="out of scope"),
    EventKind.RESPONDED: Words(zh="答复", en="an answer"),
    EventKind.ASKED: Words(zh="请补充信息", en="a question"),
    EventKind.PROGRESS_TOLD: Words(zh="处理进展", en="progress"),
    EventKind.REMEDY_APPROVED: Words(zh="处理方案待确认", en="a proposal to accept or refuse"),
    EventKind.PAID: Words(zh="款项已付", en="a payment"),
    EventKind.REMEDY_DONE: Words(zh="补偿已发放", en="a remedy carried out"),
    EventKind.RESOLVED: Words(zh="处理结果", en="the result"),
    EventKind.REOPENED: Words(zh="重新处理", en="taken up again"),
    EventKind.CLOSED: Words(zh="结案", en="closed"),
    EventKind.WITHDRAWN: Words(zh="撤诉", en="withdrawn"),
    EventKind.MERGED: Words(zh="并案", en="merged"),
    EventKind.ASSIGNED: Words(zh="分派", en="assigned"),
    EventKind.REPLIED: Words(zh="投诉人的答复", en="the complainant's answer"),
    EventKind.EVIDENCE_ADDED: Words(zh="新的证据", en="new evidence"),
    EventKind.WARNED: Words(zh="时限预警", en="a deadline ahead"),
    EventKind.BREACHED: Words(zh="超时", en="a missed deadline"),
    EventKind.CLIMBED: Words(zh="超时升级", en="a missed deadline, a rung higher"),
    EventKind.REMINDED: Words(zh="催办", en="a reminder of a missed deadline"),
    EventKind.ESCALATED: Words(zh="升级", en="escalated"),
    EventKind.REMEDY_PROPOSED: Words(zh="方案待审批", en="a remedy to approve"),
    EventKind.TASK_OPENED: Words(zh="新任务", en="a new task"),
    EventKind.TASK_REMINDED: Words(zh="任务催办", en="a reminder of a task"),
    EventKind.RED_ALERT_RAISED: Words(zh="红色预警", en="red alert"),
    EventKind.ALERT_REPEATED: Words(zh="红色预警重申", en="red alert, repeated"),
    EventKind.LETTER_APPROVED: Words(zh="结果告知函", en="the result letter"),
    EventKind.LETTER_SENT_BACK: Words(zh="结果告知函退回修改", en="a result letter sent back"),
    EventKind.LETTER_REDRAFTED: Words(zh="结果告知函待审核", en="a redrafted result letter"),
    EventKind.RESPONDENT_NOTIFIED: Words(zh="通知被投诉人", en="the complaint, to the respondent"),
    EventKind.RESPONDENT_HEARD: Words(zh="被投诉人的陈述", en="the respondent's answer"),
    EventKind.RESPONDENT_CODE_RENEWED: Words(zh="被投诉人的新查询码", en="a new code, to the respondent"),
    EventKind.HEARING_ELAPSED: Words(zh="陈述期已过", en="the respondent's time to answer, over"),
    EventKind.WORK_ORDER_DONE: Words(zh="维修完成", en="a repair that is done"),
    EventKind.REVIEW_OPENED: Words(zh="倒查", en="a review to record"),
    EventKind.TASK_FORCE_FORMED: Words(zh="成立专项小组", en="a task force"),
    EventKind.MEMBER_REPLACED: Words(zh="加入专项小组", en="a place in a task force"),
    EventKind.PLAN_DRAFTED: Words(zh="小组处置方案待会签", en="a task force's plan to speak on"),
    EventKind.PLAN_SETTLED: Words(zh="小组处置方案会签完毕", en="a task force's plan, settled"),
    EventKind.PLAN_ELAPSED: Words(zh="小组处置方案逾期", en="a task force's plan, not settled in time"),
    EventKind.REVIEW_REMINDED: Words(zh="倒查催办", en="a reminder of a review"),
    EventKind.REMEDY_CHANGED: Words(zh="方案变更待审批", en="a changed remedy to approve"),
    EventKind.APPOINTMENT_MADE: Words(zh="上门预约", en="an appointment"),
    EventKind.APOLOGY_WRITTEN: Words(zh="致歉函", en="the letter of apology"),
    EventKind.REMEDY_STEP_CONFIRMED: Words(zh="替换商品已寄出", en="a replacement that was sent"),
    EventKind.PROMISE_KEPT: Words(zh="承诺已兑现", en="a promise kept"),
    EventKind.PENALTY_IMPOSED: Words(zh="处罚决定", en="a penalty"),
    EventKind.PENALTY_CLOSED: Words(zh="处罚结束", en="the end of a penalty"),
    **TOLD_OF_MEDIATION,
    **panel_words.TOLD_OF,
}
"""What each kind of notice is about."""
