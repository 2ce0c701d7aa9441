"""A matter (事项) as it stands: what its events add up to, as those of a case do.

Each kind of matter has a module of its own with a model on this ground: what its events change, its commands, and what
falls due on it. Nothing here knows a clock.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict

from domain.case import Handler
from domain.changes import Change, follows_all
from domain.events import SYSTEM, Actor
from domain.matter_events import MatterEvent, MatterEventKind, MatterKind, MatterStart
from domain.policy import Policy
from domain.respondent_record import KnownRespondent

Changes = dict[str, Any]
LAPSED: Final = "lapsed"
"""How a matter ends that cannot go on, since the person of its case was erased."""


class Matter(BaseModel):
    """What all matters have; the terms of its kind are fields of its model.

    `rung` is the place on the ladder that it has come to, `periods` how many whole climbing intervals have been acted
    on since `due_at` was missed, `missed` how often one of its deadlines was. It is over once `closed_at` is set.
    Once the person of its case `is_erased` nothing is sealed any more, and `words`, fields of its kind, are none.
    """

    model_config = ConfigDict(frozen=True)

    folds: ClassVar[Mapping[MatterEventKind, Callable[[Any, MatterEvent], Changes]]] = {}
    words: ClassVar[tuple[str, ...]] = ()

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
    climb_every: timedelta
    state: str = "open"
    due_at: datetime | None = None
    warn_at: datetime | None = None
    breached_at: datetime | None = None
    rung: int | None = None
    periods: int = 0
    missed: int = 0
    sequence: int = 1
    closed_at: datetime | None = None
    is_erased: bool = False

    @classmethod
    def opened(cls, event: MatterEvent) -> Self:
        """Give the matter after its first event."""
        return cls.model_validate({**event.data["terms"], **event.private, **event.data})

    @property
    def is_open(self) -> bool:
        """Tell whether anything has still to be done about it."""
        return self.closed_at is None

    @property
    def needs_words(self) -> bool:
        """Tell whether it cannot go on once its words are gone."""
        return False

    def after(self, event: MatterEvent) -> Self:
        """Give the matter after its next event. Raises `ValueError` on a gap."""
        if event.sequence != self.sequence + 1:
            raise ValueError(f"event {event.sequence} does not follow event {self.sequence} of {self.id}")
        change = self.folds.get(event.kind) or COMMON_FOLDS[event.kind]
        return self.model_copy(update=change(self, event) | {"sequence": event.sequence})


class MatterStep:
    """Collects a matter's events at one instant, each applied at once.

    `actor` is who is being heard, `people` the members of staff whom their command names, as the register knows them,
    `respondent` whom a penalty is against.
    `follows` tells whether the matter goes by a changed rule; see `domain.changes`.
    """

    def __init__(
        self, *, matter: Matter, policy: Policy, at: datetime, follows: Callable[[Change], bool] = follows_all
    ) -> None:
        self.matter = matter
        self.policy = policy
        self.at = at
        self.follows = follows
        self.actor: Actor = SYSTEM
        self.people: Mapping[str, Handler] = {}
        self.respondent: KnownRespondent | None = None
        self.events: tuple[MatterEvent, ...] = ()

    def add(self, kind: MatterEventKind, data: Changes | None = None, *, private: Changes | None = None) -> None:
        """Put an event on the timeline."""
        event = MatterEvent(
            sequence=self.matter.sequence + 1,
            at=self.at,
            kind=kind,
            actor=self.actor.signature,
            data=data or {},
            private={name: value for name, value in (private or {}).items() if value is not None},
        )
        self.matter = self.matter.after(event)
        self.events = (*self.events, event)

    def forget(self) -> None:
        """Let the matter go on without words, or lapse, since the person of its case was erased; once."""
        if not self.matter.is_erased:
            self.add(MatterEventKind.ERASED, {"lapses": self.matter.needs_words})

    def savepoint(self) -> tuple[Matter, tuple[MatterEvent, ...]]:
        """Give what `undo` needs to take back everything added from here on."""
        return self.matter, self.events

    def undo(self, savepoint: tuple[Matter, tuple[MatterEvent, ...]]) -> None:
        """Take back what was added since `savepoint`."""
        self.matter, self.events = savepoint


Entry = tuple[datetime, Callable[[MatterStep], None]]
Entries = Callable[[Any, Policy], Iterator[Entry]]
"""What lies ahead of a matter or is due: instants, each with what is to be done then."""


def opening(start: MatterStart) -> MatterEvent:
    """Give the first event of a matter, at the instant at which its case opened it."""
    return MatterEvent(
        sequence=1,
        at=start.opened_at,
        kind=MatterEventKind.OPENED,
        actor=SYSTEM.signature,
        data=start.model_dump(mode="json", exclude={"private"}),
        private=start.private,
    )


def due(event: MatterEvent) -> Changes:
    """Give what a new due moment changes: what was missed of the one before stays on record, its climbing ends."""
    data = event.data
    return {
        "due_at": _instant(data.get("due_at")),
        "warn_at": _instant(data.get("warn_at")),
        "breached_at": None,
        "rung": None,
        "periods": 0,
    }


def over(event: MatterEvent, state: str) -> Changes:
    """Give what the end of a matter changes."""
    return {"state": state, "closed_at": event.at, "due_at": None, "warn_at": None}


def erased(matter: Matter, event: MatterEvent) -> Changes:
    """Give what the erasure of its case's person changes."""
    end = over(event, LAPSED) if event.data["lapses"] else {}
    return {**dict.fromkeys(matter.words), "is_erased": True, **end}


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _climbed(matter: Matter, event: MatterEvent) -> Changes:
    data = event.data
    return {"rung": data["rung_index"], "periods": data["periods"], "owner": data.get("owner", matter.owner)}


def _breached(matter: Matter, event: MatterEvent) -> Changes:
    return _climbed(matter, event) | {"breached_at": event.at, "missed": matter.missed + 1, "warn_at": None}


COMMON_FOLDS: Mapping[MatterEventKind, Callable[[Matter, MatterEvent], Changes]] = {
    MatterEventKind.ASSIGNED: lambda matter, event: {
        "owner": event.data["owner"],
        "department": event.data.get("department", matter.department),
    },
    MatterEventKind.WARNED: lambda matter, event: {"warn_at": None},
    MatterEventKind.BREACHED: _breached,
    MatterEventKind.CLIMBED: _climbed,
    MatterEventKind.REMINDED: _climbed,
    MatterEventKind.ERASED: erased,
}
