"""A mass incident (群体性事件): many like complaints, looked into once and answered together (H5).

Its events add up to its state as those of a case do. It holds no list of its members: each case knows its own part.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from domain.case import Handler
from domain.complaint import Fen, Name, ShortText
from domain.events import SYSTEM, Actor
from domain.kinds import Responsible
from domain.remedies import ProposedRemedy
from domain.words import Words

MAX_MINUTES = 10_000_000


class IncidentStage(StrEnum):
    """Where an incident stands; while `answering`, its members are being told."""

    OPEN = "open"
    ANSWERING = "answering"
    ANSWERED = "answered"
    CLOSED = "closed"


class IncidentEventKind(StrEnum):
    """What can stand on the timeline of an incident."""

    OPENED = "opened"
    GATHERED = "gathered"
    TASK_OPENED = "task_opened"
    TASK_DONE = "task_done"
    FINDING_RECORDED = "finding_recorded"
    ANSWER_DRAFTED = "answer_drafted"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    ANSWERED = "answered"
    CLOSED = "closed"


class IncidentEvent(BaseModel):
    """One entry of an incident's timeline; `data` holds nothing personal, `private` is stored sealed."""

    model_config = ConfigDict(frozen=True)

    sequence: int
    at: datetime
    kind: IncidentEventKind
    actor: str
    data: dict[str, Any] = {}
    private: dict[str, Any] = {}


class CommonFinding(BaseModel):
    """What was found for all members; an amount that is left out is that of each member's own records."""

    model_config = ConfigDict(frozen=True)

    facts: ShortText
    cause: Name
    responsible: Responsible
    facts_clear: bool
    confidence: int = Field(ge=0, le=100)
    overcharged_fen: Fen | None = None
    delayed_minutes: int | None = Field(default=None, ge=0, le=MAX_MINUTES)


class DraftedAnswer(BaseModel):
    """What all members are to be told, and what they are to get where their packs' rules do not say it."""

    model_config = ConfigDict(frozen=True)

    text: ShortText
    remedies: tuple[ProposedRemedy, ...] = Field(default=(), max_length=20)


