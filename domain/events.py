"""What happened on a case: the entries of its timeline, of which everything else is computed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from domain.kinds import EventKind
from domain.power import Power


class Actor(BaseModel):
    """Who did something: a member of staff, a party, another system, or the system itself.

    `rung` and `department` are those that a member of staff had when acting, `powers` what authority they had from
    others; whether it still holds is asked again when the case decides.
    """

    model_config = ConfigDict(frozen=True)

    role: str
    id: str = ""
    department: str | None = None
    rung: str = ""
    powers: tuple[Power, ...] = Field(default=(), exclude_if=lambda powers: not powers)

    @property
    def signature(self) -> str:
        """Give what stands on the timeline: `system`, `complainant`, `staff:17` ..."""
        return f"staff:{self.id}" if self.id else self.role

    @property
    def is_staff(self) -> bool:
        """Tell whether a member of staff acted."""
        return bool(self.id)


SYSTEM = Actor(role="system")
COMPLAINANT = Actor(role="complainant")
RESPONDENT = Actor(role="respondent")
NEIGHBOUR = Actor(role="neighbour")
ADMINISTRATOR = Actor(role="administrator")


class Event(BaseModel):
    """One entry of a timeline.

    `sequence` counts from 1 within a case. `data` holds nothing personal and is stored as it is;
    `private` holds words and names and is stored encrypted with the case's own key.
    """

    model_config = ConfigDict(frozen=True)

    sequence: int
    at: datetime
    kind: EventKind
    actor: str
    data: dict[str, Any] = {}
    private: dict[str, Any] = {}


def kinds_of(events: Sequence[Event]) -> tuple[EventKind, ...]:
    """Give the kinds of `events`, in order."""
    return tuple(event.kind for event in events)
