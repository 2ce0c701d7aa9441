"""What the closed lists of the domain are called in answers, where `domain.titles` does not say it."""

from collections.abc import Mapping
from typing import Final

from domain.kinds import Severity, Urgency
from domain.words import Words

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
