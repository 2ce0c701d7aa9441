"""Plain words for stages, remedies and the like, as complainants and staff read them."""

from collections.abc import Mapping
from typing import Final

from domain.case_reviews import ReviewCause, ReviewReason
from domain.kinds import Channel, RemedyKind, Responsible, Severity, Stage, WaitingOn
from domain.likeness import Why
from domain.words import Words

STAGES = {
    Stage.RECEIVED: Words(zh="已受理", en="received"),
    Stage.DECLINED: Words(zh="不予受理", en="out of scope"),
    Stage.INVESTIGATING: Words(zh="调查中", en="being investigated"),
    Stage.DECIDING: Words(zh="方案审批中", en="remedy being decided"),
    Stage.AWAITING_COMPLAINANT: Words(zh="待您确认", en="waiting for your answer"),
    Stage.MEDIATING: Words(zh="调解中", en="in mediation"),
    Stage.ADJUDICATING: Words(zh="裁决中", en="before the panel"),
    Stage.REMEDYING: Words(zh="补偿中", en="remedy being carried out"),
    Stage.RESOLVED: Words(zh="已解决，等待评价", en="solved, tell us how it went"),
    Stage.CLOSED: Words(zh="已结案", en="closed"),
    Stage.WITHDRAWN: Words(zh="已撤诉", en="withdrawn"),
    Stage.MERGED: Words(zh="已并案", en="merged"),
}

WAITING = {
    WaitingOn.COMPLAINANT: Words(zh="投诉人", en="the complainant"),
    WaitingOn.RESPONDENT: Words(zh="被投诉人", en="the respondent"),
    WaitingOn.THIRD_PARTY: Words(zh="第三方", en="a third party"),
    WaitingOn.REPAIR_SHOP: Words(zh="维修点", en="the repair shop"),
}

LIKENESSES = {
    Why.SAME_PERSON: Words(zh="同一投诉人", en="same person"),
    Why.SAME_ORDER: Words(zh="同一订单", en="same order"),
    Why.SAME_TEXT: Words(zh="文字几乎相同", en="nearly the same words"),
    Why.SAME_RESPONDENT: Words(zh="同一被投诉人", en="same respondent"),
}

NEXT_STEPS = {
    Stage.RECEIVED: Words(zh="我们正在登记并分派您的投诉。", en="We are registering your complaint and passing it on."),
    Stage.DECLINED: Words(
        zh="本投诉不属于受理范围；如不同意，您可以提出异议。",
        en="This is outside what we handle; you can contest that.",
    ),
    Stage.INVESTIGATING: Words(
        zh="我们正在调查，结论会通知您。", en="We are looking into it and will tell you what we find."
    ),
    Stage.DECIDING: Words(zh="处理方案正在审批。", en="A remedy is being approved."),
    Stage.AWAITING_COMPLAINANT: Words(
        zh="请确认是否接受处理方案。", en="Please tell us whether you accept the remedy."
    ),
    Stage.MEDIATING: Words(zh="调解正在进行。", en="Mediation is under way."),
    Stage.ADJUDICATING: Words(zh="裁决小组正在审理。", en="The panel is looking at your case."),
    Stage.REMEDYING: Words(zh="处理方案正在执行。", en="The remedy is being carried out."),
    Stage.RESOLVED: Words(
        zh="请评价本次处理；不满意可以重新处理。", en="Please rate how it went; if you are not satisfied we reopen it."
    ),
    Stage.CLOSED: Words(zh="已结案；在申诉期内您可以申诉。", en="Closed; you can appeal within the window."),
    Stage.WITHDRAWN: Words(zh="您已撤回投诉。", en="You withdrew the complaint."),
    Stage.MERGED: Words(zh="本投诉已并入另一投诉。", en="This complaint was merged into another."),
}

WITHOUT_AGREEMENT = Words(
    zh="本投诉已走完全部处理轮次；如仍不满意，请向所列外部机构反映。",
    en="All cycles of this complaint are over; if you are still not satisfied, turn to the outside body named to you.",
)

