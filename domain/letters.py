"""Which letter there is of a case, for whom (告知函): the complainant's once it is out, staff's as a draft (F1, F8).

Refused
├── NoLetterYet       404  there is no such letter so far
└── LetterHeld        409  it is being reviewed, and only staff may read the draft
"""

from typing import Final

from domain import letter_review
from domain.acknowledgement_letter import acknowledgement_letter
from domain.apology_letter import apology_letter
from domain.case import Case
from domain.letter import Letter, LetterKind
from domain.pack import Pack
from domain.refusals import Refused
from domain.result_letter import result_letter
from domain.ruling_letter import ruling_letter
from domain.settlement_letter import settlement_letter
from domain.words import Words

_WRITERS: Final = {
    LetterKind.ACKNOWLEDGEMENT: acknowledgement_letter,
    LetterKind.RESULT: result_letter,
    LetterKind.APOLOGY: apology_letter,
    LetterKind.SETTLEMENT: settlement_letter,
    LetterKind.RULING: ruling_letter,
}
_NOT_YET: Final = {
    LetterKind.ACKNOWLEDGEMENT: Words(
        zh="受理通知书尚未生成，请稍后再试。", en="The acknowledgement is not written yet; try again in a moment."
    ),
    LetterKind.RESULT: Words(
        zh="本投诉尚未办结，暂无结果告知函。", en="The complaint is not resolved, so there is no result letter yet."
    ),
    LetterKind.APOLOGY: Words(zh="本投诉暂无致歉函。", en="There is no letter of apology of this complaint so far."),
    LetterKind.SETTLEMENT: Words(
        zh="本投诉没有待签署或已签署的和解协议。", en="No settlement of this complaint stands or was signed."
    ),
    LetterKind.RULING: Words(zh="本投诉尚无裁决。", en="No ruling has been given on this complaint."),
}
_HELD: Final = Words(
    zh="结果告知函正在法务审核，签发后即可查看。",
    en="The result letter is being reviewed; you can read it as soon as it is released.",
)


class NoLetterYet(Refused):
    """There is no such letter so far."""

    status = 404


class LetterHeld(Refused):
    """A letter is being reviewed."""

    status = 409


def letter_of(kind: LetterKind, case: Case, *, pack: Pack, language: str, with_drafts: bool = False) -> Letter:
    """Give a letter in `language`. Raises `NoLetterYet`, and without drafts `LetterHeld`."""
    letter = _WRITERS[kind](case, pack=pack, language=language)
    if letter is None:
        raise not_yet(kind)
    if letter.draft and not with_drafts:
        raise LetterHeld(_HELD) if kind is LetterKind.RESULT else not_yet(kind)
    return letter


def letters_of(case: Case, *, pack: Pack, language: str) -> tuple[Letter, ...]:
    """Give every letter that there is, drafts too."""
    written = (write(case, pack=pack, language=language) for write in _WRITERS.values())
    return tuple(letter for letter in written if letter)


def not_yet(kind: LetterKind) -> NoLetterYet:
    """Give the refusal of a letter that is not there."""
    return NoLetterYet(_NOT_YET[kind])


def result_text(case: Case, *, pack: Pack, language: str) -> str | None:
    """Give the result letter for a mail; none before it has gone out."""
    letter = None if letter_review.is_held(case) else result_letter(case, pack=pack, language=language)
    return letter.text if letter else None


def apology_text(case: Case, *, pack: Pack, language: str) -> str | None:
    """Give the letter of apology for a mail; none where there is none."""
    letter = apology_letter(case, pack=pack, language=language)
    return None if letter is None or letter.draft else letter.text
