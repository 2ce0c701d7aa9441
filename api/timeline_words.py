"""Every kind of event in a sentence, and what of it a complainant sees (G1).

In a sentence `{name}` stands for what an event says; a part in square brackets is left out where it says nothing of it.
"""

from collections.abc import Mapping
from typing import Final

from api.force_words import FORCE_TELLINGS
from api.incident_words import INCIDENT_TELLINGS
from api.matter_words import MATTER_TELLINGS
from api.mediation_words import MEDIATION_TELLINGS
from api.panel_words import PANEL_TELLINGS
from api.remedy_words import REMEDY_TELLINGS
from api.repair_words import REPAIR_TELLINGS, REVIEW_TELLINGS
from api.telling import Telling
from api.telling import told as _told
from domain.kinds import EventKind

_INTAKE: Final = {
    EventKind.RECEIVED: _told(
        "投诉已受理",
        "The complaint was received",
        shows=("service_line", "channel", "region", "amount_fen", "received_at"),
    ),
    EventKind.ACKNOWLEDGED: _told("编号已告知[（{by}）]", "The number was acknowledged[ ({by})]", shows=("by",)),
    EventKind.CLASSIFIED: _told(
        "分类：{category} / {kind}", "Classified: {category} / {kind}", shows=("category", "kind", "confidence")
    ),
    EventKind.GRADED: _told(
        "定级：{level}，{urgency}，{severity}[（{because}）]",
        "Graded: {level}, {urgency}, {severity}[ ({because})]",
        shows=("level", "urgency", "severity", "amount_band", "because"),
    ),
    EventKind.PLANNED: _told("承诺时限：{plan}", "Deadlines: {plan}", shows=("plan",)),
    EventKind.MIGRATED: _told(
        "处理规则更新：由第 {from_version} 版改为第 {to_version} 版",
        "The rules were updated: from version {from_version} to version {to_version}",
        shows=("from_version", "to_version"),
    ),
    EventKind.ASSIGNED: _told(
        "由{department}负责[，经办人 {handler}]",
        "{department} is in charge[, handler {handler}]",
        shows=("department",),
    ),
    EventKind.DECLINED: _told(
        "不予受理[：{reason}][；建议：{referral}][；异议截止 {contest_until}]",
        "Out of scope[: {reason}][; please turn to: {referral}][; it can be contested until {contest_until}]",
        shows=("contest_until",),
        tells=("reason", "referral"),
    ),
    EventKind.CONTESTED: _told(
        "提出异议[：{reason}]", "The decision was contested[: {reason}]", shows=("cycle",), tells=("reason",)
    ),
}

_PARTIES: Final = {
    EventKind.REPLIED: _told("补充说明[：{text}]", "Said[: {text}]", tells=("text",)),
    EventKind.EVIDENCE_ADDED: _told(
        "提交证据[（{stead}）][：{note}]",
        "Evidence was added[ ({stead})][: {note}]",
        shows=("id", "kind", "on_behalf_of"),
        tells=("note", "file_name", "sha256", "size", "media_type", "width", "height", "problem"),
    ),
    EventKind.ESCALATED: _told(
        "已升级至{rung}[：{reason}]",
        "Escalated to {rung}[: {reason}]",
        shows=("to", "rung", "by_complainant"),
        tells=("reason",),
    ),
    EventKind.ACCEPTED: _told("接受方案", "The remedy was accepted", shows=("remedies",)),
    EventKind.REFUSED: _told(
        "拒绝方案[：{reason}]", "The remedy was refused[: {reason}]", shows=("remedies",), tells=("reason",)
    ),
    EventKind.RATED: _told(
        "评价 {score} 分[：{comment}]", "Rated {score} of 5[: {comment}]", shows=("score", "solved"), tells=("comment",)
    ),
    EventKind.APPEALED: _told("提出申诉[：{reason}]", "Appealed[: {reason}]", shows=("cycle",), tells=("reason",)),
    EventKind.WITHDRAWN: _told(
        "撤诉[：{reason}]",
        "Withdrawn[: {reason}]",
        shows=("stage", "after_payment", "goes_on"),
        tells=("reason",),
    ),
    EventKind.NOT_APPLICABLE: _told(
        "“{what}”已留存，但当前不适用[：{because}]",
        "{what} is kept, but did not fit[: {because}]",
        shows=("what", "stage", "because"),
        tells=("said",),
    ),
}

