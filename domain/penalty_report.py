"""The report to an authority (上报材料): written from a template once it is imposed, sent by a person (E8)."""

from datetime import datetime
from typing import Final

from domain.instant import say_minute
from domain.penalty import Penalty
from domain.policy import Policy
from domain.words import Words
from domain.zones import load_zone

_NOT_SAID: Final = "—"
_REPORT: Final = Words(
    zh=(
        "致：{addressee}\n\n"
        "就投诉 {number}，我方经调查并听取被投诉人陈述，认定其有责，现将有关情况上报。\n\n"
        "被投诉人：{name}\n联系方式：{contact}\n原因：{cause}\n认定事实：{facts}\n上报理由：{reason}\n\n"
        "材料编号：{id}\n出具时间：{at}"
    ),
    en=(
        "To: {addressee}\n\n"
        "Complaint {number} was investigated and the respondent was heard. They were found responsible, and we report "
        "the matter to you.\n\n"
        "Respondent: {name}\nContact: {contact}\nCause: {cause}\nFound: {facts}\nWhy it is reported: {reason}\n\n"
        "Our reference: {id}\nDrawn up: {at}"
    ),
)


def report_of(penalty: Penalty, *, at: datetime, policy: Policy) -> Words:
    """Give the text of a report, in both languages."""
    respondent = penalty.respondent
    contact = ", ".join(filter(None, (respondent.phone, respondent.email))) if respondent else ""
    known = {
        "number": penalty.tracking_number,
        "name": (respondent.name if respondent else None) or _NOT_SAID,
        "contact": contact or _NOT_SAID,
        "cause": penalty.cause or _NOT_SAID,
        "facts": penalty.facts or _NOT_SAID,
        "reason": penalty.reason or _NOT_SAID,
        "id": penalty.id,
        "at": say_minute(at, load_zone(policy.pack.zone)),
    }
    to = penalty.addressee
    zh, en = (
        text.format(addressee=to.in_(language) if to else _NOT_SAID, **known)
        for language, text in (("zh", _REPORT.zh), ("en", _REPORT.en))
    )
    return Words(zh=zh, en=en)