JOINED = Words(
    zh="本投诉已并入另一件投诉一并办理，答复将发送至该件所留的联系方式。如需继续查看，请重新获取查询码。",
    en="This complaint was joined with another one; its answer goes to the contact on file. To read on, ask for a new "
    "access code.",
)

# What milestones are called where a pack says nothing else (`milestone_names`).
MILESTONES: Final[Mapping[str, Words]] = {
    "first_contact": Words(zh="首次联系", en="first contact"),
    "responded": Words(zh="首次答复", en="first response"),
    "solved": Words(zh="解决问题", en="solution"),
    "fault_confirmed": Words(zh="故障确认", en="confirmation of the fault"),
    "repair_ordered": Words(zh="报修派单", en="repair order"),
    "plan_ready": Words(zh="拟定方案", en="remedy plan"),
    "resolved": Words(zh="办结", en="resolution"),
    "redone": Words(zh="重做预约", en="appointment to do it again"),
}

OWN_MILESTONES: Final = ("redone",)
"""Milestones that the system plans by itself; no row of a pack bears their names."""

# What the usual rungs of a ladder are called; others go by their keys.
RUNGS: Final[Mapping[str, Words]] = {
    "handler": Words(zh="经办人", en="the handler"),
    "team_lead": Words(zh="组长", en="the team lead"),
    "department_head": Words(zh="部门负责人", en="the department head"),
    "senior_management": Words(zh="高级管理层", en="senior management"),
}

REMEDIES: Final[Mapping[str, Words]] = {
    RemedyKind.REFUND: Words(zh="退款", en="refund"),
    RemedyKind.COMPENSATION: Words(zh="赔偿", en="compensation"),
    RemedyKind.VOUCHER: Words(zh="代金券", en="voucher"),
    RemedyKind.EXTENSION: Words(zh="延长会员", en="longer membership"),
    RemedyKind.EXCHANGE: Words(zh="退换", en="exchange"),
    RemedyKind.REDO: Words(zh="重做", en="redo"),
    RemedyKind.REPAIR: Words(zh="维修", en="repair"),
    RemedyKind.APOLOGY: Words(zh="道歉", en="apology"),
}

_LASTING: Final[Mapping[str, Words]] = {
    RemedyKind.VOUCHER: Words(zh="{title}（有效期 {days} 天）", en="{title} (good for {days} days)"),
    RemedyKind.EXTENSION: Words(zh="{title} {days} 天", en="{title} ({days} days)"),
}


def remedy_title(kind: str, language: str, *, days: int = 0) -> str:
    """Call a remedy by its kind and, where that was said, for how many days it is; unknown kinds by their keys."""
    if kind not in REMEDIES:
        return kind
    title = REMEDIES[kind].in_(language)
    if not days or kind not in _LASTING:
        return title
    said = _LASTING[kind].in_(language).format(title=title, days=days)
    return said.replace("(1 days)", "(1 day)").replace("for 1 days", "for 1 day")


UNDER_REPAIR: Final = Words(zh="维修中", en="under repair")
REPAIR_IS_NEXT: Final = Words(
    zh="正在维修，完成后会告知您。", en="It is being repaired; we will tell you when that is done."
)

# What the repair system says at the end of a repair; other words stand as they came.
REPAIR_OUTCOMES: Final[Mapping[str, Words]] = {
    "repaired": Words(zh="已修好", en="repaired"),
    "replaced": Words(zh="已更换", en="replaced"),
    "scrapped": Words(zh="已报废", en="scrapped"),
    "no_fault_found": Words(zh="未发现故障", en="no fault was found"),
}
REPAIR_REFUSALS: Final[Mapping[str, Words]] = {
    "device_unknown": Words(zh="没有该设备", en="the device is not known"),
    "place_not_served": Words(zh="该地点不在服务范围", en="the place is not served"),
    "key_used_for_another_repair": Words(zh="该编号已用于另一工单", en="the id stands for another repair"),
    "invalid_request": Words(zh="工单内容不符合要求", en="the order is not as the system wants it"),
    "cancelled_by_the_repair_shop": Words(zh="维修点已取消", en="cancelled by the repair shop"),
    "repair_has_begun": Words(zh="维修已经开始", en="the repair has begun"),
    "cancelling_not_supported": Words(zh="维修系统不支持取消", en="the system cancels nothing"),
    "no_reason_given": Words(zh="未说明原因", en="no reason was given"),
}

