"""A case as its complainant reads it (G1), and what is promised at intake (A4)."""

from datetime import datetime
from typing import Any, Final

from pydantic import BaseModel, Field

from api import decisions_view
from api.decisions_view import DecisionView
from api.mediation_view import MediationView, mediation_step, mediation_view
from api.remedy_view import RemedyView, remedy_view
from api.speaker import Speaker
from domain.case import Case
from domain.case_mediation import Side
from domain.case_milestones import Milestone
from domain.incident_membership import is_looked_into_together
from domain.incident_words import MANY
from domain.kinds import Stage
from domain.titles import NEXT_STEPS, REPAIR_IS_NEXT, STAGES, UNDER_REPAIR, WITHOUT_AGREEMENT
from domain.work_orders import is_under_repair, waits_on

NUMBER_EXAMPLE: Final = "RD-7K2M-9QXD-04TB"


class MilestoneView(BaseModel):
    """Something that has to have happened in time (节点)."""

    name: str = Field(examples=["first_contact"])
    title: str = Field(examples=["first contact"])
    due_at: datetime
    met_at: datetime | None = None
    breached_at: datetime | None = None
    paused: bool = False
    cycle: int = 1
    cancelled_at: datetime | None = None
    statutory: bool = False
    provisional: bool = Field(default=False, description="The calendar of that year is not known yet.")


class Receipt(BaseModel):
    """What somebody who files a complaint gets at once; the code is shown this once."""

    tracking_number: str = Field(examples=[NUMBER_EXAMPLE])
    access_code: str = Field(examples=["H3VW-80KC-ZN5E"])
    stage: Stage = Stage.RECEIVED
    stage_title: str
    received_at: datetime
    milestones: list[MilestoneView]
    next_step: str
    links: dict[str, str]


class PenaltyView(BaseModel):
    """A penalty as its respondent reads it (处罚)."""

    id: str = Field(examples=["RD-7K2M-9QXD-04TB-P1"])
    kind: str = Field(examples=["suspension"])
    kind_title: str
    points: int | None
    reason: str | None
    why: str | None = Field(description="The rule by which it was imposed; none where people decided.")
    state: str
    state_title: str
    told_at: datetime | None
    effective_at: datetime | None
    until: datetime | None
    appeal_until: datetime | None
    may_appeal: bool
    appealed_at: datetime | None
    appeal_answer: str | None = Field(description="Why the appeal was decided as it was.")


class CaseView(BaseModel):
    """A case as its complainant reads it. Before a worker has seen it, only its stage and its time are known."""

    tracking_number: str = Field(examples=[NUMBER_EXAMPLE])
    stage: Stage
    stage_title: str
    stage_since: datetime
    received_at: datetime
    service_line: str | None = None
    channel: str | None = None
    level: int | None = None
    level_title: str | None = None
    urgency: str | None = None
    severity: str | None = None
    category: str | None = None
    category_title: str | None = None
    kind: str | None = None
    kind_title: str | None = None
    department: str | None = None
    department_title: str | None = None
    cycle: int = 1
    waiting_on: str | None = None
    milestones: list[MilestoneView] = []
    remedies: list[RemedyView] = []
    next_step: str
    result: str | None = Field(default=None, description="The result letter as text, once the case is resolved.")
    answer_until: datetime | None = Field(default=None, description="Until when an answer to the remedies counts.")
    feedback_until: datetime | None = None
    appeal_until: datetime | None = None
    merged_into: str | None = Field(
        default=None, description="The complaint that goes on for this one; only to whom a code opens that one, too."
    )
    goes_on: "CaseView | None" = Field(default=None, description="How that one stands, for this one's complainant.")
    sequence: int = 0
    affects_many: str | None = Field(default=None, description="Said where many have complained of the same.")
    allegation: str | None = Field(default=None, description="To a respondent: what they are told it is about.")
    respond_until: datetime | None = Field(default=None, description="To a respondent: until when they may answer.")
    heard_at: datetime | None = Field(default=None, description="To a respondent: when they answered.")
    penalties: list[PenaltyView] = Field(default=[], description="To a respondent: what was imposed on them.")
    mediation: MediationView | None = Field(default=None, description="The mediation of this cycle.")
    decisions: list[DecisionView] = Field(default=[], description="What each cycle came to, the first one first.")
    links: dict[str, str]


