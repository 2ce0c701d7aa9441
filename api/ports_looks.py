"""What the API needs of the store of looks."""

from typing import Protocol

from domain.looks import Look
from storage.looks import LookFilters, LookPage


class LookStore(Protocol):
    """Who looked at what."""

    async def note(self, look: Look) -> None:
        """Put a look on record, unless the same person has just looked at the same. Once this returns, it is."""
        ...

    async def page(self, filters: LookFilters, *, cursor: str | None = None, limit: int = 50) -> LookPage:
        """Give some looks, the latest first. Raises `storage.cursors.CursorInvalid`."""
        ...
