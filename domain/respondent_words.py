"""What a respondent is told (通知被投诉人), in words that hold nothing of the complainant's (D6, G2)."""

from collections.abc import Mapping, Sequence
from typing import Final

from domain import panel_words
from domain.instant import say_minute
from domain.kinds import EventKind
from domain.mediation_words import TO_BOTH, TOLD_OF_MEDIATION, time_left
from domain.notice_words import Told, Wording, filled
from domain.words import Words
from domain.zones import load_zone

TO_RESPONDENT: Final[Mapping[EventKind, Words]] = {
    EventKind.RESPONDENT_NOTIFIED: Words(
        zh="有一件投诉（编号 {number}）涉及您，请在 {by} 前查看、陈述意见并提交证据。"
        "您的查询码：{code}，请勿告知他人。",
        en="A complaint, number {number}, concerns you. Please read it and give your side and your evidence by {by}. "
        "Your code is {code}; tell it to nobody.",
    ),
    EventKind.RESPONDENT_CODE_RENEWED: Words(
        zh="有一件投诉（编号 {number}）涉及您。您的新查询码：{code}，原查询码已失效，请勿告知他人。陈述期限见页面。",
        en="A complaint, number {number}, concerns you. Your new code is {code}; the one before opens nothing any "
        "more. Tell it to nobody. Until when you may answer stands on the page.",
    ),
    EventKind.ASKED: Words(
        zh="就投诉 {number}，我们需要您补充说明。", en="We need something more from you about complaint {number}."
    ),
    EventKind.PENALTY_IMPOSED: Words(
        zh="就投诉 {number}，已对您作出处罚。请查看理由、执行时间和申诉期限。您的查询码：{code}，请勿告知他人。",
        en="A penalty was imposed on you after complaint {number}. Please read why, from when it holds, and until when "
        "you can appeal. Your code is {code}; tell it to nobody.",
    ),
    EventKind.PENALTY_CLOSED: Words(
        zh="就投诉 {number} 对您的处罚有新的决定，请查看。",
        en="There is news of the penalty that was imposed on you after complaint {number}; please read it.",
    ),
    **TO_BOTH,
    **panel_words.TO_RESPONDENT,
}
_SUBJECT: Final = Words(zh="涉及您的投诉 {number}", en="Complaint {number}, which concerns you")
_LOOK: Final = Words(zh="查看与陈述：{url}", en="Read it and answer: {url}")
_WHY: Final = Words(zh="处罚依据：{zh}。", en="It was imposed by rule: {en}.")
_GREETING: Final = Words(zh="{name}，您好！", en="Dear {name},")


def to_respondent(told: Sequence[Told], *, code: str, public_url: str) -> Wording:
    """Put into words what a respondent is told at once, with the code that opens their side of the case."""
    case = told[0].case
    respondent = case.inquiry.respondent
    language = respondent.language if respondent else "zh"
    lines = list(dict.fromkeys(_line(each, code=code).in_(language) for each in told))
    link = _LOOK.in_(language).format(url=f"{public_url}/complaints/{case.tracking_number}")
    greeting = _GREETING.in_(language).format(name=respondent.name) if respondent and respondent.name else ""
    return Wording(
        subject=_SUBJECT.in_(language).format(number=case.tracking_number),
        text="\n\n".join(filter(None, (greeting, "\n".join(lines), link))),
        short=" ".join((*lines, link)),
    )


def _line(told: Told, *, code: str) -> Words:
    case, what = told.case, told.notice.what
    if what is EventKind.PENALTY_IMPOSED:
        return _of_penalty(told, code=code)
    until = time_left(what, case) if what in TOLD_OF_MEDIATION else case.inquiry.answer_until
    by = say_minute(until, load_zone(told.pack.zone))
    return filled(TO_RESPONDENT[what], {"number": case.tracking_number, "by": by, "code": code})


def _of_penalty(told: Told, *, code: str) -> Words:
    """Say that a penalty was imposed, and by which rule where it was by one."""
    said = filled(TO_RESPONDENT[told.notice.what], {"number": told.case.tracking_number, "code": code})
    of_case = {matter.id: matter.start.terms.get("why") for matter in told.case.matters}
    if why := of_case.get(told.notice.subject):
        by = filled(_WHY, why)
        return Words(zh=said.zh + by.zh, en=f"{said.en} {by.en}")
    return said
