"""What penalties are called on pages, in notices and in reports (处罚用语)."""

from typing import Final

from domain.kinds import PenaltyKind
from domain.matter_events import MatterEventKind
from domain.words import Words

KINDS: Final[dict[str, Words]] = {
    PenaltyKind.POINTS: Words(zh="扣分", en="points"),
    PenaltyKind.SUSPENSION: Words(zh="停工", en="suspension"),
    PenaltyKind.BAN: Words(zh="永不录用", en="ban"),
    PenaltyKind.BLACKLIST: Words(zh="列入黑名单", en="blacklisting"),
    PenaltyKind.REPORT: Words(zh="上报主管部门", en="report to an authority"),
}
BECAUSE: Final[dict[str, Words]] = {
    "rules": Words(zh="依制度规则", en="by a rule of the pack"),
    "staff": Words(zh="由工作人员作出", en="by staff"),
    "ruling": Words(zh="依裁决", en="by a panel's ruling"),
}
STATES: Final[dict[str, Words]] = {
    "open": Words(zh="已作出", en="imposed"),
    "proposed": Words(zh="待第二人确认", en="waiting for a second person"),
    "notified": Words(zh="已告知", en="told"),
    "in_force": Words(zh="执行中", en="in force"),
    "sent": Words(zh="已上报", en="reported"),
    "expired": Words(zh="已期满", en="over"),
    "lifted": Words(zh="已撤销", en="lifted"),
    "overturned": Words(zh="申诉成立，已撤销", en="overturned on appeal"),
    "lapsed": Words(zh="因个人信息已删除而终止", en="ended, since the person was erased"),
}
HAPPENINGS: Final[dict[MatterEventKind, Words]] = {
    MatterEventKind.OPENED: Words(zh="已作出处罚", en="Imposed"),
    MatterEventKind.CONFIRMATION_ASKED: Words(zh="等待第二人确认", en="A second person was asked to confirm it"),
    MatterEventKind.CONFIRMED: Words(zh="已由第二人确认", en="Confirmed by a second person"),
    MatterEventKind.NOTIFIED: Words(zh="已告知被投诉人", en="The respondent was told"),
    MatterEventKind.TOOK_EFFECT: Words(zh="开始执行", en="In force"),
    MatterEventKind.REPORT_SENT: Words(zh="已由工作人员上报", en="The report was sent by a person"),
    MatterEventKind.APPEALED: Words(zh="被投诉人提出申诉", en="The respondent appealed"),
    MatterEventKind.UPHELD: Words(zh="申诉不成立，维持处罚", en="Upheld on appeal"),
    MatterEventKind.OVERTURNED: Words(zh="申诉成立，撤销处罚", en="Overturned on appeal"),
    MatterEventKind.LIFTED: Words(zh="处罚已撤销", en="Lifted"),
    MatterEventKind.EXPIRED: Words(zh="处罚期满", en="Over by time"),
    MatterEventKind.SETTLED: Words(zh="申诉期满，已终结", en="Settled: the time to appeal is over"),
    MatterEventKind.NOT_APPLICABLE: Words(zh="未受理的意见", en="Something that did not fit, and is kept"),
}
TOLD: Final[dict[MatterEventKind, Words]] = {
    MatterEventKind.CONFIRMATION_ASKED: Words(
        zh="处罚 {id} 须由第二人在 {by} 前确认或撤销",
        en="Penalty {id} waits for a second person: confirm it or lift it by {by}",
    ),
    MatterEventKind.APPEALED: Words(
        zh="被投诉人对处罚 {id} 提出申诉，须于 {by} 前裁定",
        en="The respondent appeals against penalty {id}; it is to be decided by {by}",
    ),
    MatterEventKind.WARNED: Words(
        zh="处罚 {id} 待办，将于 {by} 到期", en="Something is to be done about penalty {id} by {by}"
    ),
    MatterEventKind.BREACHED: Words(
        zh="处罚 {id} 的待办事项已逾期（{by}），现由您负责",
        en="What was to be done about penalty {id} is overdue since {by} and has come to you",
    ),
}
"""What whoever sees to a penalty is told."""
