"""Lives whose result letter is reviewed before it goes out."""

from typing import Any

from domain.pack import Pack
from domain.policy import Policy
from tests import trial
from tests.domain.life import Life


def reviewing_policy(**changes: Any) -> Policy:
    """A pack like the trial's, with a review of every result letter by a team lead or up, within a day."""
    known = trial.policy()
    rule = {"review_when": "true", "by": "team_lead", "within": "PT24H"} | changes
    pack = known.pack.model_dump(mode="json", by_alias=True, exclude_none=True) | {
        "pack": "reviewing",
        "service_lines": ["reviewing_bike"],
        "letters": {"result": rule},
    }
    return Policy(pack=Pack.model_validate(pack), calendar=known.calendar)


def reviewed_life(*, number: str = "RD-TEST", **changes: Any) -> Life:
    """A case that an agent has answered for good; its letter waits for the review."""
    life = Life(policy=reviewing_policy(**changes), number=number, order_number=None)
    life.do("respond", text="The meter ran on.", final=True)
    return life
