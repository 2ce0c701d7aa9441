"""The acknowledgement letter (受理通知书): that it is here, under which number, and what is promised (A4)."""

from domain.case import Case
from domain.letter import Letter, LetterKind, Section, Table
from domain.letter_pen import Pen
from domain.pack import Pack
from domain.titles import CHANNELS


def acknowledgement_letter(case: Case, *, pack: Pack, language: str) -> Letter | None:
    """Give the letter in `language`; none before the complaint is classified and its deadlines are planned."""
    if not case.level:
        return None
    pen = Pen(case, pack=pack, language=language)
    sections = (_told(pen), _promised(pen), _next(pen), _yours(pen), _outside(pen))
    return pen.letter(
        LetterKind.ACKNOWLEDGEMENT,
        title=pen.say("投诉受理通知书", "We have your complaint"),
        opening=pen.say(
            f"您的投诉已受理，编号 {case.tracking_number}。",
            f"Your complaint is registered under {case.tracking_number}.",
        ),
        dated_at=case.received_at,
        sections=tuple(each for each in sections if each),
    )


def _told(pen: Pen) -> Section:
    description = pen.case.complaint.description
    paragraphs: tuple[str, ...] = (pen.case.complaint.title or "",)
    if description.sha256:
        paragraphs += (pen.say("以下为开头部分，全文已存档。", "This is its beginning; we have kept the whole text."),)
    return Section(
        title=pen.say("您反映的情况", "What you told us"),
        paragraphs=tuple(filter(None, paragraphs)),
        quote=description.text,
    )


def _promised(pen: Pen) -> Section | None:
    case = pen.case
    promises = sorted(
        (each for each in case.milestones if each.cycle == case.cycle and each.cancelled_at is None),
        key=lambda each: each.due_at,
    )
    if not promises:
        return None
    columns = (pen.say("事项", "What"), pen.say("最迟时间", "By"))
    rows = tuple((pen.pack.milestone_title(each.name, pen.language), pen.minute(each.due_at)) for each in promises)
    brief = pen.say("；", "; ").join(f"{name} {due}" for name, due in rows)
    return Section(title=pen.say("承诺时限", "What we promise"), table=Table(columns=columns, rows=rows), brief=brief)


def _next(pen: Pen) -> Section:
    complaint = pen.case.complaint
    way = pen.word(CHANNELS[complaint.answer_by or complaint.channel])
    return Section(
        title=pen.say("接下来", "What happens next"),
        paragraphs=(
            pen.say(
                f"由{pen.department}负责调查处理，处理结果将以书面形式告知您（答复渠道：{way}）。",
                f"{pen.department} looks into it; you get the result in writing (we answer by: {way}).",
            ),
        ),
    )


def _yours(pen: Pen) -> Section:
    return Section(
        title=pen.say("您可以做什么", "What you can do"),
        paragraphs=(
            pen.say(
                "凭投诉编号和查询码可随时查看进度、补充说明、提交证据、要求升级或撤回投诉。",
                "With the tracking number and your access code you can at any time see how it stands, add words and "
                "evidence, ask for somebody higher, or withdraw.",
            ),
            pen.say(
                f"对处理结果不满意，您可以评价并要求重新处理，结案后 {pen.length(pen.pack.appeal_window)}内可以申诉。",
                "If you are not satisfied with the result, say so and other people look at it again; you can appeal "
                f"for {pen.length(pen.pack.appeal_window)} after closing.",
            ),
        ),
    )


def _outside(pen: Pen) -> Section | None:
    if pen.pack.referral is None:
        return None
    whom = pen.word(pen.pack.referral)
    return Section(
        title=pen.say("外部途径", "Outside help"),
        paragraphs=(pen.say(f"您也可以向{whom}反映。", f"You can also turn to {whom}."),),
    )
