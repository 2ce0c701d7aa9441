"""What a case keeps of its investigation (调查): where evidence comes from, what the finding rests on, the hearing."""

from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict

from domain.kinds import EventKind, Party

CODES_TOLD: Final = frozenset({EventKind.RESPONDENT_NOTIFIED, EventKind.RESPONDENT_CODE_RENEWED})
"""What brings the respondent a code."""


class Respondent(BaseModel):
    """Whom the complaint is about, as staff told them of it; `allegation` is what they are told in staff's words.

    `respondent_id` is what the operator calls them in its own systems.
    """

    model_config = ConfigDict(frozen=True)

    name: str | None = None
    phone: str | None = None
    email: str | None = None
    language: str = "zh"
    allegation: str = ""
    respondent_id: str | None = None


class Inquiry(BaseModel):
    """What the investigation has.

    `sources` says of each evidence, by id, from which party it came, where that is known. `support` are the ids that
    the finding of this cycle names, by party; `one_party` tells that all of them rest on one party's word alone,
    `without_records` that it was recorded before the business records could be read.

    `notice` is the number of the event that brought the respondent their latest code; they may answer until
    `answer_until`, which is none in a new cycle until they are told again.
    `elapsed` tells that they did not, `unreached` that no carrier could bring them the notice. The respondent is none
    where nobody was told, or where words of people have been erased.
    """

    model_config = ConfigDict(frozen=True)

    sources: dict[str, Party] = {}
    support: dict[Party, tuple[str, ...]] = {}
    one_party: bool = False
    respondent: Respondent | None = None
    notice: int = 0
    notified_at: datetime | None = None
    answer_until: datetime | None = None
    heard_at: datetime | None = None
    elapsed: bool = False
    unreached: bool = False
    without_records: bool = False

    @property
    def window(self) -> datetime | None:
        """Give until when the respondent's answer is waited for; none when nothing is waited for."""
        is_over = self.heard_at is not None or self.elapsed or self.unreached
        return None if is_over else self.answer_until
