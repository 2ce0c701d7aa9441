"""Reading a complaint by the words of its pack (关键词): category and kind, red-alert words, flags (B1, B4)."""

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

from domain.pack import Pack
from domain.triage import TriageReading
from language.vocabulary import Found, Vocabulary, plain

_DOUBT: Final = 3.0
"""Evidence against the best reading that is always assumed: about one word of three characters."""


_ALERT: Final = ""
"""What a red-alert word means; any other meaning of a watched word is a flag, and no flag has an empty name."""


class _Place(NamedTuple):
    """A kind of the catalogue, by its category's place there and its own; the earlier is the lower."""

    category: int
    kind: int


class WordTriage:
    """Reads complaints by the words of one pack. Immutable, and quick however long the text is."""

    def __init__(self, pack: Pack) -> None:
        self._names = [(name, tuple(category.kinds)) for name, category in pack.catalogue.items()]
        self._catalogue = Vocabulary(_places(pack), longest_only=True)
        alerts = pack.red_alert.words if pack.red_alert else ()
        self._watched = Vocabulary([(_ALERT, alerts), *pack.flag_words.items()])

    def read(self, text: str) -> TriageReading:
        """Read a text of any length.

        The category for which most words speak wins, a longer word speaking louder; within it the kind. Of equals
        it is the one that the catalogue names first. `matched` are the words that spoke for the category.
        """
        text = plain(text)
        watched = self._watched.find(text)
        alerts = tuple(found.word for found in watched if _ALERT in found.meanings)
        flags = dict.fromkeys(flag for found in watched for flag in found.meanings if flag != _ALERT)
        reading = self._classify(self._catalogue.find(text))
        return reading.model_copy(update={"red_alert_words": alerts, "flags": tuple(flags)})

    def _classify(self, words: tuple[Found[_Place], ...]) -> TriageReading:
        if not words:
            return TriageReading()
        categories = _votes((place.category, found) for found in words for place in _one_per_category(found))
        category = _best(categories)
        kinds = _votes((p.kind, found) for found in words for p in found.meanings if p.category == category)
        name, names = self._names[category]
        return TriageReading(
            category=name,
            kind=names[_best(kinds)],
            confidence=round(100 * categories[category] / (sum(categories.values()) + _DOUBT)),
            matched=tuple(found.word for found in words if any(p.category == category for p in found.meanings)),
        )


def _places(pack: Pack) -> Iterable[tuple[_Place, tuple[str, ...]]]:
    for i, category in enumerate(pack.catalogue.values()):
        for j, kind in enumerate(category.kinds.values()):
            yield _Place(category=i, kind=j), kind.words


def _one_per_category(found: Found[_Place]) -> Iterable[_Place]:
    return {place.category: place for place in found.meanings}.values()


def _votes(spoken: Iterable[tuple[int, Found[_Place]]]) -> dict[int, float]:
    votes: dict[int, float] = {}
    for candidate, found in spoken:
        # The third mention says less than the first.
        votes[candidate] = votes.get(candidate, 0.0) + found.length * math.sqrt(found.times)
    return votes


def _best(votes: dict[int, float]) -> int:
    return min(votes, key=lambda candidate: (-votes[candidate], candidate))
