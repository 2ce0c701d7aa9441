"""What a case keeps of alerts and notices; what is done with them stands in `domain.red_alert`, `domain.notices`."""

from datetime import datetime, timedelta

from pydantic import BaseModel

from domain.kinds import EventKind, Stage


class Alert(BaseModel, frozen=True):
    """A red alert (红色预警), raised in `stage`; `occurrence` counts how often it was due to be said again."""

    raised_at: datetime
    stage: Stage
    remind_every: timedelta
    occurrence: int = 0
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None


class Held(BaseModel, frozen=True):
    """A notice to the complainant that waits for the end of the quiet hours; the fields are those of a `Notice`."""

    cycle: int
    what: EventKind
    milestone: str = ""
    rung: str = ""
    occurrence: int
    sequence: int
    until: datetime
    subject: str = ""
