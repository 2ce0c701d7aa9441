"""What people were told of a case, as staff read it (G2): to whom, by which way, and how far it came."""

from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from api.case_view import NUMBER_EXAMPLE
from api.speaker import Speaker
from api.titles import NOTICE_STATES, TOLD_OF
from domain.outgoing import NoticeState, Settled
from storage.outbox import NoticePage

_REPLIED: Final[dict[str, Any]] = {
    "key": f"{NUMBER_EXAMPLE}/1/-/replied/-/17.17/staff:8",
    "what": "replied",
    "what_title": "the complainant's answer",
    "receiver": "staff:8",
    "instead_of": "staff:7",
    "channel": "email",
    "state": "failed",
    "state_title": "failed",
    "failure": "refused",
    "attempts": 1,
    "created_at": "2026-03-09T02:15:30Z",
    "settled_at": "2026-03-09T02:15:31Z",
}


class NoticeView(BaseModel):
    """Something that somebody was to be told, and what became of it; nothing personal stands in it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_REPLIED]})

    key: str = Field(description="Case, cycle, milestone, what, rung, occurrence, receiver.")
    what: str = Field(description="The kind of event that it tells of.")
    what_title: str
    receiver: str = Field(description="`complainant`, `respondent`, or `staff:` and an id.")
    instead_of: str | None = Field(description="`staff:` and the id of who was away, so that the receiver was told.")
    channel: str | None = Field(description="By which it left, or was last tried: sms, email or chat.")
    state: NoticeState
    state_title: str
    failure: str | None = Field(description="A word for why it failed, was dropped or is put off.")
    attempts: int
    created_at: datetime
    settled_at: datetime | None = Field(description="When it was known what became of it.")


class NoticesView(BaseModel):
    """Some notices of a case, the oldest first, and the cursor of the next; none before a worker has seen it."""

    items: list[NoticeView]
    next: str | None


def notices_view(page: NoticePage, *, speaker: Speaker) -> NoticesView:
    """Show some notices of a case."""
    return NoticesView(items=[_notice(each, speaker) for each in page.notices], next=page.next_cursor)


def _notice(notice: Settled, speaker: Speaker) -> NoticeView:
    return NoticeView(
        **notice.model_dump(exclude={"tracking_number", "instead_of"}),
        instead_of=f"staff:{notice.instead_of}" if notice.instead_of else None,
        what_title=speaker.title(TOLD_OF, notice.what),
        state_title=speaker.title(NOTICE_STATES, notice.state),
    )
