"""Cases whose respondent was found responsible, and penalties: what the tests of penalties begin with."""

from datetime import timedelta
from typing import Any

from domain.events import RESPONDENT, Actor
from domain.matter_events import MatterKind
from domain.penalty import Penalty
from domain.respondent_record import KnownRespondent, Standing
from tests import trial
from tests.domain.inquiries import AGAINST, hearing_policy, notified
from tests.domain.life import Life
from tests.domain.matter_life import MatterLife, start_of

ROWS: list[dict[str, Any]] = [
    {"when": "responsible == 'respondent'", "give": {"kind": "points", "points": 3, "lasts": "P1Y"}},
    {"when": "prior_points >= 9", "give": {"kind": "suspension", "lasts": "P14D"}},
    {"when": "prior_penalties >= 5", "give": {"kind": "ban"}},
    {"when": "prior_penalties >= 6 && facts_clear", "give": {"kind": "ban", "lasts": "P5Y"}},
]
SPOTLESS = KnownRespondent(id="respondent-1")


def penalty_policy(**changes: Any) -> Any:
    """The trial pack, in which respondents are heard and penalised."""
    return hearing_policy(**({"penalties": ROWS} | changes))


def heard(**changes: Any) -> Life:
    """A case whose respondent has answered."""
    life = notified(**({"policy": penalty_policy()} | changes))
    life.say("reply", RESPONDENT, text="I took nothing.")
    return life


def found_against(**changes: Any) -> Life:
    """A case in which an investigator has found against the respondent, who was heard."""
    life = heard(**changes)
    life.say("add_evidence", RESPONDENT, id="note-1", kind="photo", sha256="b" * 64, size=1, media_type="image/png")
    life.do("record-finding", trial.INVESTIGATOR, **(AGAINST | {"evidence": ["photo-1", "note-1"]}))
    return life


WINDOW = timedelta(days=15)
RULES: dict[str, Any] = {"appeal_window": "P15D", "notice_before": "P1D", "stayed": ["points", "suspension", "report"]}
OTHER_LEAD = Actor(role="team_lead", id="lead-9", department="front", rung="team_lead")
OTHER_HEAD = Actor(role="department_head", id="head-9", department="front", rung="department_head")
BANNED = KnownRespondent(id="respondent-1", standing=Standing(banned=True))


def imposed(
    kind: str, *, rules: dict[str, Any] = RULES, pack: dict[str, Any] | None = None, **terms: Any
) -> MatterLife:
    """A penalty of the trial pack, told at once."""
    usual = {
        "penalty": kind,
        "because": "staff",
        "cause": "theft",
        "imposed_by": trial.LEAD.id,
        "found_by": [trial.INVESTIGATOR.id],
        "judges": [trial.INVESTIGATOR.id],
    }
    private = {
        "reason": "A ring was taken.",
        "respondent": {"name": "Aunt Li", "phone": "+8613900000000"},
        "addressee": {"zh": "主管部门", "en": "the authority"},
        "facts": "The camera shows it.",
    }
    start = start_of(
        MatterKind.PENALTY,
        terms=usual | terms,
        private=private,
        owner_rung="department_head",
        due_at=None,
        warn_at=None,
    )
    return MatterLife(start, policy=penalty_policy(penalty_rules=rules, **(pack or {})))


def proposed(kind: str = "ban", **terms: Any) -> MatterLife:
    return imposed(kind, proposed=True, **terms)


def state(life: MatterLife) -> Penalty:
    assert isinstance(life.matter, Penalty)
    assert life.rebuilt() == life.matter
    return life.matter
