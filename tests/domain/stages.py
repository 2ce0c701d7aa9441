"""Ways into each stage, and small packs of one's own: what the tests of commands and deadlines begin with."""

from collections.abc import Callable
from typing import Any

from domain.kinds import Stage
from domain.pack import Pack
from domain.policy import Policy
from tests import trial
from tests.domain.life import Life


def policy_with(**changes: Any) -> Policy:
    """The trial pack with other keys."""
    shipped = trial.policy()
    return Policy(pack=Pack.model_validate(shipped.pack.model_dump(mode="json") | changes), calendar=shipped.calendar)


def alarming_every(length: str) -> dict[str, Any]:
    """The trial pack's section of red alerts, repeated at another interval: days of waiting take as many steps."""
    section = trial.policy().pack.red_alert
    assert section is not None
    return section.model_dump(mode="json") | {"remind_every": length}


def row(name: str = "answered_in_time", allowance: Any = "PT2H", *met_by: str, **more: Any) -> dict[str, Any]:
    """A row of the milestones table."""
    return {"name": name, "allowance": allowance, "met_by": list(met_by) or ["answered"], **more}


def life_with(*rows: dict[str, Any], pack: dict[str, Any] | None = None, **complaint: Any) -> Life:
    """A case that nobody has touched, with these milestones."""
    usual: dict[str, Any] = {"order_number": None}
    return Life(policy=policy_with(milestones=list(rows), **(pack or {})), **(usual | complaint))


def _reached_by_hand(stage: Stage, life: Life) -> None:
    """Stages that no act of this version leads to, or that pass within one step."""
    life.case = life.case.model_copy(update={"stage": stage})


def deciding(life: Life) -> None:
    """A finding with a remedy by the rules."""
    life.do("record-finding", **trial.FINDING)


def awaiting(life: Life) -> None:
    """The remedy approved by somebody else."""
    deciding(life)
    life.do("approve", trial.LEAD)


def remedying(life: Life) -> None:
    """The remedy accepted, its payment under way."""
    awaiting(life)
    life.say("accept")


def resolved(life: Life) -> None:
    """A final answer with no remedy."""
    life.do("respond", text="No fault was found.", final=True)


def closed(life: Life) -> None:
    """The answer, and a satisfied complainant."""
    resolved(life)
    life.say("rate", score=5, solved=True)


def declined(life: Life) -> None:
    """Out of scope."""
    life.do("decline", trial.LEAD, reason="not ours", referral="the city")


WAYS: dict[Stage, Callable[[Life], None]] = {
    Stage.INVESTIGATING: lambda life: None,
    Stage.DECIDING: deciding,
    Stage.AWAITING_COMPLAINANT: awaiting,
    Stage.REMEDYING: remedying,
    Stage.RESOLVED: resolved,
    Stage.CLOSED: closed,
    Stage.DECLINED: declined,
    Stage.WITHDRAWN: lambda life: life.say("withdraw"),
}


def life_in(stage: Stage, *, policy: Policy | None = None, **complaint: Any) -> Life:
    """A case that has come to `stage`."""
    usual: dict[str, Any] = {"order_number": None}
    life = Life(policy=policy, **(usual | complaint))
    if stage in WAYS:
        WAYS[stage](life)
    else:
        _reached_by_hand(stage, life)
    assert life.case.stage is stage
    return life
