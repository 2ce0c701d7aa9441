"""How like two texts are (文本相似度), once something has brought them together (A6)."""

from typing import Final

from rapidfuzz import fuzz

from domain.sketch import letters

NEARLY_THE_SAME: Final = 85
"""From which score on two texts are near-identical."""
_LONGEST: Final = 1_000


def score(one: str, other: str) -> int:
    """Give 0 to 100: the share of the characters of both that stand in both, in order; layout does not count."""
    mine, theirs = letters(one)[:_LONGEST], letters(other)[:_LONGEST]
    return round(fuzz.ratio(mine, theirs)) if mine and theirs else 0
