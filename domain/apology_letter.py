"""The letter of apology (致歉函): for what, in whose words, and what is done about it (E1, E5).

A person may have put the apology into their own words (the remedy's note); else it follows the case's facts.
"""

from typing import Final

from domain.case import Case
from domain.case_remedies import Remedy
from domain.kinds import RemedyKind, Responsible
from domain.letter import Letter, LetterKind, Section
from domain.letter_pen import Pen
from domain.pack import Pack
from domain.result_letter import in_a_sentence, without_respondent
from domain.words import Words

_DRAFT: Final = Words(zh="草稿：尚未发送", en="Draft: not sent yet")
_OURS: Final = frozenset({Responsible.PLATFORM, ""})


def apology_letter(case: Case, *, pack: Pack, language: str) -> Letter | None:
    """Give the letter in `language`; none where no apology is due. One that has not gone out is a draft."""
    remedy = next((r for r in reversed(case.remedies) if r.kind is RemedyKind.APOLOGY and r.counts), None)
    if remedy is None:
        return None
    pen = Pen(case, pack=pack, language=language)
    sections = (_sorry(remedy, pen), _happened(pen), _done(remedy, pen), _better(pen))
    written_at = remedy.written_at or remedy.done_at
    letter = pen.letter(
        LetterKind.APOLOGY,
        title=pen.say("致歉函", "Our apology"),
        opening=pen.say("感谢您告诉我们这件事。", "Thank you for telling us."),
        dated_at=written_at or case.last_event_at,
        sections=tuple(each for each in sections if each),
    )
    return letter if written_at else letter.model_copy(update={"draft": pen.word(_DRAFT)})


def _sorry(remedy: Remedy, pen: Pen) -> Section:
    title = pen.say("致歉", "We apologise")
    if remedy.note:
        return Section(title=title, paragraphs=(without_respondent(remedy.note, pen.case, pen.language),))
    if pen.case.established.responsible in _OURS:
        said = pen.say(
            f"“{pen.kind}”一事是我们的过失，给您添了麻烦，我们诚恳地向您道歉。",
            f"What you told us of ({pen.kind}) was our mistake, and it gave you trouble. We are sorry.",
        )
    else:
        said = pen.say(
            f"“{pen.kind}”一事发生在我们的服务中，我们没有照看好，诚恳地向您道歉。",
            f"What you told us of ({pen.kind}) happened in our service, and we did not see to it well enough. "
            "We are sorry.",
        )
    return Section(title=title, paragraphs=(said,))


def _happened(pen: Pen) -> Section | None:
    if not pen.case.finding:
        return None
    return Section(
        title=pen.say("经过", "What happened"),
        paragraphs=(without_respondent(pen.case.finding, pen.case, pen.language),),
    )


def _done(apology: Remedy, pen: Pen) -> Section | None:
    others = [each for each in pen.case.remedies if each.counts and each.id != apology.id]
    if not others:
        return None
    said = pen.say("；", "; ").join(in_a_sentence(each, pen) for each in others)
    return Section(title=pen.say("我们的处理", "What we do about it"), paragraphs=(said + pen.say("。", "."),))


def _better(pen: Pen) -> Section | None:
    if not pen.case.improvement:
        return None
    said = without_respondent(pen.case.improvement, pen.case, pen.language)
    return Section(title=pen.say("改进措施", "What will improve"), paragraphs=(said,))