_HANDLING: Final = {
    EventKind.NOTE: _told("内部备注：{text}", "Note: {text}", internal=True),
    EventKind.RESPONDED: _told("答复[：{text}]", "Answer[: {text}]", tells=("text",)),
    EventKind.ANSWERED: _told("最终答复[：{text}]", "Final answer[: {text}]", tells=("text",)),
    EventKind.ASKED: _told(
        "请{of}补充[：{text}][（截止 {until}）]",
        "Asked {of}[: {text}][ (until {until})]",
        shows=("of", "until"),
        tells=("text",),
    ),
    EventKind.WAITING_ENDED: _told("不再等待{of}", "No longer waiting for {of}", shows=("of",)),
    EventKind.RECORDS_FETCHED: _told("已调取业务记录", "The business records were fetched", shows=("fetched_at",)),
    EventKind.RECORDS_MISSING: _told("没有找到业务记录", "No business records were found"),
    EventKind.FINDING_RECORDED: _told(
        "调查结论：责任方为{responsible}[，原因 {cause}][；{facts}][；证据来源：{support}][；{one_word}][；{unread}]",
        "Finding: {responsible} is responsible[, cause: {cause}][; {facts}][; evidence of {support}][; {one_word}]"
        "[; {unread}]",
        shows=("by", "responsible", "cause", "facts_clear", "confidence", "support", "one_party", "without_records"),
        tells=("facts",),
    ),
    EventKind.TASK_OPENED: _told(
        "新增一项任务[ {task}][（{task_kind}）][：{title}][；由员工 {assignee} 办理][；{due_at} 前完成]"
        "[（按调查计划，时限 {allowance}）]",
        "A task was opened[ ({task})][, {task_kind}][: {title}][; for staff {assignee}][; due at {due_at}]"
        "[ ({allowance} by the plan of investigation)]",
    ),
    EventKind.TASK_DONE: _told(
        "一项任务已完成[（{task}）][：{result}][；证据 {evidence}]",
        "A task was done[ ({task})][: {result}][; evidence {evidence}]",
    ),
    EventKind.TASK_REMINDED: _told(
        "任务 {task} 已逾期，第 {occurrence} 次催办", "Task {task} is overdue: reminded ({occurrence})", internal=True
    ),
    EventKind.TASK_CANCELLED: _told("一项任务已取消[（{task}）]", "A task was cancelled[ ({task})]"),
    EventKind.RED_ALERT_RAISED: _told("红色预警", "A red alert was raised", shows=("by",)),
    EventKind.ALERT_REPEATED: _told(
        "红色预警第 {occurrence} 次重申", "The red alert was repeated ({occurrence})", internal=True
    ),
    EventKind.ALERT_ACKNOWLEDGED: _told("红色预警已确认", "The red alert was acknowledged"),
    EventKind.PENALTY_IMPOSED: _told("已对被投诉人作出处理[：{penalty}]", "A penalty was imposed[: {penalty}]"),
    EventKind.PENALTY_CLOSED: _told(
        "对被投诉人的处罚已终结[：{penalty}]", "A penalty is over[: {penalty}]", internal=True
    ),
    EventKind.NOTICE_SENT: _told("通知已发送", "A notice was sent", shows=("key",)),
    EventKind.NOTICE_HELD: _told(
        "通知推迟至 {until}（免打扰时段）",
        "A notice waits until {until} (quiet hours)",
        internal=True,
    ),
    EventKind.NOTICES_RELEASED: _told(
        "免打扰时段已过，通知发出", "Quiet hours are over; notices go out", internal=True
    ),
    EventKind.PROGRESS_TOLD: _told("仍在调查处理中", "The investigation goes on", shows=("occurrence",)),
    EventKind.NOTICE_FAILED: _told(
        "通知未能送达[：{told_of}][（收件人：{receiver}）]",
        "A notice could not be delivered[: {told_of}][ (for {receiver})]",
        shows=("key",),
    ),
}

