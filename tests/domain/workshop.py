"""Repairs on the core alone: what is ordered, and what the repair system says of it."""

from typing import Any

from domain import work_orders
from domain.case_orders import WorkOrder
from domain.events import Actor
from domain.ports import WorkOrderAnswer
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import policy_with

W1, W2 = "RD-TEST-W1", "RD-TEST-W2"
LOCK: dict[str, Any] = {"what": "The lock does not close", "device": "BIKE-0042", "place": "at Zhang San's door"}


def life_with_order(*, actor: Actor = trial.AGENT, pack: dict[str, Any] | None = None, **fields: Any) -> Life:
    """A case with a work order that nobody has taken yet; asked after every six hours unless told."""
    life = Life(policy=policy_with(**({"repairs": {"ask_again_every": "PT6H"}} | (pack or {}))), order_number=None)
    life.do("order-repair", actor, **(LOCK | fields))
    return life


def say(life: Life, status: str, order: str = W1, **said: Any) -> None:
    """Let the repair system say something."""
    answer = WorkOrderAnswer.model_validate({"status": status, **said})
    life.hear(lambda step: work_orders.answered(step, order_id=order, answer=answer))


def order_of(life: Life) -> WorkOrder:
    """Give the first order."""
    return life.case.work_orders[0]
