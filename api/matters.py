"""Matters (事项) as staff read them: lists, a whole one with what may be done now, and those of a case (E4, F7)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from api.services import Services
from api.speaker import Speaker
from domain.events import Actor
from domain.matter import Matter
from domain.matter_commands import is_offered
from domain.matter_events import MatterEvent
from domain.matter_registry import MATTERS, happening

ID_EXAMPLE = "RD-7K2M-9QXD-04TB-C1"


class MatterCommandChoice(BaseModel):
    """A command that the reader may give now."""

    name: str
    title: str


class MatterHappeningView(BaseModel):
    """One entry of a matter's timeline."""

    sequence: int
    at: datetime
    kind: str = Field(examples=["recovered"])
    kind_title: str
    actor: str
    data: dict[str, Any]


class MatterItem(BaseModel):
    """A matter in a list; `terms` are what its kind knows of it."""

    id: str = Field(examples=[ID_EXAMPLE])
    kind: str
    kind_title: str
    tracking_number: str
    pack: str
    department: str
    department_title: str
    owner: str | None
    owner_rung: str
    state: str
    state_title: str
    due_at: datetime | None
    is_overdue: bool
    missed: int = Field(description="How many of its due moments were missed.")
    opened_at: datetime
    closed_at: datetime | None
    sequence: int
    terms: dict[str, Any]


class MatterView(MatterItem):
    """A whole matter. `sequence` is also the ETag, for `If-Match` on a command."""

    events: list[MatterHappeningView]
    commands: list[MatterCommandChoice]
    temporal_ui: str | None


class MatterList(BaseModel):
    """Some matters, the next due first, and the cursor of the next ones."""

    items: list[MatterItem]
    next: str | None


def matter_item(matter: Matter, *, speaker: Speaker) -> MatterItem:
    """Show a matter in a list."""
    return MatterItem(**_item(matter, speaker))


def matter_view(
    matter: Matter, *, events: Sequence[MatterEvent], reader: Actor, speaker: Speaker, temporal_ui: str | None
) -> MatterView:
    """Show a whole matter."""
    commands = [each for each in MATTERS[matter.kind].commands.values() if is_offered(each, matter, reader)]
    return MatterView(
        **_item(matter, speaker),
        events=[_happening(matter, event, speaker) for event in events],
        commands=[MatterCommandChoice(name=each.name, title=each.title.in_(speaker.language)) for each in commands],
        temporal_ui=temporal_ui,
    )


async def matters_of(house: Services, tracking_number: str, *, speaker: Speaker) -> list[MatterItem]:
    """Show what a case has left behind."""
    return [matter_item(each, speaker=speaker) for each in await house.matters.of_case(tracking_number)]


def _item(matter: Matter, speaker: Speaker) -> dict[str, Any]:
    rules = MATTERS[matter.kind]
    terms = matter.model_dump(mode="json", exclude=set(Matter.model_fields))
    common = matter.model_dump(include=set(MatterItem.model_fields))
    return common | {
        "kind_title": rules.title.in_(speaker.language),
        "state_title": speaker.title(rules.states, matter.state),
        "department_title": speaker.department(matter.department),
        "owner": matter.owner or None,
        "is_overdue": matter.is_open and matter.breached_at is not None,
        "terms": terms,
    }


def _happening(matter: Matter, event: MatterEvent, speaker: Speaker) -> MatterHappeningView:
    return MatterHappeningView(
        sequence=event.sequence,
        at=event.at,
        kind=event.kind,
        kind_title=happening(matter.kind, event.kind).in_(speaker.language),
        actor=event.actor,
        data={**event.data, **event.private},
    )
