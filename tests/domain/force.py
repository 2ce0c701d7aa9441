"""Cases with a task force on the core alone: who sits in it is found out as each step is kept, as the journal does."""

from collections.abc import Sequence
from typing import Any

from domain import seating
from domain.case import Handler
from domain.case_force import TaskForce
from domain.duty import Person
from domain.events import Actor, Event
from domain.evolve import evolve
from domain.kinds import EventKind
from domain.policy import Policy
from domain.step import Step
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import policy_with

RULE: dict[str, Any] = {
    "when": "level == 3",
    "meeting": "PT24H",
    "plan": "PT48H",
    "members": [
        {
            "department": "front",
            "tasks": [
                {"title": {"zh": "联系当事人", "en": "Speak with them"}, "kind": "interview", "allowance": "PT12H"}
            ],
        },
        {
            "department": "technical",
            "tasks": [{"title": {"zh": "检测", "en": "Test it"}, "kind": "product_test", "allowance": "PT24H"}],
        },
    ],
}
FRONT = Person(id="inv-1", role="investigator", rung="handler", department="front")
TECHNICAL = Person(id="tech-1", role="agent", rung="handler", department="technical")
TECHNICAL_LEAD = Person(id="lead-2", role="team_lead", rung="team_lead", department="technical")
BOSS = Person(id="boss-1", role="senior_management", rung="senior_management")
PEOPLE = (FRONT, TECHNICAL, TECHNICAL_LEAD, BOSS)
AS_TECH_2 = Handler(id="tech-2", department="technical")
TECH_2 = Actor(role="agent", id="tech-2", department="technical", rung="handler")


def force_policy(**changes: Any) -> Policy:
    """The trial pack, in which a grave case gets a task force of two departments."""
    return policy_with(**({"task_force": RULE} | changes))


class ForceLife(Life):
    """A case whose task force is made of `people`, as the staff register has them."""

    def __init__(self, *, people: Sequence[Person] = PEOPLE, policy: Policy | None = None, **complaint: Any) -> None:
        usual: dict[str, Any] = {"order_number": None, "flags": ("legal",)}
        super().__init__(policy=policy or force_policy(), **(usual | complaint))
        self.people = tuple(people)
        self.events = [self._seated(event) for event in self.events]
        self.case = self.rebuilt()

    def _keep(self, step: Step) -> tuple[Event, ...]:
        before, known = self.case, len(self.events)
        super()._keep(step)
        self.events[known:] = [self._seated(event) for event in self.events[known:]]
        case = before
        for event in self.events[known:]:
            case = evolve(case, event)
        self.case = case
        return tuple(self.events[known:])

    def _seated(self, event: Event) -> Event:
        return seating.seated(event, self.people) if seating.is_asked(event) else event

    @property
    def force(self) -> TaskForce:
        """The task force of this cycle."""
        assert self.case.task_force is not None
        return self.case.task_force

    def draft(self, actor: Actor = trial.INVESTIGATOR, **more: Any) -> None:
        """Draft a plan."""
        self.do("draft-plan", actor, text="Recall the batch.", **more)

    def agree(self, actor: Actor = trial.TECHNICIAN, plan: int = 1) -> None:
        """Agree to a plan."""
        self.do("agree-plan", actor, plan=plan)

    def dissent(self, actor: Actor = trial.TECHNICIAN, plan: int = 1) -> None:
        """Dissent from a plan."""
        self.do("dissent-plan", actor, plan=plan, reason="The test is not done.")

    def seats(self) -> list[tuple[str, str, str]]:
        """Say who sits where, and on which rung."""
        return [(seat.department, seat.staff, seat.rung) for seat in self.force.seats]

    def has(self, kind: EventKind) -> bool:
        """Tell whether something happened."""
        return bool(self.of(kind))
