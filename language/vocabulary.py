"""A vocabulary: words that mean something, found in a text of any length in one pass."""

import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Final, Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

OFTEN: Final = 9
"""More mentions than this are not counted: they say nothing more."""

_NORMALIZED: Final = 100_000

# Every Chinese text has these; without them most are in normal form already, which is quick to see. The last is one
# that would become eighteen characters.
_COMMON: Final = tuple(zip("，；：！？（）～…\u3000\ufdfa", ",;:!?()~. ?", strict=True))

Meaning = TypeVar("Meaning", bound=Hashable)


class Found(NamedTuple, Generic[Meaning]):
    """A word that was found: as it was given, what it means, its length, and how often it stands there."""

    word: str
    meanings: tuple[Meaning, ...]
    length: float
    times: int


class Vocabulary(Generic[Meaning]):
    """Words with their meanings; one word may have several. Immutable.

    Upper and lower case, full and half width are the same. A word of Latin letters is found as a whole word, with or
    without a plural `s`; Chinese is written without spaces, so a Chinese word is found anywhere. With `longest_only`
    a word within a longer one is not found, as "return" in "return key".
    """

    def __init__(self, words: Iterable[tuple[Meaning, Iterable[str]]], *, longest_only: bool = False) -> None:
        self._meanings: dict[str, dict[Meaning, None]] = {}
        self._given: dict[str, str] = {}
        for meaning, given in words:
            for word in given:
                self._given.setdefault(plain(word), word)
                self._meanings.setdefault(plain(word), {})[meaning] = None
        self._overlapping = not longest_only
        kind = MatchKind.LeftmostLongest if longest_only else MatchKind.Standard
        self._latin = tuple(word for word in self._given if _is_latin(word[0]) or _is_latin(word[-1]))
        self._find_latin = AhoCorasick(self._latin, matchkind=kind)
        self._find_other = AhoCorasick([word for word in self._given if word not in self._latin], matchkind=kind)

    def find(self, text: str) -> tuple[Found[Meaning], ...]:
        """Find the words in a text that has been made `plain`, in the order in which they were given."""
        times = self._count_other(text) | self._count_latin(text)
        return tuple(self._found(word, times[word]) for word in self._given if word in times)

    def _count_other(self, text: str) -> dict[str, int]:
        found = self._find_other.find_matches_as_strings(text, overlapping=self._overlapping)
        return {word: min(times, OFTEN) for word, times in Counter(found).items()}

    def _count_latin(self, text: str) -> dict[str, int]:
        times = [0] * len(self._latin)
        for word, start, end in self._find_latin.find_matches_as_indexes(text, overlapping=self._overlapping):
            if times[word] < OFTEN and _is_whole(text, start, end):
                times[word] += 1
        return {word: count for word, count in zip(self._latin, times, strict=True) if count}

    def _found(self, word: str, times: int) -> Found[Meaning]:
        # Measured in Chinese characters; three Latin letters say about as much as one of them.
        length = len(word.encode()) / 3
        return Found(word=self._given[word], meanings=tuple(self._meanings[word]), length=length, times=times)


def plain(text: str) -> str:
    """Write a text so that what reads the same is the same: width and case; what is no character becomes `?`.

    What stands beyond the first 100,000 characters keeps its full-width letters.
    """
    for wide, narrow in _COMMON:
        text = text.replace(wide, narrow)
    # A few rare characters become many, so an evil megabyte would take most of a second.
    text = unicodedata.normalize("NFKC", text[:_NORMALIZED]) + text[_NORMALIZED:]
    return text.encode("utf-8", "replace").decode("utf-8").casefold()


def _is_whole(text: str, start: int, end: int) -> bool:
    if _is_latin(text[start]) and start and _is_latin(text[start - 1]):
        return False
    if not _is_latin(text[end - 1]):
        return True
    rest = text[end : end + 2]
    return not rest or not _is_latin(rest[0]) or (rest[0] == "s" and not _is_latin(rest[1:]))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
