"""Mass incidents (群体性事件) as staff read them, and what a case has to know of one to join it (H5)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from api.desk_view import CommandChoice
from api.services import Services
from api.speaker import Speaker
from domain.case_incident import KnownIncident
from domain.command import StaffCommand
from domain.events import Actor
from domain.incident import Incident, IncidentEvent
from domain.incident_commands import STAGE_TITLES, offered
from domain.incident_membership import JoinIncident
from domain.incident_words import HAPPENINGS, STANDINGS

ID_EXAMPLE = "incident-3f9a12c04b7e51d8"


class MembersView(BaseModel):
    """How many cases stand so to the answer."""

    standing: str = Field(examples=["waiting"])
    standing_title: str
    count: int


class HappeningView(BaseModel):
    """One entry of an incident's timeline."""

    sequence: int
    at: datetime
    kind: str = Field(examples=["gathered"])
    kind_title: str
    actor: str
    data: dict[str, Any]


class IncidentItem(BaseModel):
    """An incident in a list; `size` is how many had joined by its last count."""

    id: str = Field(examples=[ID_EXAMPLE])
    pack: str
    category: str
    category_title: str
    kind: str
    kind_title: str
    department: str
    department_title: str
    stage: str = Field(description="open, answering, answered or closed.")
    stage_title: str
    size: int
    since: datetime = Field(description="Like complaints received from here on belong to it.")
    opened_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    sequence: int


class IncidentView(IncidentItem):
    """A whole incident. `sequence` is also the ETag, for `If-Match` on a command."""

    members: list[MembersView]
    tasks: list[dict[str, Any]]
    finding: dict[str, Any] | None
    found_by: str | None
    answer: dict[str, Any] | None
    answered_by: str | None
    approved_by: str | None
    note: str | None
    events: list[HappeningView]
    commands: list[CommandChoice]
    temporal_ui: str | None


class IncidentList(BaseModel):
    """Some incidents, the newest first, and the cursor of the next ones."""

    items: list[IncidentItem]
    next: str | None


async def known_incidents(house: Services, form: StaffCommand) -> dict[str, KnownIncident]:
    """Look up the incident that a command names; one that is not open is left out."""
    known = await house.incidents.known(form.incident) if isinstance(form, JoinIncident) else None
    return {known.id: known} if known else {}


def incident_item(incident: Incident, *, speaker: Speaker) -> IncidentItem:
    """Show an incident in a list."""
    return IncidentItem(**_item(incident, speaker))


def incident_view(
    incident: Incident,
    *,
    events: Sequence[IncidentEvent],
    standings: Mapping[str, int],
    reader: Actor,
    speaker: Speaker,
    temporal_ui: str | None,
) -> IncidentView:
    """Show a whole incident."""
    actors = {name: getattr(incident, name) for name in ("found_by", "answered_by", "approved_by")}
    return IncidentView(
        **_item(incident, speaker),
        **{name: actor.id if actor else None for name, actor in actors.items()},
        members=[
            MembersView(standing=each, standing_title=speaker.title(STANDINGS, each), count=count)
            for each, count in standings.items()
        ],
        tasks=[task.model_dump(mode="json") for task in incident.tasks],
        finding=incident.finding.model_dump(mode="json") if incident.finding else None,
        answer=incident.answer.model_dump(mode="json") if incident.answer else None,
        note=incident.note,
        events=[_happening(event, speaker) for event in events],
        commands=[
            CommandChoice(name=command.name, title=command.title.in_(speaker.language))
            for command in offered(incident, reader=reader)
        ],
        temporal_ui=temporal_ui,
    )


def _item(incident: Incident, speaker: Speaker) -> dict[str, Any]:
    own = incident.model_dump(include=set(IncidentItem.model_fields))
    return own | {
        "category_title": speaker.category(incident.category),
        "kind_title": speaker.kind(incident.category, incident.kind),
        "department_title": speaker.department(incident.department),
        "stage_title": STAGE_TITLES[incident.stage].in_(speaker.language),
    }


def _happening(event: IncidentEvent, speaker: Speaker) -> HappeningView:
    return HappeningView(
        sequence=event.sequence,
        at=event.at,
        kind=event.kind,
        kind_title=speaker.title(HAPPENINGS, event.kind),
        actor=event.actor,
        data={**event.data, **event.private},
    )
