"""The result letter (结果告知函): what was looked into and found, who answers for it, what is done, how to go on (F1).

It names no member of staff, and whoever is complained of by their part alone.
"""

from domain import letter_review
from domain.case import Case
from domain.case_decisions import Decision
from domain.case_remedies import Remedy, RemedyStatus
from domain.decisions import DECIDED_BY
from domain.kinds import Stage
from domain.letter import Letter, LetterKind, Section, Table
from domain.letter_pen import Pen
from domain.pack import Pack
from domain.panel_words import OUTCOMES
from domain.remedy_reason import reason_of
from domain.titles import RESPONSIBLE, remedy_title
from domain.words import Words

_SETTLED = {
    RemedyStatus.PAID: Words(zh="已支付", en="paid"),
    RemedyStatus.DONE: Words(zh="已执行", en="carried out"),
}
_ON_ITS_WAY = Words(zh="办理中", en="on its way")
_RESPONDENT = Words(zh="被投诉人", en="the respondent")


def result_letter(case: Case, *, pack: Pack, language: str) -> Letter | None:
    """Give the letter in `language`; none while the case is not resolved. One that is being reviewed is a draft."""
    if case.resolved_at is None or case.feedback_until is None:
        return None
    pen = Pen(case, pack=pack, language=language)
    sections = (
        _before(pen),
        _looked_into(pen),
        _found(pen),
        _responsible(pen),
        _remedied(pen),
        _improves(pen),
        _going_on(pen),
    )
    return pen.letter(
        LetterKind.RESULT,
        title=pen.say("投诉处理结果告知函", "The result of your complaint"),
        opening=pen.say(
            "您的投诉已处理完毕，现将结果告知如下。", "Your complaint is resolved. This is what came of it."
        ),
        dated_at=letter_review.released_at(case) or case.resolved_at,
        sections=tuple(each for each in sections if each),
        is_draft=letter_review.is_held(case),
    )


def _before(pen: Pen) -> Section | None:
    """Say what was decided in earlier cycles, so that both decisions stand side by side."""
    if not pen.case.decisions:
        return None
    return Section(
        title=pen.say("此前的决定", "What was decided before"),
        paragraphs=tuple(_decided(each, pen) for each in pen.case.decisions),
    )


def _decided(decision: Decision, pen: Pen) -> str:
    said = decision.reasons or decision.told
    words = pen.say("：", ": ") + without_respondent(said, pen.case, pen.language) if said else ""
    outcome = pen.say("，", ", ") + pen.word(OUTCOMES[decision.outcome]) if decision.outcome else ""
    given = [each for each in pen.case.remedies if each.cycle == decision.cycle and each.counts]
    remedies = pen.say("；", "; ").join(in_a_sentence(each, pen) for each in given)
    tail = pen.say("；方案：", ". Remedy: ") + remedies if remedies else ""
    who = pen.word(DECIDED_BY[decision.by])
    day = pen.day(decision.decided_at)
    head = pen.say(f"第 {decision.cycle} 轮（{day}，{who}", f"Cycle {decision.cycle} ({day}, {who}")
    return f"{head}{outcome}{pen.say('）', ')')}{words}{tail}"


def _looked_into(pen: Pen) -> Section:
    case = pen.case
    files = len(set(case.evidence) - {"records"})
    paragraphs = (
        pen.say("我们调取并核对了业务记录。", "We fetched and checked our business records.")
        if case.records == "fetched"
        else "",
        pen.say(f"我们查看了 {files} 份证据材料。", f"We looked at the evidence on file ({files}).") if files else "",
        pen.say("我们审阅了您的陈述。", "We read what you told us."),
    )
    return Section(title=pen.say("调查内容", "What was investigated"), paragraphs=tuple(filter(None, paragraphs)))


def _found(pen: Pen) -> Section | None:
    case = pen.case
    said = _said(pen)
    if said:
        paragraph = without_respondent(said, case, pen.language)
    elif case.straight_through:
        paragraph = pen.say("业务记录表明您的投诉属实。", "Our records bear out your complaint.")
    else:
        # Of an erased person nobody can tell any more what was found.
        return None
    return Section(title=pen.say("调查情况", "What we found"), paragraphs=(paragraph,))


def _said(pen: Pen) -> str | None:
    """Give what was found, or answered with no remedy, as a person put it."""
    case = pen.case
    return (case.redraft.found if case.redraft else None) or case.answer or case.finding


