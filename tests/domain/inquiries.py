"""Cases with a respondent and evidence: what the tests of findings and hearings begin with."""

from typing import Any

from domain.events import COMPLAINANT, Actor
from domain.policy import Policy
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import policy_with

AGAINST: dict[str, Any] = trial.FINDING | {"responsible": "respondent", "cause": "theft", "overcharged_fen": 0}
TELLING: dict[str, Any] = {
    "respondent": "Aunt Li",
    "phone": "+8613900000000",
    "allegation": "A ring is missing since Monday.",
}


def hearing_policy(**changes: Any) -> Policy:
    """The trial pack, in which respondents are heard for three days."""
    return policy_with(**({"hearing": {"window": "PT72H"}} | changes))


def case_with_respondent(**changes: Any) -> Life:
    """A complaint about somebody."""
    usual: dict[str, Any] = {"policy": hearing_policy(), "order_number": None, "respondent": "Li Ayi"}
    return Life(**(usual | changes))


def put_in(life: Life, name: str, actor: Actor = COMPLAINANT) -> None:
    """Put in a piece of evidence."""
    life.say("add_evidence", actor, id=name, kind="photo", sha256="a" * 64, size=1, media_type="image/png")


def notified(**changes: Any) -> Life:
    """A case with a photo of the complainant's, whose respondent was told."""
    life = case_with_respondent(**changes)
    put_in(life, "photo-1")
    life.do("notify-respondent", **TELLING)
    return life


def find_against(life: Life) -> None:
    """A team lead finds against the respondent on the complainant's photo."""
    life.do("record-finding", trial.LEAD, **(AGAINST | {"evidence": ["photo-1"]}))
