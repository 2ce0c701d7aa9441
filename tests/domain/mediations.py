"""Cases in mediation: what the tests of proposals, signatures and mediators begin with."""

from typing import Any

from domain.case import Case
from domain.case_mediation import KnownMediator, Mediation, Proposal
from domain.events import COMPLAINANT, RESPONDENT, Actor
from domain.kinds import Stage
from domain.policy import Policy
from tests import trial
from tests.domain.inquiries import TELLING
from tests.domain.life import Life
from tests.domain.stages import awaiting, policy_with

MEDIATOR = Actor(role="mediator", id="mediator-1", department="outside", rung="handler")
ANOTHER = Actor(role="mediator", id="mediator-2", department=None, rung="handler")
MEDIATION: dict[str, Any] = {"open": True, "window": "P10D"}
RULINGS: dict[str, Any] = {"panel": {"size": 3, "from": "panel_member"}, "ruling_window": "P7D"}
LATER = "2027-01-01T00:00:00Z"
WORDS: dict[str, Any] = {"text": "Both sides let the matter rest."}
PAID: dict[str, Any] = WORDS | {"remedies": [{"kind": "refund", "amount_fen": 3000, "note": "half of it"}]}
VOUCHER: dict[str, Any] = WORDS | {"remedies": [{"kind": "voucher", "amount_fen": 800}]}


def mediation_policy(**pack: Any) -> Policy:
    """The trial pack, which mediates for ten days."""
    return policy_with(mediation=MEDIATION, **pack)


def mediating(*, with_respondent: bool = False, mediator: Actor | None = MEDIATOR, **pack: Any) -> Life:
    """A case whose complainant has refused what was offered."""
    heard = {"hearing": {"window": "PT72H"}} if with_respondent else {}
    respondent = "Li Ayi" if with_respondent else None
    life = Life(policy=mediation_policy(**(heard | pack)), order_number=None, respondent=respondent)
    if with_respondent:
        life.do("notify-respondent", **TELLING)
    awaiting(life)
    life.say("refuse", reason="too little")
    assert life.case.stage is Stage.MEDIATING
    if mediator:
        name_mediator(life, mediator)
    return life


def name_mediator(life: Life, mediator: Actor, **fields: Any) -> None:
    """Let a team lead name who mediates."""
    life.do(
        "assign-mediator",
        trial.LEAD,
        mediators=(KnownMediator(id=mediator.id),),
        **({"mediator": mediator.id} | fields),
    )


def propose(life: Life, proposal: dict[str, Any] = PAID, mediator: Actor = MEDIATOR) -> Proposal:
    """Put a proposal to both sides."""
    life.do("record-mediation", mediator, proposal=proposal)
    standing = mediation_of(life).proposal
    assert standing is not None
    return standing


def sign(life: Life, proposal: int = 1, actor: Actor = COMPLAINANT, name: str = "Zhang San") -> None:
    """Let a party sign."""
    life.say("accept", actor, proposal=proposal, name=name)


def sign_for_respondent(life: Life, proposal: int = 1) -> None:
    """Let the respondent sign."""
    sign(life, proposal, RESPONDENT, name="Li Ayi")


def sign_for_platform(life: Life, proposal: int = 1, actor: Actor = trial.LEAD) -> None:
    """Let staff sign."""
    life.do("sign-settlement", actor, proposal=proposal, name="Wang Fang")


def mediation_of(life: Life) -> Mediation:
    """Give the mediation of the present cycle."""
    assert life.case.mediation is not None
    return life.case.mediation


def named_for(case: Case, actor: Actor) -> Case:
    """Give a case that somebody has mediated, who sees nothing else."""
    at = case.received_at
    mediation = Mediation(cycle=case.cycle, opened_at=at, until=at, mediator=actor.id, mediated_at=at)
    return case.model_copy(update={"mediations": (mediation,)})
