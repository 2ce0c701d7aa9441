"""Sketches (文本特征): a few numbers in which near-identical texts agree, so that one finds the other without a scan.

MinHash with one permutation: the hashes of a text's shingles fall into bins, and each bin keeps the least. Two texts
agree in a bin with the share of shingles that they have in common. Three bins together are a band; whoever shares a
band is a candidate. Eight bands find texts that share 80 % of their shingles in 997 of 1,000 cases, 10 % in 8.

Sketches are stored, so nothing here may change without making them anew (`redress rebuild`).
"""

import unicodedata
from typing import Final
from zlib import crc32

BANDS: Final = 8
_IN_A_BAND: Final = 3
_SHINGLE: Final = 9
"""Bytes: three Chinese characters, or nine letters, which say about as much."""
_SHORTEST: Final = 24
"""Bytes below which a text says too little to be told from others."""
_LONGEST: Final = 1_500
_BINS: Final = BANDS * _IN_A_BAND
_WORD: Final = 2**64 - 1
_MIXING: Final = 0x9E37_79B9_7F4A_7C15


def letters(text: str) -> str:
    """Give a text without layout, punctuation, capitals and widths of characters."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def sketch(text: str) -> list[tuple[int, ...]]:
    """Give the bands of a text, in order; none of one that is too short."""
    data = letters(text).encode()[:_LONGEST]
    if len(data) < _SHORTEST:
        return []
    hashes = {crc32(data[at : at + _SHINGLE]) * _MIXING & _WORD for at in range(len(data) - _SHINGLE + 1)}
    # Of several in one bin the last one stays: the least.
    bins = {each % _BINS: each for each in sorted(hashes, reverse=True)}
    least = [_in_bin(place, bins) for place in range(_BINS)]
    return [tuple(least[at : at + _IN_A_BAND]) for at in range(0, _BINS, _IN_A_BAND)]


def _in_bin(place: int, bins: dict[int, int]) -> int:
    """Give what a bin keeps; an empty one borrows from the next that is not."""
    return next(bins[at % _BINS] for at in range(place, place + _BINS) if at % _BINS in bins)
