"""A case as staff read it: the whole file, and what the reader may do with it now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from api import decisions_view
from api.case_view import CaseView, case_view, unseen_case_view
from api.desk_parts import (
    RespondentView,
    ReviewView,
    TaskView,
    WorkOrderView,
    respondent_view,
    review_view,
    task_view,
    work_order_view,
)
from api.force_view import TaskForceView, task_force_view
from api.likeness import LikenessView
from api.matters import MatterItem
from api.mediation_view import DeskMediationView, desk_mediation_view
from api.panel_view import PanelView, panel_view
from api.speaker import Speaker
from api.standings import StandingView
from domain import permissions
from domain.case import Case
from domain.events import Actor
from domain.incident_membership import standing
from domain.inquiry_words import RECORDS
from domain.policy import Policy
from domain.refusals import NotAllowed
from domain.registry import STAFF_COMMANDS
from storage.desk import ListedCase


class CommandChoice(BaseModel):
    """A command that the reader may give now."""

    name: str
    title: str


class AlertView(BaseModel):
    """A red alert: since when, how often it was said again, and who took note of it."""

    raised_at: datetime
    occurrence: int
    acknowledged_at: datetime | None
    acknowledged_by: str | None


class DeskView(CaseView):
    """The whole case file. `sequence` is also the ETag, for `If-Match` on a command."""

    pack: str | None = None
    pack_version: int | None = None
    region: str = ""
    amount_fen: int = 0
    total_fen: int = Field(default=0, description="What the complainant gets and got in all: what an approval names.")
    amount_band: str = ""
    handler: str | None = None
    owner: str | None = Field(default=None, description="The rung that answers for the case.")
    owner_staff: str | None = Field(default=None, description="Who answers there, by id.")
    flags: tuple[str, ...] = ()
    red_alert: bool = False
    alert: AlertView | None = None
    breached: bool = False
    complaint: dict[str, Any] = Field(default_factory=dict)
    established: dict[str, Any] = Field(default_factory=dict)
    records: str | None = None
    records_title: str | None = Field(default=None, description="How far the business records were read, in words.")
    evidence: tuple[str, ...] = ()
    tasks: tuple[TaskView, ...] = ()
    waiting_until: datetime | None = None
    next_due_at: datetime | None = None
    resolved_at: datetime | None = None
    archived_at: datetime | None = None
    agreed: bool | None = None
    exhausted: bool = False
    straight_through: bool = False
    score: int | None = None
    merging_into: str | None = Field(default=None, description="The case that is just asked to take this one over.")
    merged_from: tuple[str, ...] = ()
    likenesses: tuple[LikenessView, ...] = Field(default=(), description="What it was like when it came in.")
    repeat_count: int = Field(default=0, description="How many earlier complaints it repeats.")
    finding: str | None = Field(default=None, description="What was found, in words.")
    support: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="The evidence that the finding names, by the party that it comes from."
    )
    one_party: bool = Field(default=False, description="The finding rests on one party's word alone.")
    without_records: bool = Field(
        default=False, description="The finding was recorded before the business records could be read."
    )
    respondent: RespondentView | None = None
    work_orders: tuple[WorkOrderView, ...] = ()
    reviews: tuple[ReviewView, ...] = ()
    task_forces: tuple[TaskForceView, ...] = Field(default=(), description="One a cycle at most; the last is at work.")
    mediations: tuple[DeskMediationView, ...] = ()
    incident: str | None = Field(default=None, description="The mass incident that it belongs to.")
    incident_size: int = Field(default=0, description="How many that had when this case joined.")
    incident_standing: str | None = Field(default=None, description="How it stands to the incident's answer.")
    matters: tuple[MatterItem, ...] = Field(
        default=(), description="What it leaves behind: claims, promises and the like."
    )
    respondent_standing: StandingView | None = Field(
        default=None, description="What the respondent bears, from this case and from others."
    )
    panels: tuple[PanelView, ...] = Field(
        default=(), description="One a ruling that was asked for; the last is at work."
    )
    commands: tuple[CommandChoice, ...] = ()
    temporal_ui: str | None = None


class DeskItem(ListedCase):
    """A case in a list: nothing personal."""

    stage_title: str
    category_title: str
    kind_title: str
    department_title: str


class DeskPage(BaseModel):
    """Some cases, and the cursor of the next ones."""

    items: list[DeskItem]
    next: str | None


class AlertPage(BaseModel):
    """The cases whose red alert nobody has acknowledged, the oldest first."""

    items: list[DeskItem]


class ReviewPage(BaseModel):
    """The cases that somebody has to look back at, the earliest due first."""

    items: list[DeskItem]


def desk_view(
    case: Case,
    *,
    reader: Actor,
    policy: Policy | None,
    speaker: Speaker,
    temporal_ui: str | None,
    likenesses: Sequence[LikenessView] = (),
    matters: Sequence[MatterItem] = (),
    respondent_standing: StandingView | None = None,
) -> DeskView:
    """Show the whole case file to a member of staff."""
    own = case.model_dump(mode="json")
    same = (name for name in DeskView.model_fields if name in own and name not in CaseView.model_fields)
    return DeskView(
        **{
            **case_view(case, speaker=speaker).model_dump(),
            **{name: own[name] for name in same},
            "region": case.complaint.region,
            "amount_fen": case.complaint.amount_fen,
            "total_fen": case.total_fen,
            "handler": case.handler.id if case.handler else None,
            "owner": policy.pack.ladder[case.owner_rung] if policy else None,
            "owner_staff": case.owner or None,
            "breached": case.is_breached,
            "next_due_at": case.next_due_at(),
            **_investigation(case, speaker),
            "decisions": decisions_view.for_staff(case, speaker),
            "incident": case.incident,
            "incident_size": case.incident_size,
            "incident_standing": standing(case),
            "reviews": [review_view(review, case, speaker) for review in case.reviews],
            "merging_into": case.merging.into if case.merging else None,
            "commands": commands_for(case, reader=reader, policy=policy, language=speaker.language),
            "temporal_ui": temporal_ui,
            "likenesses": likenesses,
            "matters": matters,
            "respondent_standing": respondent_standing,
        }
    )


def _investigation(case: Case, speaker: Speaker) -> dict[str, Any]:
    inquiry = case.inquiry
    return {
        "tasks": [task_view(task, speaker.language) for task in case.tasks],
        "panels": [panel_view(panel, speaker) for panel in case.panels],
        "task_forces": [task_force_view(force, speaker) for force in case.task_forces],
        "mediations": [desk_mediation_view(mediation, speaker) for mediation in case.mediations],
        "support": {party.value: ids for party, ids in inquiry.support.items()},
        "one_party": inquiry.one_party,
        "without_records": inquiry.without_records,
        "records_title": speaker.title(RECORDS, case.records),
        "respondent": respondent_view(inquiry),
        "work_orders": [work_order_view(order, speaker) for order in case.work_orders],
    }


def unseen_desk_view(number: str, *, filed_at: datetime, language: str, temporal_ui: str | None) -> DeskView:
    """Show a case that no worker has seen yet."""
    known = unseen_case_view(number, filed_at=filed_at, language=language)
    return DeskView(**known.model_dump(), temporal_ui=temporal_ui)


def commands_for(case: Case, *, reader: Actor, policy: Policy | None, language: str) -> list[CommandChoice]:
    """Give the commands that somebody may give now, as things stand; none under a pack that is not loaded."""
    if policy is None or case.has_ended or case.merging:
        return []
    fitting = [
        kind
        for kind in STAFF_COMMANDS.values()
        if case.stage in kind.stages and kind.is_offered(case, pack=policy.pack, reader=reader)
    ]
    allowed = [kind for kind in fitting if _may(kind.name, case, reader)]
    return [CommandChoice(name=kind.name, title=kind.title.in_(language)) for kind in allowed]


def desk_item(case: ListedCase, *, speaker: Speaker) -> DeskItem:
    """Show a case in a list."""
    return DeskItem(
        **case.model_dump(),
        stage_title=speaker.stage(case.stage),
        category_title=speaker.category(case.category),
        kind_title=speaker.kind(case.category, case.kind),
        department_title=speaker.department(case.department),
    )


def _may(command: str, case: Case, reader: Actor) -> bool:
    try:
        permissions.check(command, case=case, actor=reader)
    except NotAllowed:
        return False
    return True
