"""What penalties are called on pages, in notices and in reports (处罚用语)."""

from typing import Final

from domain.kinds import PenaltyKind
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
