"""Matters (事项): what a case leaves behind and what may outlive it; their kinds, and the entries of their timelines.

A matter has a workflow, deadlines and an event chain of its own; its id counts within its case.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict


class MatterKind(StrEnum):
    """What sort of matter it is."""

    RECOURSE = "recourse"
    PENALTY = "penalty"
    PROMISE = "promise"


LETTERS: Final = {MatterKind.RECOURSE: "C", MatterKind.PENALTY: "P", MatterKind.PROMISE: "F"}
"""What stands before the number in the id of a matter: `RD-7K2M-9QXD-04TB-C1`."""


class MatterEventKind(StrEnum):
    """What can stand on the timeline of a matter; the first few on that of any."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    WARNED = "warned"
    BREACHED = "breached"
    CLIMBED = "climbed"
    REMINDED = "reminded"
    # Recourse:
    CLAIMED = "claimed"
    DISPUTED = "disputed"
    RECOVERED = "recovered"
    WRITTEN_OFF = "written_off"
    # Promises:
    KEPT = "kept"
    EXTENDED = "extended"
    BROKEN = "broken"
    # Penalties (what does not fit is kept, as on cases):
    CONFIRMATION_ASKED = "confirmation_asked"
    CONFIRMED = "confirmed"
    NOTIFIED = "notified"
    TOOK_EFFECT = "took_effect"
    REPORT_SENT = "report_sent"
    APPEALED = "appealed"
    UPHELD = "upheld"
    OVERTURNED = "overturned"
    LIFTED = "lifted"
    EXPIRED = "expired"
    SETTLED = "settled"
    NOT_APPLICABLE = "not_applicable"
    # Any:
    ERASED = "erased"


class MatterStart(BaseModel):
    """What opens a matter: whose it is, until when it is to be seen to, and the terms of its kind.

    `owner` is somebody by id, or nobody: then whoever is on duty on `owner_rung`. `warn_at` is when the owner is
    reminded before `due_at`; once that has passed it goes up a rung each `climb_every`. `terms` hold nothing personal,
    `private` is stored sealed with the key of the case.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: MatterKind
    tracking_number: str
    pack: str
    pack_version: int
    department: str
    region: str = ""
    owner: str = ""
    owner_rung: str
    opened_at: datetime
    due_at: datetime | None = None
    warn_at: datetime | None = None
    climb_every: timedelta
    terms: dict[str, Any] = {}
    private: dict[str, Any] = {}


class MatterEvent(BaseModel):
    """One entry of a matter's timeline; `data` holds nothing personal, `private` is stored sealed."""

    model_config = ConfigDict(frozen=True)

    sequence: int
    at: datetime
    kind: MatterEventKind
    actor: str
    data: dict[str, Any] = {}
    private: dict[str, Any] = {}