_DEADLINES: Final = {
    EventKind.WARNED: _told("节点“{milestone}”预警", "“{milestone}”: warned", internal=True),
    EventKind.BREACHED: _told(
        "节点“{milestone}”未在 {due_at} 前完成，已升级处理[；{passed_over}无人在岗][；由员工 {owner} 负责]",
        "We missed “{milestone}”, due at {due_at}; it went one rung up[; nobody is there as {passed_over}]"
        "[; staff {owner} answers for it]",
        shows=("milestone", "due_at", "detected_at", "rung"),
    ),
    EventKind.CLIMBED: _told(
        "节点“{milestone}”升至{rung}[；{passed_over}无人在岗][；由员工 {owner} 负责]",
        "“{milestone}” climbed to {rung}[; nobody is there as {passed_over}][; staff {owner} answers for it]",
        internal=True,
    ),
    EventKind.REMINDED: _told("节点“{milestone}”催办", "“{milestone}”: reminded", internal=True),
    EventKind.PAUSED: _told("暂停计时：{milestones}", "Paused: {milestones}", shows=("milestones",)),
    EventKind.RESUMED: _told("恢复计时：{milestones}", "Resumed: {milestones}", shows=("milestones",)),
    EventKind.MILESTONE_MET: _told(
        "节点“{milestone}”已完成[（{late}）]", "“{milestone}” was met[ ({late})]", shows=("milestone", "late")
    ),
    EventKind.MILESTONE_CANCELLED: _told(
        "节点“{milestone}”已取消", "“{milestone}” no longer applies", shows=("milestone",)
    ),
}

_REMEDIES: Final = {
    EventKind.REMEDY_PROPOSED: _told(
        "提出方案：{remedies}", "Proposed: {remedies}", shows=("remedies",), tells=("notes",)
    ),
    EventKind.REMEDY_APPROVED: _told(
        "方案已批准，合计 {total_fen}[；请在 {silence_at} 前确认]",
        "Approved, {total_fen} in all[; please answer by {silence_at}]",
        shows=("total_fen", "silence_at", "straight_through", "in_advance"),
    ),
    EventKind.SENT_BACK: _told("方案被退回", "The remedy was sent back"),
    EventKind.SILENCE_ELAPSED: _told(
        "确认期已过，{means}", "The time to answer is over: {means}", shows=("means", "remedies")
    ),
    EventKind.PAYMENT_STARTED: _told(
        "开始支付 {amount_fen}", "Paying {amount_fen}", shows=("remedy", "amount_fen", "kind", "attempt")
    ),
    EventKind.PAID: _told("已支付 {amount_fen}", "Paid {amount_fen}", shows=("remedy", "amount_fen")),
    EventKind.PAYMENT_FAILED: _told(
        "支付未成功[，将于 {retry_at} 重试]",
        "The payment failed[; it is tried again at {retry_at}]",
        shows=("remedy", "amount_fen", "attempt", "retry_at"),
    ),
    EventKind.REMEDY_DONE: _told(
        "已发放：{remedy_kind}[（{days} 天）]",
        "Carried out: {remedy_kind}[ (days: {days})]",
        shows=("remedy", "kind", "days"),
    ),
    EventKind.REMEDY_CONFIRMED: _told(
        "已执行：{remedy_kind}[（{how}）]",
        "Carried out: {remedy_kind}[ ({how})]",
        shows=("remedy", "kind", "amount_fen"),
        tells=("how",),
    ),
    EventKind.REMEDIED: _told("方案已全部执行", "Every remedy was carried out", shows=("remedies",)),
}

