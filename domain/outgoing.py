"""Messages on their way (发送): what the outbox hands out, and what it keeps of it (G2)."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.case_inquiry import CODES_TOLD
from domain.kinds import EventKind
from domain.notices import COMPLAINANT, RESPONDENT, Notice
from domain.words import Words


class NoticeState(StrEnum):
    """How far a notice has come; `dropped` is what nobody needed any more when it was its turn."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class Item(BaseModel):
    """One notice of a message: of a case, or of the house, which has its words with it."""

    model_config = ConfigDict(frozen=True)

    key: str
    notice: Notice | None = None
    words: Words | None = None


class Message(BaseModel):
    """All that one receiver is told at once; `id` is what carriers know it by.

    `age` is how long its oldest notice has waited. `channel` is the one by which it was tried last without a clear end;
    `interrupted` where whoever tried never said what came of that.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    receiver: str
    urgent: bool
    items: tuple[Item, ...]
    attempts: int
    age: timedelta
    channel: str | None = None
    interrupted: bool = False

    @property
    def is_for_complainant(self) -> bool:
        """Tell whether the complainant of a case is told, not staff."""
        return self.receiver == COMPLAINANT

    @property
    def is_for_respondent(self) -> bool:
        """Tell whether the respondent of a case is told."""
        return self.receiver == RESPONDENT

    @property
    def brings_the_number(self) -> bool:
        """Tell whether it brings a number for the first time, or a penalty: a person does where no carrier can."""
        first_words = {EventKind.ACKNOWLEDGED, EventKind.PENALTY_IMPOSED, *CODES_TOLD}
        return any(each.notice and each.notice.what in first_words for each in self.items)

    @property
    def staff_id(self) -> str:
        """Give which member of staff is told."""
        return self.receiver.removeprefix("staff:")


class Settled(BaseModel):
    """What became, or is becoming, of a notice; `instead_of` is the id of whom the receiver stands in for."""

    model_config = ConfigDict(frozen=True)

    key: str
    tracking_number: str | None
    receiver: str
    what: str
    state: NoticeState
    channel: str | None
    failure: str | None
    attempts: int
    created_at: datetime
    settled_at: datetime | None
    instead_of: str = ""
