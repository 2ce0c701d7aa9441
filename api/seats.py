"""How many streams may be open at once: for one address or person, and in all. In memory, bounded by itself."""

from collections import Counter

from api.problems import Problem
from domain.words import Words

_TRY_AGAIN = 30


class Seats:
    """Counts who holds how many."""

    def __init__(self, *, each: int, together: int) -> None:
        self._each = each
        self._together = together
        self._taken: Counter[str] = Counter()

    @property
    def open(self) -> int:
        """Give how many are taken."""
        return self._taken.total()

    def take(self, who: str) -> None:
        """Give somebody a seat. Raises `Problem`: 429 where they hold as many as one may, 503 where all are taken."""
        if self._taken[who] >= self._each:
            words = Words(
                zh=f"同时打开的实时页面不得超过 {self._each} 个，请关闭一些后再试。",
                en=f"At most {self._each} live pages may be open at once; close some and try again.",
            )
            raise Problem(status=429, words=words, headers={"Retry-After": str(_TRY_AGAIN)})
        if self.open >= self._together:
            words = Words(
                zh="实时更新的名额已满，请稍后再试；页面仍可手动刷新。",
                en="No more live pages can be served just now. Reload the page by hand, or try again later.",
            )
            raise Problem(status=503, words=words, headers={"Retry-After": str(_TRY_AGAIN)})
        self._taken[who] += 1

    def leave(self, who: str) -> None:
        """Take a seat back."""
        self._taken[who] -= 1
        if self._taken[who] <= 0:
            del self._taken[who]
