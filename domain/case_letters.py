"""What a case keeps of its letters; what is done with them stands in `domain.letter_review`."""

from pydantic import BaseModel, ConfigDict


class Redraft(BaseModel):
    """The result letter's own words, where the review had them put differently from the finding or the answer."""

    model_config = ConfigDict(frozen=True)

    found: str | None = None
    improvement: str | None = None
