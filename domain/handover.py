"""Handing over (并案移交): what a merged case gives to the one that goes on, and what each keeps of it (A6)."""

from datetime import datetime

from pydantic import BaseModel


class KnownCase(BaseModel, frozen=True):
    """Another case as the API found it: only what the rules of merging ask about it."""

    tracking_number: str
    pack: str
    is_in_work: bool
    is_same_complainant: bool


class Handover(BaseModel, frozen=True):
    """What a merged case hands over.

    `due` are the due moments of its open milestones by name, `missed` those of them that are breached already;
    `red_alert` tells whether an alert stands that nobody has acknowledged.
    """

    tracking_number: str
    due: dict[str, datetime] = {}
    missed: tuple[str, ...] = ()
    red_alert: bool = False


class Merging(BaseModel, frozen=True):
    """A merging under way: until the surviving case has answered, this one goes on; `sequence` is its first event."""

    into: str
    sequence: int
    handover: Handover

    @property
    def key(self) -> str:
        """Give the key under which the surviving case takes over once."""
        return f"{self.handover.tracking_number}/merging/{self.sequence}"


class TakenOver(BaseModel, frozen=True):
    """A due moment that a milestone has taken over, at `at`, from the case `tracking_number` merged into its own."""

    tracking_number: str
    due_at: datetime
    at: datetime
