"""Cases before a panel on the core alone: who sits on it is found out as each step is kept, as the journal does."""

from collections.abc import Sequence
from typing import Any

from domain import panel_seating
from domain.case_panel import Panel
from domain.duty import Person
from domain.events import Actor, Event
from domain.evolve import evolve
from domain.kinds import EventKind, Stage
from domain.panel_seating import Ground
from domain.policy import Policy
from domain.step import Step
from tests.domain.life import Life
from tests.domain.mediations import name_mediator
from tests.domain.stages import WAYS, policy_with

MEDIATOR = Actor(role="mediator", id="mediator-1", department="front", rung="handler")
MEDIATION = {"open": True, "window": "P10D"}
RULINGS = {
    "mediation": MEDIATION,
    "ruling_window": "P7D",
    "panel": {"size": 3, "from": "panel_member", "vote_within": "P6D"},
}
JUDGES = tuple(Person(id=f"judge-{n}", role="panel_member", rung="handler", department="legal") for n in range(1, 7))
OUTSIDE_LEAD = Person(id="lead-9", role="team_lead", rung="team_lead", department="legal")
BOSS = Person(id="boss-9", role="senior_management", rung="senior_management")
PEOPLE = (*JUDGES, OUTSIDE_LEAD, BOSS)
SEED = "5eed"


def judging_policy(**changes: Any) -> Policy:
    """The trial pack with mediation and panels of three."""
    return policy_with(**(RULINGS | changes))


def judge(staff: str) -> Actor:
    """A member of a panel, as they act."""
    return Actor(role="panel_member", id=staff, department="legal", rung="handler")


class JudgedLife(Life):
    """A case whose panel is drawn from `people`; `ground` adds to what its own events tell of conflicts."""

    def __init__(
        self,
        *,
        people: Sequence[Person] = PEOPLE,
        policy: Policy | None = None,
        ground: Ground | None = None,
        seed: str = SEED,
        **complaint: Any,
    ) -> None:
        self.people, self.ground, self.seed = tuple(people), ground or Ground(), seed
        usual: dict[str, Any] = {"order_number": None}
        super().__init__(policy=policy or judging_policy(), **(usual | complaint))

    def _keep(self, step: Step) -> tuple[Event, ...]:
        before, known = self.case, len(self.events)
        super()._keep(step)
        for place in range(known, len(self.events)):
            event = self.events[place]
            if panel_seating.is_asked(event):
                ground = self.ground.after(self.events[:place])
                self.events[place] = panel_seating.drawn(event, self.people, ground, seed=self.seed)
        for event in self.events[known:]:
            before = evolve(before, event)
        self.case = before
        return tuple(self.events[known:])

    @property
    def panel(self) -> Panel:
        """The panel that the case is before, or was last."""
        assert self.case.panel is not None
        return self.case.panel

    def vote(self, staff: str, outcome: str, **more: Any) -> None:
        """Let a member vote."""
        self.do("vote", judge(staff), outcome=outcome, reason=f"SECRET of {staff}", **more)

    def vote_all(self, *outcomes: str) -> None:
        """Let the members vote, the presiding one first."""
        for staff, outcome in zip(self.panel.seated, outcomes, strict=True):
            self.vote(staff, outcome)

    def has(self, kind: EventKind) -> bool:
        """Tell whether something happened."""
        return bool(self.of(kind))


def refused_case(**more: Any) -> JudgedLife:
    """A case whose mediation has failed."""
    life = JudgedLife(**more)
    WAYS[Stage.AWAITING_COMPLAINANT](life)
    life.say("refuse", reason="too little")
    name_mediator(life, MEDIATOR)
    life.do("fail-mediation", MEDIATOR, reason="They will not agree.")
    return life


def before_the_panel(**more: Any) -> JudgedLife:
    """A case before its panel."""
    life = refused_case(**more)
    life.say("ask_for_ruling", reason="I want a ruling.")
    return life