REVIEW_REASONS: Final[Mapping[str, Words]] = {
    ReviewReason.BREACHED: Words(zh="超时", en="a missed deadline"),
    ReviewReason.DISSATISFIED: Words(zh="投诉人不满意", en="the complainant was dissatisfied"),
    ReviewReason.APPEALED: Words(zh="申诉", en="an appeal"),
    ReviewReason.CONTESTED: Words(zh="对不予受理的异议", en="a contested decision on scope"),
    ReviewReason.PROMISE_BROKEN: Words(zh="承诺未兑现", en="a promise that was not kept"),
}
REVIEW_CAUSES: Final[Mapping[str, Words]] = {
    ReviewCause.UNDERSTAFFED: Words(zh="人手不足", en="too few people"),
    ReviewCause.LATE_HANDOVER: Words(zh="交接延误", en="handed over late"),
    ReviewCause.WRONG_CLASSIFICATION: Words(zh="分类或定级有误", en="classified or graded wrongly"),
    ReviewCause.INCOMPLETE_INVESTIGATION: Words(zh="调查不充分", en="not investigated enough"),
    ReviewCause.WRONG_DECISION: Words(zh="处理决定不当", en="decided wrongly"),
    ReviewCause.POOR_COMMUNICATION: Words(zh="沟通不到位", en="not explained well"),
    ReviewCause.UNCLEAR_RULE: Words(zh="制度不明确", en="an unclear rule"),
    ReviewCause.OTHER_PARTY: Words(zh="外部单位或合作方原因", en="another company or a partner"),
    ReviewCause.SYSTEM_FAILURE: Words(zh="系统故障", en="a system that failed"),
    ReviewCause.NO_FAULT_OF_OURS: Words(zh="处理无过错", en="no fault of ours"),
}

SEVERITIES: Final[Mapping[str, Words]] = {
    Severity.ORDINARY: Words(zh="一般", en="ordinary"),
    Severity.MAJOR: Words(zh="重大", en="major"),
    Severity.EMERGENCY: Words(zh="紧急", en="emergency"),
}

RESPONSIBLE: Final[Mapping[str, Words]] = {
    Responsible.PLATFORM: Words(zh="平台", en="the platform"),
    Responsible.RESPONDENT: Words(zh="被投诉人", en="the respondent"),
    Responsible.COMPLAINANT: Words(zh="投诉人", en="the complainant"),
    Responsible.THIRD_PARTY: Words(zh="第三方", en="a third party"),
    Responsible.NONE: Words(zh="无责任方", en="nobody"),
}

CHANNELS: Final[Mapping[str, Words]] = {
    Channel.WEB: Words(zh="网页", en="our website"),
    Channel.APP: Words(zh="手机应用", en="our app"),
    Channel.CHAT: Words(zh="在线客服", en="chat"),
    Channel.WECHAT: Words(zh="微信", en="WeChat"),
    Channel.WEIBO: Words(zh="微博", en="Weibo"),
    Channel.OUTLET: Words(zh="服务网点", en="a service outlet"),
    Channel.HOTLINE: Words(zh="电话热线", en="telephone"),
    Channel.MERCHANT: Words(zh="合作商户", en="a partner merchant"),
    Channel.EMAIL: Words(zh="电子邮件", en="e-mail"),
    Channel.LETTER: Words(zh="信件", en="letter"),
    Channel.REGULATOR: Words(zh="监管机构转办", en="a regulator's referral"),
    Channel.STAFF: Words(zh="工作人员", en="a member of staff"),
}
