"""What a letter consists of (告知函): words and tables in one language, with no word of how it is set (F1)."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class LetterKind(StrEnum):
    """Which letters there are."""

    ACKNOWLEDGEMENT = "acknowledgement"
    RESULT = "result"
    APOLOGY = "apology"
    SETTLEMENT = "settlement"
    RULING = "ruling"


class Part(BaseModel):
    """Base of a letter and its parts: they never change."""

    model_config = ConfigDict(frozen=True)


class Table(Part):
    """A table; each row has as many cells as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Section(Part):
    """A part of a letter under a title.

    `quote` is what somebody wrote, as they wrote it. `brief` says the table in a sentence, where there is no room for
    one.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    quote: str = ""
    table: Table | None = None
    brief: str = ""


class Letter(Part):
    """A letter to a complainant; `language` is `zh` or `en`, `dated_at` an instant, `dated_on` that day in the zone.

    `reference` are labels with their values, the tracking number first. A draft still waits for its legal review.
    """

    kind: LetterKind
    language: str
    tracking_number: str
    title: str
    about: str
    salutation: str
    dated_at: datetime
    dated_on: str
    reference: tuple[tuple[str, str], ...]
    opening: str
    sections: tuple[Section, ...]
    closing: str
    signature: tuple[str, ...]
    draft: str = ""

    @property
    def text(self) -> str:
        """Give it for a mail, a line for each section."""
        colon = ": " if self.language == "en" else "："
        return "\n".join((self.about, *(f"{each.title}{colon}{_said(each, self.language)}" for each in self.sections)))


def _said(section: Section, language: str) -> str:
    return section.brief or (" " if language == "en" else "").join(section.paragraphs)