class IncidentTask(BaseModel):
    """Something to be done for the common investigation; its id counts within the incident."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    assignee: str | None
    due_at: datetime | None
    opened_at: datetime
    done_at: datetime | None = None
    result: str | None = None


class IncidentStart(BaseModel):
    """What opens an incident: its name, what its members are alike in, and since when they count.

    `size` is how many like complaints there were, `department` whose it is.
    """

    model_config = ConfigDict(frozen=True)

    incident: str
    pack: str
    category: str
    kind: str
    department: str
    since: datetime
    size: int


class Incident(BaseModel):
    """An incident as it stands after its event number `sequence`; `size` is how many had joined by the last count."""

    model_config = ConfigDict(frozen=True)

    id: str
    pack: str
    category: str
    kind: str
    department: str
    since: datetime
    opened_at: datetime
    size: int
    sequence: int = 1
    stage: IncidentStage = IncidentStage.OPEN
    tasks: tuple[IncidentTask, ...] = ()
    finding: CommonFinding | None = None
    found_by: Actor | None = None
    answer: DraftedAnswer | None = None
    answered_by: Actor | None = None
    approved_by: Actor | None = None
    note: str | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None


Changes = dict[str, Any]


class IncidentStep:
    """Collects an incident's events at one instant, each applied at once.

    `actor` is who is being heard, `people` the members of staff whom their command names, as the register knows them.
    """

    def __init__(
        self, *, incident: Incident, at: datetime, actor: Actor = SYSTEM, people: Mapping[str, Handler] | None = None
    ) -> None:
        self.incident = incident
        self.at = at
        self.actor = actor
        self.people = people or {}
        self.events: tuple[IncidentEvent, ...] = ()

    def add(self, kind: IncidentEventKind, data: Changes | None = None, *, private: Changes | None = None) -> None:
        """Put an event on the timeline."""
        event = IncidentEvent(
            sequence=self.incident.sequence + 1,
            at=self.at,
            kind=kind,
            actor=self.actor.signature,
            data=data or {},
            private={name: value for name, value in (private or {}).items() if value is not None},
        )
        self.incident = evolve(self.incident, event)
        self.events = (*self.events, event)


def opened(start: IncidentStart, *, at: datetime) -> IncidentEvent:
    """Give the first event of an incident."""
    return IncidentEvent(
        sequence=1,
        at=at,
        kind=IncidentEventKind.OPENED,
        actor=SYSTEM.signature,
        data=start.model_dump(mode="json"),
    )


def evolve(incident: Incident | None, event: IncidentEvent) -> Incident:
    """Give the incident after `event`; the first one opens it. Raises `ValueError` on a gap."""
    if incident is None:
        start = IncidentStart.model_validate(event.data)
        return Incident(id=start.incident, opened_at=event.at, **start.model_dump(exclude={"incident"}))
    if event.sequence != incident.sequence + 1:
        raise ValueError(f"event {event.sequence} does not follow event {incident.sequence} of {incident.id}")
    return incident.model_copy(update=_FOLDS[event.kind](incident, event) | {"sequence": event.sequence})


def fold(incident: Incident | None, events: Sequence[IncidentEvent]) -> Incident:
    """Give the incident after `events`, of which there is at least one if there is no incident yet."""
    for event in events:
        incident = evolve(incident, event)
    if incident is None:
        raise ValueError("an incident begins with an event")
    return incident


def _acting(event: IncidentEvent) -> Actor:
    return Actor.model_validate(event.data["by"])


def _task_opened(incident: Incident, event: IncidentEvent) -> Changes:
    task = IncidentTask.model_validate({**event.data, **event.private, "opened_at": event.at})
    return {"tasks": (*incident.tasks, task)}


def _task_done(incident: Incident, event: IncidentEvent) -> Changes:
    done = {"done_at": event.at, "result": event.private.get("result")}
    name = event.data["task"]
    return {"tasks": tuple(t.model_copy(update=done) if t.id == name else t for t in incident.tasks)}


def _found(_incident: Incident, event: IncidentEvent) -> Changes:
    found = {name: value for name, value in event.data.items() if name != "by"}
    return {"finding": CommonFinding.model_validate(found | event.private), "found_by": _acting(event)}


def _drafted(_incident: Incident, event: IncidentEvent) -> Changes:
    drafted = DraftedAnswer(text=event.private["text"], remedies=event.private.get("remedies", ()))
    return {"answer": drafted, "answered_by": _acting(event)}


def _approved(_incident: Incident, event: IncidentEvent) -> Changes:
    approved = {"approved_by": _acting(event), "note": event.private.get("note")}
    return {"stage": IncidentStage.ANSWERING, **approved}


_FOLDS: dict[IncidentEventKind, Callable[[Incident, IncidentEvent], Changes]] = {
    IncidentEventKind.GATHERED: lambda incident, event: {"size": event.data["size"]},
    IncidentEventKind.TASK_OPENED: _task_opened,
    IncidentEventKind.TASK_DONE: _task_done,
    IncidentEventKind.FINDING_RECORDED: _found,
    IncidentEventKind.ANSWER_DRAFTED: _drafted,
    IncidentEventKind.APPROVED: _approved,
    IncidentEventKind.SENT_BACK: lambda incident, event: {"answer": None, "answered_by": None},
    IncidentEventKind.ANSWERED: lambda incident, event: {
        "stage": IncidentStage.ANSWERED,
        "answered_at": incident.answered_at or event.at,
    },
    IncidentEventKind.CLOSED: lambda incident, event: {"stage": IncidentStage.CLOSED, "closed_at": event.at},
}


NOT_AGAINST_A_PERSON = Words(
    zh="统一结论不能认定个人有责：须在其各自的案件中听取陈述后作出。",
    en="A common finding cannot go against a person: they are heard, and found against, in a case of their own.",
)