_ENDINGS: Final = {
    EventKind.RESOLVED: _told(
        "已解决[；也可向{referral}反映][；请在 {feedback_until} 前评价]",
        "Resolved[; you can also turn to {referral}][; please rate it by {feedback_until}]",
        shows=("agreement", "exhausted", "feedback_until", "referral"),
    ),
    EventKind.REOPENED: _told("重新处理，第 {cycle} 轮", "Taken up again, cycle {cycle}", shows=("cycle", "stage")),
    EventKind.CLOSED: _told(
        "已结案[（{ending}）][；申诉截止 {appeal_until}]",
        "Closed[ ({ending})][; you can appeal until {appeal_until}]",
        shows=("reason", "appeal_until"),
    ),
    EventKind.ARCHIVED: _told("已归档", "Archived", shows=("stage", "cycles", "retention")),
    EventKind.MERGED: _told(
        "已并入另一投诉[ {into}]，由其继续处理",
        "Merged into another complaint[, {into}], which goes on for both",
        shows=("into",),
    ),
    EventKind.MERGING: _told("正在并入 {into}", "To be merged into {into}", internal=True),
    EventKind.NOT_MERGED: _told("未并入 {into}[：{because}]", "Not merged into {into}[: {because}]", internal=True),
    EventKind.RESPONDENT_NOTIFIED: _told(
        "已通知被投诉人[（{by}）]，可在 {until} 前陈述意见[：{allegation}]",
        "The respondent was told[ ({by})] and may answer until {until}[: {allegation}]",
        shows=("until",),
    ),
    EventKind.RESPONDENT_HEARD: _told(
        "被投诉人已陈述意见[（{stead}）][：{text}]",
        "The respondent has answered[ ({stead})][: {text}]",
        shows=("on_behalf_of",),
        tells=("text",),
    ),
    EventKind.RESPONDENT_CODE_RENEWED: _told(
        "已向被投诉人重发查询码", "The respondent was sent a new code", internal=True
    ),
    EventKind.HEARING_ELAPSED: _told(
        "被投诉人未在 {until} 前陈述意见", "The respondent did not answer by {until}", shows=("until",)
    ),
    EventKind.ABSORBED: _told("投诉 {from} 已并入本案", "{from} was merged into this complaint", shows=("from",)),
    EventKind.LIKENESS_FOUND: _told("与以往投诉相似：{cases}", "Like earlier complaints: {cases}", internal=True),
}

_LETTERS: Final = {
    EventKind.LETTER_APPROVED: _told(
        "结果告知函已签发[；请在 {feedback_until} 前评价]",
        "The result letter was released[; please rate it by {feedback_until}]",
        shows=("feedback_until",),
    ),
    EventKind.LETTER_SENT_BACK: _told(
        "结果告知函被退回修改[：{reason}]", "The result letter was sent back[: {reason}]", internal=True
    ),
    EventKind.LETTER_REDRAFTED: _told(
        "结果告知函已修改[：{found}][；改进措施：{improvement}]",
        "The result letter was redrafted[: {found}][; what will improve: {improvement}]",
        internal=True,
    ),
}

TELLINGS: Final[Mapping[EventKind, Telling]] = {
    **_INTAKE,
    **_PARTIES,
    **_HANDLING,
    **_DEADLINES,
    **_REMEDIES,
    **_ENDINGS,
    **_LETTERS,
    **REPAIR_TELLINGS,
    **REVIEW_TELLINGS,
    **FORCE_TELLINGS,
    **INCIDENT_TELLINGS,
    **REMEDY_TELLINGS,
    **MATTER_TELLINGS,
    **MEDIATION_TELLINGS,
    **PANEL_TELLINGS,
}
"""How each kind of event is told; there is none that is not."""
