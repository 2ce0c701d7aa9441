"""The result letter as text (结果告知): what was found, who is responsible, what is done, how to go on (F1)."""

from domain.case import Case, Remedy
from domain.instant import say_minute
from domain.pack import Pack
from domain.titles import REMEDIES, RESPONSIBLE
from domain.words import Words
from domain.zones import load_zone

FROM_RECORDS = Words(zh="业务记录表明您的投诉属实。", en="Our records bear out your complaint.")
NO_REMEDY = Words(zh="不涉及补偿。", en="No remedy is due.")


def result_letter(case: Case, *, pack: Pack, language: str) -> str | None:
    """Give the letter in `language`, a paragraph a line; none before the case was resolved."""
    if case.resolved_at is None or case.feedback_until is None:
        return None
    kind = pack.kind(case.category, case.kind).title
    paragraphs = [
        Words(
            zh=f"关于您的投诉 {case.tracking_number}（{kind.zh}）：",
            en=f"About your complaint {case.tracking_number} ({kind.en}):",
        ),
        _found(case),
        _responsible(case),
        _remedied(case),
        _improves(case),
        _going_on(case, pack),
    ]
    return "\n".join(words.in_(language) for words in paragraphs if words)


def _found(case: Case) -> Words:
    said = case.answer or case.finding
    words = Words(zh=said, en=said) if said else FROM_RECORDS
    return Words(zh=f"调查情况：{words.zh}", en=f"What we found: {words.en}")


def _responsible(case: Case) -> Words | None:
    if not case.established.responsible or not (case.finding or case.straight_through):
        return None
    words = RESPONSIBLE[case.established.responsible]
    return Words(zh=f"责任方：{words.zh}。", en=f"Responsible: {words.en}.")


def _remedied(case: Case) -> Words:
    given = [_remedy(remedy) for remedy in case.remedies if remedy.counts]
    if not given:
        return Words(zh=f"处理方案：{NO_REMEDY.zh}", en=f"Remedy: {NO_REMEDY.en}")
    return Words(
        zh=f"处理方案：{'；'.join(words.zh for words in given)}。",
        en=f"Remedy: {'; '.join(words.en for words in given)}.",
    )


def _remedy(remedy: Remedy) -> Words:
    title = REMEDIES[remedy.kind]
    amount = f" {remedy.amount_fen / 100:.2f}" if remedy.amount_fen else ""
    return Words(
        zh=f"{title.zh}{amount + ' 元' if amount else ''}{f'（规则 {remedy.rule}）' if remedy.rule else ''}",
        en=f"{title.en}{' of CNY' + amount if amount else ''}{f' (rule {remedy.rule})' if remedy.rule else ''}",
    )


def _improves(case: Case) -> Words | None:
    if not case.improvement:
        return None
    return Words(zh=f"改进措施：{case.improvement}", en=f"What will improve: {case.improvement}")


def _going_on(case: Case, pack: Pack) -> Words:
    if case.exhausted:
        outside = pack.referral or Words(zh="外部机构", en="an outside body")
        return Words(
            zh=f"本投诉已完成全部处理轮次。如仍不满意，可向{outside.zh}反映。",
            en=f"All cycles of this complaint are over. If you are still not satisfied, turn to {outside.en}.",
        )
    by = say_minute(case.feedback_until, load_zone(pack.zone))
    return Words(
        zh=f"您可在 {by} 前评价；不满意我们将换人重新处理。结案后仍可在申诉期内申诉。",
        en=f"Please rate how it went by {by}; if you are not satisfied, other people look at it again. "
        "After closing you can appeal within the appeal window.",
    )
