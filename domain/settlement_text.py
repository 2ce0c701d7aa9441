"""The text of a settlement (和解协议): what both sides sign, put together of a proposal, and the same every time (E6).

It calls the sides by their part in the case: their names are their signatures. Where they read different languages it
stands in each, one after the other, and all of it is signed. What was signed is kept as it was; other words here are
a change of the rules (`domain.changes`).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from domain.case import Case
from domain.case_mediation import Mediation, Promise, Side
from domain.letter_pen import Pen
from domain.mediation_words import MEDIATOR_KINDS, SIDES
from domain.pack import Pack
from domain.remedies import ProposedRemedy
from domain.titles import remedy_title

_LANGUAGES: Final = ("zh", "en")


class Draft:
    """What a mediator proposes, before it has a text: its number, words, remedies, promises and who has to sign."""

    def __init__(
        self,
        *,
        number: int,
        text: str,
        remedies: tuple[ProposedRemedy, ...],
        promises: tuple[Promise, ...],
        signers: tuple[Side, ...],
    ) -> None:
        self.number = number
        self.text = text
        self.remedies = remedies
        self.promises = promises
        self.signers = signers


def compose(case: Case, *, pack: Pack, mediation: Mediation, draft: Draft, at: datetime) -> str:
    """Give the text of a settlement made at `at`, in each language that one of the sides reads."""
    pens = [Pen(case, pack=pack, language=language) for language in _languages(case, draft.signers)]
    return "\n\n".join("\n".join(_lines(pen, mediation=mediation, draft=draft, at=at)) for pen in pens)


def _languages(case: Case, signers: tuple[Side, ...]) -> tuple[str, ...]:
    respondent = case.inquiry.respondent if Side.RESPONDENT in signers else None
    wanted = [case.complaint.complainant.language, *([respondent.language] if respondent else [])]
    read = {"en" if each.lower().startswith("en") else "zh" for each in wanted}
    return tuple(language for language in _LANGUAGES if language in read)


def _lines(pen: Pen, *, mediation: Mediation, draft: Draft, at: datetime) -> Iterator[str]:
    number, kind = pen.case.tracking_number, pen.word(MEDIATOR_KINDS[mediation.mediator_kind])
    sides = pen.say("、", ", ").join(pen.word(SIDES[side]) for side in draft.signers)
    rules = f"{pen.word(pen.pack.title)} ({pen.pack.version})"
    yield pen.say("和解协议", "Settlement")
    yield pen.say(f"投诉编号：{number}（{pen.kind}）", f"Complaint: {number} ({pen.kind})")
    yield pen.say(f"签署方：{sides}", f"Between: {sides}")
    yield pen.say(f"调解：{kind}，第 {draft.number} 号方案", f"Mediation: {kind}, proposal {draft.number}")
    yield pen.say(f"日期：{pen.day(at)}", f"Date: {pen.day(at)}")
    yield pen.say(f"适用制度：{rules}", f"Rules: {rules}")
    yield ""
    yield draft.text
    yield from _listed(pen.say("处理方案：", "Remedies:"), [_remedy(pen, each) for each in draft.remedies])
    yield from _listed(pen.say("承诺：", "Promises:"), [_promise(pen, each) for each in draft.promises])
    yield ""
    yield pen.say(
        "本协议自全体签署方签署同一文本之时起生效；方案由平台随即执行。",
        "This settlement holds from the moment at which all of them have signed this same text; the platform then "
        "carries the remedies out.",
    )


def _listed(title: str, items: list[str]) -> Iterator[str]:
    if items:
        yield ""
        yield title
        yield from (f"{place}. {item}" for place, item in enumerate(items, start=1))


def _remedy(pen: Pen, remedy: ProposedRemedy) -> str:
    worth = " ".join(
        filter(
            None, (remedy_title(remedy.kind, pen.language, days=remedy.days or 0), pen.money(remedy.amount_fen or 0))
        )
    )
    return pen.say("；", "; ").join(filter(None, (worth, remedy.note)))


def _promise(pen: Pen, promise: Promise) -> str:
    who, until = pen.word(SIDES[promise.by]), pen.minute(promise.until)
    return pen.say(f"{who}（{until} 前）：{promise.text}", f"{who}, by {until}: {promise.text}")
