"""The complaint as it came in (受理): one standard record on every channel (A3)."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from domain.kinds import Channel
from domain.likeness import Likeness
from domain.triage import TriageReading

MAX_FEN = 2**53 - 1
NAME_LENGTH = 200
TEXT_LENGTH = 2_000


def _no_nul(text: str) -> str:
    if "\x00" in text:
        msg = "must not contain the NUL character"
        raise ValueError(msg)
    return text


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LENGTH), AfterValidator(_no_nul)
]
ShortText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LENGTH), AfterValidator(_no_nul)
]
Key = Annotated[str, StringConstraints(max_length=64), AfterValidator(_no_nul)]
"""What something is called in the pack, the staff register or the case."""
Fen = Annotated[int, Field(ge=0, le=MAX_FEN, strict=True)]


class Complainant(BaseModel):
    """Who complains: a name, and how to reach them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    phone: str | None = None
    email: str | None = None
    language: str = "zh"


class LongText(BaseModel):
    """Words of any length: short ones stand here whole, long ones in the file store.

    `text` is the whole text, or its beginning where `sha256` names the file that holds all `size` UTF-8 bytes of it.
    """

    model_config = ConfigDict(frozen=True)

    text: str
    sha256: str | None = None
    size: int | None = None


class Complaint(BaseModel):
    """What was filed, unaltered, with what the reading of its words found (A3)."""

    model_config = ConfigDict(frozen=True)

    service_line: str
    channel: Channel
    description: LongText
    complainant: Complainant
    title: str | None = None
    order_number: str | None = None
    region: str = ""
    amount_fen: Fen = 0
    respondent: str | None = None
    occurred_at: AwareDatetime | None = None
    received_at: AwareDatetime | None = None
    answer_by: Channel | None = None
    representing: str | None = None
    on_behalf_of: str | None = None
    claims: dict[str, JsonValue] = {}
    flags: tuple[str, ...] = ()
    reading: TriageReading
    filed_by: str = "complainant"


class CaseStart(BaseModel):
    """All that a new case needs: its number, its pack, the complaint and when the API took it.

    `request_digest` tells a repetition of the same filing from another one under the same key. `likenesses` are the
    earlier cases that it is like, `repeat_count` how many of them it repeats. `incident` is the open mass
    incident of its kind, with its size.
    """

    model_config = ConfigDict(frozen=True)

    tracking_number: str
    pack: str
    pack_version: int
    complaint: Complaint
    filed_at: datetime
    request_digest: str = ""
    likenesses: tuple[Likeness, ...] = ()
    repeat_count: int = 0
    incident: str = ""
    incident_size: int = 0
