"""Cases whose respondent was heard and found responsible: what the tests of penalties begin with."""

from typing import Any

from domain.events import RESPONDENT
from domain.respondent_record import KnownRespondent
from tests import trial
from tests.domain.inquiries import AGAINST, hearing_policy, notified
from tests.domain.life import Life

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
