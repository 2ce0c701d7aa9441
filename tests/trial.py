"""The trial pack, people who work with it, and complaints to file: what lives are played with, on any engine."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from domain.complaint import CaseStart, Complainant, Complaint, LongText
from domain.events import Actor
from domain.pack import Pack
from domain.pack_sections import QuietHours
from domain.policy import Policy
from domain.ports import OrderRecord, RecordFacts
from domain.triage import TriageReading
from policies.reader import read_policy

PACKS = Path(__file__).parent / "packs"
RECORDED = Path(__file__).parent / "histories" / "packs"
# A Monday, eleven in the morning in Shanghai.
MONDAY = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)

AGENT = Actor(role="agent", id="agent-1", department="front", rung="handler")
OTHER_AGENT = Actor(role="agent", id="agent-2", department="front", rung="handler")
TECHNICIAN = Actor(role="agent", id="tech-1", department="technical", rung="handler")
INVESTIGATOR = Actor(role="investigator", id="inv-1", department="front", rung="handler")
LEAD = Actor(role="team_lead", id="lead-1", department="front", rung="team_lead")
TECHNICAL_LEAD = Actor(role="team_lead", id="lead-2", department="technical", rung="team_lead")
HEAD = Actor(role="department_head", id="head-1", department="front", rung="department_head")
MANAGER = Actor(role="senior_management", id="boss-1", department=None, rung="senior_management")
CLERK = Actor(role="clerk", id="clerk-1", department="front", rung="handler")
FINANCE = Actor(role="finance", id="fin-1", department=None, rung="handler")
OTHER_FINANCE = Actor(role="finance", id="fin-2", department=None, rung="handler")
AUDITOR = Actor(role="auditor", id="aud-1", department=None, rung="handler")

OVERCHARGE = TriageReading(category="billing", kind="overcharge", confidence=90, matched=("overcharged",))
LOCK = TriageReading(category="fault", kind="lock", confidence=90, matched=("lock jammed",))
FIRE = TriageReading(category="fault", kind="lock", confidence=90, red_alert_words=("fire",))
NOTHING = TriageReading()


@cache
def policy(**changes: Any) -> Policy:
    """The trial pack with its calendar; changed fields make a pack of their own."""
    shipped = read_policy(PACKS / "trial.yaml")
    if not changes:
        return shipped
    pack = Pack.model_validate(shipped.pack.model_dump(mode="json", exclude_none=True) | changes)
    return Policy(pack=pack, calendar=shipped.calendar)


@cache
def repeating() -> Policy:
    """The trial pack under which a repeat complaint is of level 2."""
    shipped = policy()
    pack = shipped.pack.model_dump(mode="json", by_alias=True, exclude_none=True)
    again = {"give": 2, "when": "repeat_count > 0", "because": {"zh": "二次投诉", "en": "complained of before"}}
    grading = pack["grading"] | {"level": [again, *pack["grading"]["level"]]}
    names = {"pack": "repeating", "service_lines": ["repeating"], "repeat": {"within": "P30D"}, "grading": grading}
    return Policy(pack=Pack.model_validate(pack | names), calendar=shipped.calendar)


@cache
def following() -> Policy:
    """The trial pack under which money is paid in advance and claimed back, and promises are followed up."""
    shipped = policy()
    pack = shipped.pack.model_dump(mode="json", by_alias=True, exclude_none=True)
    changes = {
        "pack": "following",
        "service_lines": ["following"],
        "advance_payment": "facts_clear && responsible == 'third_party'",
        "recourse": {"owner": "team_lead", "claim_within": "P5D", "recover_within": "P30D", "remind_before": "P2D"},
        "follow_ups": {"owner": "team_lead", "improvement": "P30D", "remind_before": "P2D"},
    }
    return Policy(pack=Pack.model_validate(pack | changes), calendar=shipped.calendar)


def recorded_policy() -> Policy:
    """The pack by which the kept histories were recorded."""
    return read_policy(RECORDED / "recorded.yaml")


def recorded_versions() -> tuple[Policy, Policy]:
    """Two versions of a pack of their own: the kept history of a migrated case went from one to the other."""
    recorded = recorded_policy()
    names: dict[str, Any] = {"pack": "recorded_moving", "service_lines": ("recorded_moving",)}
    first = recorded.pack.model_copy(update=names)
    second = first.model_copy(update={"version": first.version + 1, "milestones": first.milestones[:-1]})
    return Policy(pack=first, calendar=recorded.calendar), Policy(pack=second, calendar=recorded.calendar)


def recorded_quiet() -> Policy:
    """The pack of a kept history in which it is night nearly all day, and progress is told every hour."""
    recorded = recorded_policy()
    names: dict[str, Any] = {"pack": "recorded_quiet", "service_lines": ("recorded_quiet",)}
    night = {"quiet_hours": QuietHours(from_="00:00", to="23:59"), "progress_notice_every": timedelta(hours=1)}
    return Policy(pack=recorded.pack.model_copy(update=names | night), calendar=recorded.calendar)


def recorded_fair() -> Policy:
    """The pack of the kept histories of mediations, panels, claims and penalties."""
    return read_policy(RECORDED / "fair.yaml")


def recorded_policies() -> tuple[Policy, ...]:
    """All packs by which the kept histories were recorded."""
    return (recorded_policy(), *recorded_versions(), recorded_quiet(), recorded_fair())


def complaint(**changes: Any) -> Complaint:
    """A complaint about an overcharge, by the web, naming an order."""
    usual: dict[str, Any] = {
        "service_line": "trial_bike",
        "channel": "web",
        "description": LongText(text="I was overcharged"),
        "complainant": Complainant(name="Zhang San", phone="+8613800000000", language="en"),
        "order_number": "ORDER-1",
        "amount_fen": 600,
        "reading": OVERCHARGE,
    }
    return Complaint(**(usual | changes))


def start(*, number: str = "RD-TEST", at: datetime = MONDAY, pack: Pack | None = None, **changes: Any) -> CaseStart:
    """What opens a case."""
    named = pack or policy().pack
    return CaseStart(
        tracking_number=number,
        pack=named.pack,
        pack_version=named.version,
        complaint=complaint(**changes),
        filed_at=at,
    )


def record(**facts: Any) -> OrderRecord:
    """What the records say: charged 600 fen too much, beyond doubt."""
    usual: dict[str, Any] = {
        "cause": "system_error",
        "responsible": "platform",
        "overcharged_fen": 600,
        "confidence": 98,
        "facts_clear": True,
    }
    return OrderRecord(
        order_number="ORDER-1", facts=RecordFacts(**(usual | facts)), source="records", fetched_at=MONDAY
    )


FINDING: dict[str, Any] = {
    "facts": "The meter ran on.",
    "cause": "system_error",
    "responsible": "platform",
    "facts_clear": True,
    "overcharged_fen": 600,
    "confidence": 80,
}
