"""What is said of panels and rulings (裁决用语), in plain words."""

from collections.abc import Mapping
from typing import Final

from domain.case_panel import Conflict, Outcome
from domain.kinds import EventKind, PenaltyKind
from domain.words import Words

OUTCOMES: Final[Mapping[str, Words]] = {
    Outcome.UPHOLD: Words(zh="支持投诉", en="the complaint is upheld"),
    Outcome.PARTLY: Words(zh="部分支持投诉", en="the complaint is upheld in part"),
    Outcome.DISMISS: Words(zh="驳回投诉", en="the complaint is dismissed"),
}
CONFLICTS: Final[Mapping[str, Words]] = {
    Conflict.PARTY: Words(zh="本案当事人", en="a party to the case"),
    Conflict.INTEREST: Words(zh="申报了利益关系", en="declared an interest"),
    Conflict.TOUCHED: Words(zh="参与过本案", en="had part in the case"),
    Conflict.EARLIER_PANEL: Words(zh="曾任本案裁决小组成员", en="sat on an earlier panel of the case"),
    Conflict.DEPARTMENT: Words(zh="与本案同部门", en="is of the case's department"),
    Conflict.AWAY: Words(zh="休假", en="is on leave"),
    Conflict.GONE: Words(zh="已离岗", en="left the register"),
}
LEFT_BECAUSE: Final[Mapping[str, Words]] = {
    "recused": Words(zh="申请回避", en="stepped down"),
    "did_not_vote": Words(zh="逾期未表决", en="did not vote in time"),
}
PENALTIES: Final[Mapping[str, Words]] = {
    PenaltyKind.POINTS: Words(zh="扣分", en="penalty points for the respondent:"),
    PenaltyKind.SUSPENSION: Words(zh="暂停被投诉人服务", en="suspension of the respondent"),
    PenaltyKind.BAN: Words(zh="禁止被投诉人服务", en="a ban of the respondent"),
}
FORMED: Final = Words(zh="裁决小组已随机抽取组成", en="A panel was drawn at random")
NOT_FORMED: Final = Words(
    zh="无利益冲突的人员不足，未能组成裁决小组",
    en="No panel could be drawn: too few people are free of a conflict of interest",
)
ASKED_BY: Final[Mapping[str, Words]] = {
    "complainant": Words(zh="投诉人", en="the complainant"),
    "respondent": Words(zh="被投诉人", en="the respondent"),
}
ARBITRATION_SIDES: Final[Mapping[str, Words]] = {**ASKED_BY, "platform": Words(zh="平台", en="the platform")}
ARBITRATION_LATE: Final[Mapping[str, Words]] = {
    "not_referred": Words(zh="案卷逾期未移送仲裁", en="The file has not been sent to the arbitrator in time"),
    "no_award": Words(zh="仲裁裁决逾期未到", en="The arbitrator's award is overdue"),
}
ARBITRATION_OVER: Final[Mapping[str, Words]] = {
    "declined": Words(zh="另一方不同意", en="the other side does not agree"),
    "not_agreed": Words(zh="另一方逾期未同意", en="the other side did not agree in time"),
    "not_taken": Words(zh="仲裁机构未受理", en="no arbitrator takes it"),
}
_ARBITRATION_TO_BOTH: Final[Mapping[EventKind, Words]] = {
    EventKind.ARBITRATION_PREFERRED: Words(
        zh="投诉 {number}：另一方希望由外部仲裁机构裁决，请查看并答复是否同意；未同意的，由裁决小组裁决。",
        en="Complaint {number}: the other side would like an outside arbitrator to decide. Please say whether you "
        "agree; otherwise a panel decides.",
    ),
    EventKind.ARBITRATION_AGREED: Words(
        zh="投诉 {number}：双方同意由外部仲裁机构裁决。",
        en="Complaint {number}: both sides agree that an outside arbitrator decides.",
    ),
    EventKind.ARBITRATION_REFERRED: Words(
        zh="投诉 {number} 已移送外部仲裁机构。", en="Complaint {number} was referred to an outside arbitrator."
    ),
    EventKind.ARBITRATION_ENDED: Words(
        zh="投诉 {number} 不由外部仲裁机构裁决，改由裁决小组裁决。",
        en="Complaint {number}: no outside arbitrator decides; a panel does.",
    ),
}
TO_COMPLAINANT: Final[Mapping[EventKind, Words]] = {
    **_ARBITRATION_TO_BOTH,
    EventKind.RULING_ASKED: Words(
        zh="您的投诉 {number} 已进入裁决，由与本案无利益关系的人员决定。",
        en="Your complaint {number} goes to a ruling now, by people who had no part in it.",
    ),
    EventKind.RULED: Words(
        zh="您的投诉 {number} 已作出裁决，请查看裁决书。",
        en="Your complaint {number} has been ruled on; see the ruling.",
    ),
}
TO_RESPONDENT: Final[Mapping[EventKind, Words]] = {
    **_ARBITRATION_TO_BOTH,
    EventKind.RULING_ASKED: Words(
        zh="涉及您的投诉 {number} 已进入裁决，由与本案无利益关系的人员决定。",
        en="Complaint {number}, which concerns you, goes to a ruling now, by people who had no part in it.",
    ),
    EventKind.RULED: Words(
        zh="涉及您的投诉 {number} 已作出裁决，请查看裁决书。",
        en="Complaint {number}, which concerns you, has been ruled on; see the ruling.",
    ),
}
TO_STAFF: Final[Mapping[EventKind, Words]] = {
    EventKind.PANEL_FORMED: Words(
        zh="{number} 提请裁决，请您参加：查阅案卷，如有利益关系请回避[；请于 {by} 前完成]",
        en="{number}: you are called to decide on it; read the file, and step down if you have an interest[; by {by}]",
    ),
    EventKind.PANELIST_REPLACED: Words(
        zh="{number} 您递补参加裁决，请查阅案卷，如有利益关系请回避[；请于 {by} 前完成]",
        en="{number}: you come in to decide on it; read the file, and step down if you have an interest[; by {by}]",
    ),
    EventKind.VOTE_REMINDED: Words(
        zh="{number} 裁决待您表决[，请于 {by} 前完成]，逾期将由他人递补",
        en="{number}: the panel waits for your vote[, due at {by}]; after that somebody else comes in",
    ),
    EventKind.VOTES_COUNTED: Words(
        zh="{number} 全体成员已表决，请作出裁决[（{by} 前）]", en="{number}: all have voted; give the ruling[, by {by}]"
    ),
    EventKind.RULING_OVERDUE: Words(
        zh="{number} 已全部表决，裁决逾期未作出，请作出裁决",
        en="{number}: all have voted and the ruling is overdue; give it",
    ),
    EventKind.RULED: Words(zh="{number} 已作出裁决", en="{number} has been ruled on"),
    EventKind.ARBITRATION_PREFERRED: Words(
        zh="{number} 投诉人希望由外部仲裁机构裁决，请答复是否同意[（{by} 前）]",
        en="{number}: the complainant would like an outside arbitrator; agree to it or a panel is drawn[ after {by}]",
    ),
    EventKind.ARBITRATION_AGREED: Words(
        zh="{number} 双方同意外部仲裁，请移送案卷[（{by} 前）]",
        en="{number}: both sides agree to an outside arbitrator; send the file out[ by {by}]",
    ),
    EventKind.ARBITRATION_OVERDUE: Words(
        zh="{number} 外部仲裁逾期，请督办", en="{number}: the arbitration is overdue; see to it"
    ),
}
TOLD_OF: Final[Mapping[str, Words]] = {
    EventKind.RULING_ASKED: Words(zh="申请裁决", en="a ruling that was asked for"),
    EventKind.PANEL_FORMED: Words(zh="参加裁决", en="a call to a panel"),
    EventKind.PANELIST_REPLACED: Words(zh="递补参加裁决", en="a call to a panel, in somebody's place"),
    EventKind.VOTE_REMINDED: Words(zh="表决催办", en="a reminder to vote"),
    EventKind.VOTES_COUNTED: Words(zh="表决完毕", en="a panel that has voted"),
    EventKind.RULING_OVERDUE: Words(zh="裁决逾期", en="a ruling that is overdue"),
    EventKind.RULED: Words(zh="裁决", en="a ruling"),
    EventKind.ARBITRATION_PREFERRED: Words(zh="外部仲裁意向", en="a wish for an outside arbitrator"),
    EventKind.ARBITRATION_AGREED: Words(zh="同意外部仲裁", en="an agreement to arbitrate"),
    EventKind.ARBITRATION_REFERRED: Words(zh="移送外部仲裁", en="a referral to an arbitrator"),
    EventKind.ARBITRATION_OVERDUE: Words(zh="外部仲裁逾期", en="an arbitration that is overdue"),
    EventKind.ARBITRATION_ENDED: Words(zh="外部仲裁终止", en="the end of an arbitration"),
}
