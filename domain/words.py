"""A text in the two languages of the house."""

from typing import Annotated

from pydantic import BaseModel, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Words(BaseModel, frozen=True, extra="forbid"):
    """The same words in Chinese and English; neither may be blank."""

    zh: Text
    en: Text

    def in_(self, language: str) -> str:
        """Give the words in `language` (any BCP 47 tag); what is not English is Chinese."""
        return self.en if language.lower().startswith("en") else self.zh
