"""The ruling as a document (裁决书): outcome, reasons, what is ordered, who decided, and what was said against it (E7).

It names no member of staff: members are told by their place, the presiding one first.
"""

from collections.abc import Iterator
from typing import Final

from domain.case import Case
from domain.case_panel import Ruling
from domain.letter import Letter, LetterKind, Section, Table
from domain.letter_pen import Pen
from domain.pack import Pack
from domain.panel_words import OUTCOMES, PENALTIES
from domain.titles import RUNGS, remedy_title

_HEAD: Final = 1


def ruling_letter(case: Case, *, pack: Pack, language: str) -> Letter | None:
    """Give the last ruling in `language`; none where there is no ruling."""
    if not case.rulings:
        return None
    ruling, pen = case.rulings[-1], Pen(case, pack=pack, language=language)
    return pen.letter(
        LetterKind.RULING,
        title=pen.say("裁决书", "Ruling"),
        opening=pen.say("就本投诉作出裁决如下。", "This complaint was ruled on as follows."),
        dated_at=ruling.given_at,
        sections=tuple(_sections(ruling, pen)),
    )


def for_respondent(letter: Letter) -> Letter:
    """Give a ruling without what is the complainant's alone: their name, and the head of their complaint."""
    return letter.model_copy(update={"salutation": "", "about": "", "reference": letter.reference[:_HEAD]})


def _sections(ruling: Ruling, pen: Pen) -> Iterator[Section]:
    outcome = pen.word(OUTCOMES[ruling.outcome])
    yield Section(title=pen.say("裁决结果", "Outcome"), paragraphs=(pen.say(f"{outcome}。", f"{outcome}."),))
    if ruling.reasons:
        yield Section(title=pen.say("理由", "Reasons"), paragraphs=(ruling.reasons,))
    if ordered := _ordered(ruling, pen):
        yield ordered
    if ruling.improvement:
        yield Section(title=pen.say("改进措施", "What will improve"), paragraphs=(ruling.improvement,))
    yield Section(title=pen.say("裁决人员", "Who decided"), paragraphs=tuple(_who(ruling, pen)))
    if ruling.dissenting:
        yield Section(title=pen.say("少数意见", "Dissent"), paragraphs=tuple(_dissent(ruling, pen)))
    yield Section(
        title=pen.say("效力", "Effect"),
        paragraphs=(pen.say("本裁决对平台有约束力。", "This ruling binds the platform."),),
    )


def _ordered(ruling: Ruling, pen: Pen) -> Section | None:
    rows = [
        (remedy_title(each.kind, pen.language, days=each.days), pen.money(each.amount_fen))
        for each in pen.case.remedies
        if each.id in ruling.remedies
    ]
    rows += [(_penalty(each, pen), "") for each in ruling.penalties]
    if not rows:
        return None
    columns = (pen.say("事项", "What"), pen.say("金额", "Amount"))
    return Section(title=pen.say("决定", "What is ordered"), table=Table(columns=columns, rows=tuple(rows)))


def _penalty(penalty: dict[str, object], pen: Pen) -> str:
    points = f" {penalty['points']}" if penalty.get("points") else ""
    return f"{pen.word(PENALTIES[str(penalty['kind'])])}{points}"


def _who(ruling: Ruling, pen: Pen) -> Iterator[str]:
    if ruling.by == "panel":
        count, pool = len(ruling.members), ruling.drawn_from
        yield pen.say(
            f"裁决小组 {count} 人，从 {pool} 名与本案无利益关系的人员中随机抽取。",
            f"A panel of {count}, drawn at random from {pool} people without an interest in the case.",
        )
    elif ruling.by == "rung":
        rung = pen.word(RUNGS[ruling.rung]) if ruling.rung in RUNGS else ruling.rung
        yield pen.say(
            f"因无法组成裁决小组，由与本案无利益关系的{rung}作出。",
            f"No panel could be formed; {rung}, without an interest in the case, decided in its stead.",
        )
    elif ruling.by == "arbitrator":
        yield from _award(ruling, pen)


def _award(ruling: Ruling, pen: Pen) -> Iterator[str]:
    body = pen.word(ruling.body) if ruling.body else pen.say("外部仲裁机构", "An outside arbitrator")
    reference = f" ({ruling.reference})" if ruling.reference else ""
    yield pen.say(
        f"经双方同意，由{body}仲裁裁决{reference}。",
        f"Both sides agreed to an outside arbitrator: {body} gave this award{reference}.",
    )


def _dissent(ruling: Ruling, pen: Pen) -> Iterator[str]:
    for staff in ruling.dissenting:
        place = ruling.members.index(staff) + 1
        presides = pen.say("（主持）", " (presiding)") if place == 1 else ""
        yield pen.say(f"第 {place} 位成员{presides}：", f"Member {place}{presides}: ") + ruling.dissents.get(staff, "—")