def case_view(case: Case, *, speaker: Speaker) -> CaseView:
    """Show a case to its complainant."""
    return CaseView(
        tracking_number=case.tracking_number,
        stage_since=case.stage_since,
        received_at=case.received_at,
        service_line=case.complaint.service_line,
        channel=case.complaint.channel,
        **_grading(case, speaker),
        cycle=case.cycle,
        waiting_on=waits_on(case),
        milestones=milestone_views(case, speaker=speaker),
        remedies=remedy_views(case, speaker=speaker),
        answer_until=case.silence_at if case.stage is Stage.AWAITING_COMPLAINANT else None,
        feedback_until=case.feedback_until,
        appeal_until=case.appeal_until,
        result=speaker.result(case),
        decisions=decisions_view.for_complainant(case, speaker),
        affects_many=MANY.in_(speaker.language) if is_looked_into_together(case) else None,
        merged_into=case.merged_into,
        sequence=case.sequence,
        mediation=mediation_view(case.mediation, speaker),
        links=links(case.tracking_number),
        **_stage_of(case, language=speaker.language)
        | ({"next_step": step} if (step := mediation_step(case, Side.COMPLAINANT, speaker)) else {}),
    )


def unseen_case_view(number: str, *, filed_at: datetime, language: str) -> CaseView:
    """Show a case that no worker has seen yet: it is there, and that is what can be said."""
    return CaseView(
        tracking_number=number,
        stage_since=filed_at,
        received_at=filed_at,
        links=links(number),
        **stage_words(Stage.RECEIVED, language=language),
    )


def milestone_views(case: Case, *, speaker: Speaker) -> list[MilestoneView]:
    """Show what was promised, by cycle and due moment; of what was cancelled only what had been breached."""
    shown = [m for m in case.milestones if m.cancelled_at is None or m.breached_at]
    return [milestone_view(m, case, speaker) for m in sorted(shown, key=lambda m: (m.cycle, m.due_at))]


def remedy_views(case: Case, *, speaker: Speaker) -> list[RemedyView]:
    """Show what is done to put things right."""
    return [remedy_view(remedy, case, speaker) for remedy in case.remedies]


def links(number: str) -> dict[str, str]:
    """Give the addresses of a case."""
    own = f"/api/v1/complaints/{number}"
    return {"self": own, "timeline": f"{own}/timeline", "letters": f"{own}/letters"}


def stage_words(stage: Stage, *, language: str) -> dict[str, Any]:
    """Give the stage with its plain words and what comes next."""
    title, next_step = STAGES[stage].in_(language), NEXT_STEPS[stage].in_(language)
    return {"stage": stage, "stage_title": title, "next_step": next_step}


def _stage_of(case: Case, *, language: str) -> dict[str, Any]:
    words = stage_words(case.stage, language=language)
    if case.exhausted and case.stage in {Stage.RESOLVED, Stage.CLOSED}:
        words["next_step"] = WITHOUT_AGREEMENT.in_(language)
    if is_under_repair(case) and case.stage in {Stage.INVESTIGATING, Stage.REMEDYING}:
        words |= {"stage_title": UNDER_REPAIR.in_(language), "next_step": REPAIR_IS_NEXT.in_(language)}
    return words


def _grading(case: Case, speaker: Speaker) -> dict[str, Any]:
    if not case.level:
        return {}
    return {
        "level": case.level,
        "level_title": speaker.level(case.level),
        "urgency": case.urgency,
        "severity": case.severity,
        "category": case.category,
        "category_title": speaker.category(case.category),
        "kind": case.kind,
        "kind_title": speaker.kind(case.category, case.kind),
        "department": case.department,
        "department_title": speaker.department(case.department),
    }


def milestone_view(milestone: Milestone, case: Case, speaker: Speaker) -> MilestoneView:
    """Show one of them."""
    stands_still = milestone.pauses and case.is_paused and milestone.is_open and milestone.breached_at is None
    return MilestoneView(
        name=milestone.name,
        title=speaker.milestone(milestone.name),
        due_at=milestone.due_at,
        met_at=milestone.met_at,
        breached_at=milestone.breached_at,
        paused=stands_still,
        cycle=milestone.cycle,
        cancelled_at=milestone.cancelled_at,
        statutory=milestone.statutory,
        provisional=milestone.provisional,
    )
