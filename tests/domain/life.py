"""A life of a complaint on the core alone: milliseconds, no engine, no clock."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from domain import agenda, investigation, migration, notices, payments
from domain.case import Case, Handler
from domain.case_mediation import KnownMediator
from domain.case_milestones import Milestone
from domain.changes import Change
from domain.command import give, parse, take
from domain.events import ADMINISTRATOR, COMPLAINANT, SYSTEM, Actor, Event
from domain.evolve import evolve
from domain.handover import KnownCase
from domain.intake import open_case
from domain.kinds import EventKind
from domain.migration import Moves
from domain.policy import Policy
from domain.ports import OrderRecord, PaymentAnswer
from domain.registry import PARTY_SIGNALS, STAFF_COMMANDS
from domain.respondent_record import KnownRespondent
from domain.step import Step
from tests import trial


class Life:
    """Plays one case; each act is a step at `now`, with what fell due before it."""

    def __init__(
        self,
        *,
        policy: Policy | None = None,
        at: datetime = trial.MONDAY,
        follows: Collection[Change] = tuple(Change),
        number: str = "RD-TEST",
        **complaint: Any,
    ) -> None:
        self.policy = policy or trial.policy()
        self.follows = follows
        self.now = at
        start = trial.start(number=number, at=at, pack=self.policy.pack, **complaint)
        step = open_case(start, policy=self.policy, at=at, follows=self._follows)
        self.owed = list(notices.owe(step))
        self.case, self.events = step.case, list(step.events)

    def _begun(self) -> Step:
        return Step(case=self.case, policy=self.policy, at=self.now, follows=self._follows)

    def _follows(self, change: Change) -> bool:
        return change in self.follows

    def _step(self) -> Step:
        step = self._begun()
        agenda.advance(step)
        return step

    def _keep(self, step: Step) -> tuple[Event, ...]:
        agenda.advance(step)
        self.owed += notices.owe(step)
        self.case = step.case
        self.events += step.events
        return step.events

    def do(
        self,
        name: str,
        /,
        actor: Actor = trial.AGENT,
        *,
        people: tuple[Handler, ...] = (),
        cases: tuple[KnownCase, ...] = (),
        known: KnownRespondent | None = None,
        mediators: tuple[KnownMediator, ...] = (),
        **fields: Any,
    ) -> None:
        """Give a staff command. Raises `Refused`, and then nothing has changed."""
        step = self._step()
        step.actor, step.people = actor, {person.id: person for person in people}
        step.cases = {case.tracking_number: case for case in cases}
        step.respondent = known
        step.mediators = {mediator.id: mediator for mediator in mediators}
        give(parse(STAFF_COMMANDS[name], fields), step)
        step.actor = SYSTEM
        self._keep(step)

    def say(self, name: str, /, actor: Actor = COMPLAINANT, **fields: Any) -> None:
        """Send what a complainant does."""
        self.say_at(self.now, name, actor, **fields)

    def say_at(self, said_at: datetime, name: str, /, actor: Actor = COMPLAINANT, **fields: Any) -> None:
        """Hear only now what a complainant has done then."""
        step = self._begun()
        if agenda.is_said_in_time(step, said_at):
            agenda.catch_up(step, said_at)
            step.said_at = said_at
        else:
            agenda.advance(step)
        step.actor = actor
        take(parse(PARTY_SIGNALS[name], fields), step)
        step.actor, step.said_at = SYSTEM, None
        self._keep(step)

    def migrate(self, policy: Policy, actor: Actor = ADMINISTRATOR) -> Moves:
        """Go on by a newer version of the pack. Raises `Refused`, and then nothing has changed."""
        step = self._step()
        moves = migration.migrate(step, policy=policy, actor=actor)
        self._keep(step)
        self.policy = policy
        return moves

    def records(self, record: OrderRecord | None) -> None:
        """Let the business records arrive."""
        step = self._step()
        investigation.records_arrived(step, record)
        self._keep(step)

    def hear(self, what: Callable[[Step], None]) -> None:
        """Let something else be heard. Raises `Refused`, and then nothing has changed."""
        step = self._step()
        what(step)
        self._keep(step)

    def paid_by_hand(self, remedy: str = "RD-TEST-R1", reference: str = "BANK-1") -> None:
        """Let two people say that a payment was made by hand."""
        for actor in (trial.FINANCE, trial.OTHER_FINANCE):
            self.do("confirm-remedy", actor, remedy=remedy, how="by transfer", reference=reference)

    def paid(self, remedy: str = "RD-TEST-R1", status: str = "settled") -> None:
        """Let the gateway say what became of a payment."""
        step = self._step()
        payments.answered(step, remedy_id=remedy, answer=PaymentAnswer.model_validate({"status": status}))
        self._keep(step)

    def pass_time(self, **length: float) -> tuple[Event, ...]:
        """Live through a stretch, stopping wherever the agenda says."""
        until = self.now + timedelta(**length)
        before = len(self.events)
        while (instant := agenda.next_at(self.case, self.policy, follows=self._follows)) and instant <= until:
            self.now = max(self.now, instant)
            self._keep(self._begun())
        self.now = until
        return tuple(self.events[before:])

    def sleep(self, **length: float) -> tuple[Event, ...]:
        """Let a stretch pass with everything switched off, then look."""
        self.now += timedelta(**length)
        return self._keep(self._begun())

    def of(self, kind: EventKind) -> list[Event]:
        """Give the events of a kind."""
        return [event for event in self.events if event.kind is kind]

    def told(self, whom: str = "complainant") -> list[str]:
        """Give what the complainant, or `staff`, was told: each `what`, with the milestone where there is one."""
        return [
            " ".join(filter(None, (owed.notice.what, owed.notice.milestone)))
            for owed in self.owed
            if owed.to.is_complainant == (whom == "complainant")
        ]

    def milestone(self, name: str) -> Milestone:
        """Give the newest milestone of that name."""
        return [m for m in self.case.milestones if m.name == name][-1]

    def rebuilt(self) -> Case:
        """Give the case made anew from its events as they are stored."""
        case: Case | None = None
        for event in self.events:
            case = evolve(case, Event.model_validate_json(event.model_dump_json()))
        assert case is not None
        return case
