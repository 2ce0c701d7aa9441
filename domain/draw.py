"""The draw of a panel (抽签): from a seed and a pool, the same people for whoever draws again (E7).

Everybody of the pool has a place in a row, by the SHA-256 of seed and id. The first sit on the panel; whoever leaves it
is followed by the next in the row.
"""

from collections.abc import Collection, Iterable
from hashlib import sha256


def row(seed: str, pool: Iterable[str]) -> list[str]:
    """Give the pool, each once, in the order in which the seed calls them; how it was listed does not matter."""
    return sorted(set(pool), key=lambda each: (sha256(f"{seed}/{each}".encode()).digest(), each))


def members(seed: str, pool: Iterable[str], *, size: int) -> list[str]:
    """Draw a panel, the presiding member first; fewer than `size` where the pool has no more."""
    return row(seed, pool)[:size]


def follower(seed: str, pool: Iterable[str], *, drawn: Collection[str], unable: Collection[str] = ()) -> str | None:
    """Draw who comes in for somebody: the next in the row who was not drawn before and is able; or nobody."""
    return next((each for each in row(seed, pool) if each not in drawn and each not in unable), None)
