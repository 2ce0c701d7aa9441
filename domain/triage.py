"""What a first reading of a complaint's words found (B1, B4)."""

from typing import Annotated

from pydantic import BaseModel, Field


class TriageReading(BaseModel, frozen=True, extra="forbid"):
    """Where the words of a complaint point in the pack's catalogue, and what else they say.

    `confidence` is 0 to 100, and 0 where nothing matched. All words are as the pack writes them.
    """

    category: str | None = None
    kind: str | None = None
    confidence: Annotated[int, Field(ge=0, le=100)] = 0
    matched: tuple[str, ...] = ()
    red_alert_words: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
