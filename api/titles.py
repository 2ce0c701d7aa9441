"""What the closed lists of the domain are called in answers, where `domain.titles` does not say it."""

from collections.abc import Mapping
from typing import Final

from domain.kinds import RemedyKind, Responsible, Severity, Urgency
from domain.words import Words

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

URGENCIES: Final[Mapping[str, Words]] = {
    Urgency.CRITICAL: Words(zh="特急", en="critical"),
    Urgency.URGENT: Words(zh="紧急", en="urgent"),
    Urgency.NORMAL: Words(zh="普通", en="normal"),
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
    "spoken": Words(zh="口头", en="spoken"),
    "printed": Words(zh="书面", en="printed"),
    "handed_over": Words(zh="当面交付", en="handed over"),
}
