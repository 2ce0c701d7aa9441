"""Packs for tests of the domain: the least that a pack must say, and what a test adds to it."""

from typing import Any

from domain.calendar import Calendar
from domain.pack import Pack
from domain.policy import Policy

_WORDS = {"zh": "甲", "en": "a"}

LEAST: dict[str, Any] = {
    "pack": "parcels",
    "version": 1,
    "title": _WORDS,
    "zone": "Asia/Shanghai",
    "calendar": "weekdays",
    "service_lines": ["parcel"],
    "departments": {"desk": {"title": {"zh": "客服部", "en": "Desk"}}},
    "ladder": ["handler", "team_lead", "department_head", "director"],
    "catalogue": {"other": {"title": _WORDS, "kinds": {"other": {"title": _WORDS, "department": "desk"}}}},
    "unmatched": {"category": "other", "kind": "other"},
    "grading": {
        "level": [
            {"give": 3, "when": "'legal' in flags", "because": {"zh": "法律", "en": "legal"}},
            {"give": 1, "when": "true", "because": _WORDS},
        ],
        "urgency": [
            {"give": "critical", "when": "level == 3", "because": _WORDS},
            {"give": "normal", "when": "true", "because": _WORDS},
        ],
        "severity": [{"give": "ordinary", "when": "true", "because": _WORDS}],
    },
    "milestones": [],
    "climb_every": "PT1H",
    "reopen": "restart",
    "authority": {"handler": 5_000, "team_lead": 50_000, "director": None},
    "silence": {"after": "P3D", "means": "accepted"},
    "feedback_window": "P7D",
    "appeal_window": "P30D",
    "retention": {"ordinary": "P2Y", "important_when": "level == 3"},
}


def make_pack(**changes: Any) -> Pack:
    """Make the least pack with some keys changed or added."""
    return Pack.model_validate(LEAST | changes)


def make_policy(**changes: Any) -> Policy:
    """Make a policy of the least pack, in a calendar of Mondays."""
    calendar = Calendar.model_validate(
        {"calendar": "weekdays", "weekly": {"mon": [("09:00", "18:00")]}, "years": [2025]}
    )
    return Policy(pack=make_pack(**changes), calendar=calendar)