def without_respondent(said: str, case: Case, language: str) -> str:
    """Give words in which who is complained of reads as a part in the case, whoever has named them."""
    told = case.inquiry.respondent
    names = (case.complaint.respondent or "", (told and told.name) or "")
    for name in sorted(names, key=len, reverse=True):
        said = said.replace(name, _RESPONDENT.in_(language)) if len(name) > 1 else said
    return said


def _responsible(pen: Pen) -> Section | None:
    case = pen.case
    if not case.established.responsible or not (case.finding or case.straight_through):
        return None
    who = pen.word(RESPONSIBLE[case.established.responsible])
    return Section(title=pen.say("责任方", "Responsible"), paragraphs=(pen.say(f"{who}。", f"{who}."),))


def _remedied(pen: Pen) -> Section:
    title = pen.say("处理方案", "Remedy")
    given = [remedy for remedy in pen.case.remedies if remedy.counts]
    if not given:
        said = pen.say("不涉及补偿。", "No remedy is due.")
        why = pen.say("理由见“调查情况”。", "The reasons are those of what we found.") if _said(pen) else ""
        return Section(title=title, paragraphs=tuple(filter(None, (said, why))))
    columns = (
        pen.say("方式", "What"),
        pen.say("金额", "Amount"),
        pen.say("依据", "Because"),
        pen.say("状态", "How it stands"),
    )
    rows = tuple(
        (
            remedy_title(each.kind, pen.language, days=each.days),
            pen.money(each.amount_fen),
            _why(each, pen),
            _standing(each, pen),
        )
        for each in given
    )
    brief = pen.say("；", "; ").join(in_a_sentence(each, pen) for each in given) + pen.say("。", ".")
    return Section(title=title, table=Table(columns=columns, rows=rows), brief=brief)


def _standing(remedy: Remedy, pen: Pen) -> str:
    return pen.word(_SETTLED.get(remedy.status, _ON_ITS_WAY))


def _why(remedy: Remedy, pen: Pen) -> str:
    because = reason_of(remedy, pen.case, pack=pen.pack)
    return pen.word(because) if because else ""


def in_a_sentence(remedy: Remedy, pen: Pen) -> str:
    """Say a remedy with what it is worth and the rule that gave it."""
    kind, amount = remedy_title(remedy.kind, pen.language, days=remedy.days), pen.money(remedy.amount_fen)
    why = _why(remedy, pen)
    because = pen.say(f"：{why}", f": {why}") if why else ""
    worth = pen.say(f" {amount}", f" of {amount}") if amount else ""
    return f"{kind}{worth}{because}"


def _improves(pen: Pen) -> Section | None:
    case = pen.case
    said = (case.redraft.improvement if case.redraft else None) or case.improvement
    if not said:
        return None
    return Section(
        title=pen.say("改进措施", "What will improve"), paragraphs=(without_respondent(said, case, pen.language),)
    )


def _going_on(pen: Pen) -> Section:
    return Section(
        title=pen.say("如何反馈或申诉", "If you do not agree"),
        paragraphs=tuple(filter(None, (_with_us(pen), _outside(pen)))),
    )


def _with_us(pen: Pen) -> str:
    case, window = pen.case, pen.length(pen.pack.appeal_window)
    if case.exhausted:
        return pen.say("本投诉已完成全部处理轮次。", "All cycles of this complaint are over.")
    if case.stage is Stage.CLOSED and case.appeal_until:
        until = pen.minute(case.appeal_until)
        return pen.say(
            f"您可在 {until} 前申诉，由未参与原处理的人员重新办理。",
            f"You can appeal until {until}; people who did not decide look at it again.",
        )
    by = pen.minute(case.feedback_until)
    return pen.say(
        f"您可在 {by} 前评价；不满意我们将换人重新处理。结案后 {window}内仍可申诉。",
        f"Please rate how it went by {by}; if you are not satisfied, other people look at it again. "
        f"After closing you can appeal for {window}.",
    )


def _outside(pen: Pen) -> str:
    referral = pen.pack.referral
    if referral is None and not pen.case.exhausted:
        return ""
    whom = pen.word(referral or Words(zh="外部机构", en="an outside body"))
    if pen.case.exhausted:
        return pen.say(f"如仍不满意，可向{whom}反映。", f"If you are still not satisfied, turn to {whom}.")
    return pen.say(f"您也可以向{whom}反映。", f"You can also turn to {whom}.")
