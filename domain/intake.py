"""Intake (受理): a complaint becomes a case, is triaged and acknowledged in one step (A3, A4, B1–B3)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from domain import acknowledgement, grading, investigation_plan, milestones, red_alert, task_force
from domain.changes import Change, follows_all
from domain.complaint import CaseStart, Complaint
from domain.events import COMPLAINANT, SYSTEM, Actor, Event
from domain.evolve import evolve
from domain.kinds import Channel, EventKind
from domain.policy import Policy
from domain.step import Step

# Who files on these channels sees the number on the spot; on the others a carrier or a clerk has to bring it.
SHOWN_AT_ONCE = frozenset(
    {
        Channel.WEB,
        Channel.APP,
        Channel.CHAT,
        Channel.WECHAT,
        Channel.WEIBO,
        Channel.OUTLET,
        Channel.MERCHANT,
        Channel.STAFF,
    }
)
CLOCKS_AGREE = timedelta(seconds=10)
"""What may lie between taking a complaint and starting its case, so that the receipt's instant holds."""
OPEN_FIELDS = frozenset({"service_line", "channel", "region", "amount_fen"})


def open_case(
    start: CaseStart,
    *,
    policy: Policy,
    at: datetime,
    started_at: datetime | None = None,
    follows: Callable[[Change], bool] = follows_all,
) -> Step:
    """Register the complaint and take it through triage; the step's events are the case's first.

    `started_at` is when the engine took the case, however much later a worker opens it. Where the API's clock does not
    agree, the engine's rules.
    """
    if started_at and abs(started_at - start.filed_at) > CLOCKS_AGREE and follows(Change.FILED_BY_THE_ENGINES_CLOCK):
        start = start.model_copy(update={"filed_at": started_at})
    received = _received(start, at=at, follows=follows)
    step = Step(case=evolve(None, received), policy=policy, at=at, events=(received,), follows=follows)
    if start.likenesses:
        cases = [each.model_dump(mode="json") for each in start.likenesses]
        step.add(EventKind.LIKENESS_FOUND, {"cases": cases}, actor=SYSTEM)
    if start.incident:
        step.add(EventKind.INCIDENT_JOINED, {"incident": start.incident, "size": start.incident_size}, actor=SYSTEM)
    triage(step)
    if start.complaint.channel in SHOWN_AT_ONCE:
        step.add(EventKind.ACKNOWLEDGED, {"by": "shown"})
    elif step.case.acknowledgement != "owed" and not acknowledgement.is_wanted(step.case):
        acknowledgement.no_way_to_tell(step)
    return step


def triage(step: Step) -> None:
    """Raise what is alarming, classify, grade, plan the milestones and hand over to the department."""
    red_alert.raise_by_words(step, step.case.complaint.reading.red_alert_words, actor=SYSTEM)
    grading.classify_by_words(step)
    _grade_and_route(step)


def triage_again(step: Step) -> None:
    """Triage what was contested; what a member of staff had put right stays right (B1)."""
    if step.case.classified_by == "staff" and step.follows(Change.CONTEST_KEEPS_CORRECTION):
        _grade_and_route(step)
    else:
        triage(step)


def _grade_and_route(step: Step) -> None:
    grading.grade_by_rules(step)
    department = grading.department_of(step.policy.pack, step.case.category, step.case.kind)
    step.add(EventKind.ASSIGNED, {"department": department}, actor=SYSTEM)
    milestones.plan(step)
    investigation_plan.open_planned(step)
    task_force.form_where_owed(step)


def _received(start: CaseStart, *, at: datetime, follows: Callable[[Change], bool]) -> Event:
    complaint = start.complaint
    # A clerk may say that it came in earlier; the clock of the first cycle starts then.
    received_at = min(complaint.received_at or start.filed_at, at)
    return Event(
        sequence=1,
        at=at,
        kind=EventKind.RECEIVED,
        actor=_filer(complaint.filed_by).signature,
        data={
            "tracking_number": start.tracking_number,
            "pack": start.pack,
            "pack_version": start.pack_version,
            "service_line": complaint.service_line,
            "channel": complaint.channel,
            "region": complaint.region,
            "amount_fen": complaint.amount_fen,
            "received_at": received_at.isoformat(),
            "request_digest": start.request_digest,
            **_acknowledgement(complaint, follows),
            **({"repeat_count": start.repeat_count} if start.repeat_count else {}),
        },
        private={"complaint": complaint.model_dump(mode="json", exclude=set(OPEN_FIELDS), exclude_none=True)},
    )


def _acknowledgement(complaint: Complaint, follows: Callable[[Change], bool]) -> dict[str, str]:
    can_be_told = complaint.complainant.phone or complaint.complainant.email
    if complaint.channel in SHOWN_AT_ONCE or not can_be_told:
        return {}
    return {"acknowledgement": "owed"} if follows(Change.ACKNOWLEDGEMENT_BY_OUTBOX) else {}


def _filer(filed_by: str) -> Actor:
    if filed_by == COMPLAINANT.role:
        return COMPLAINANT
    return Actor(role="staff", id=filed_by) if filed_by else SYSTEM
