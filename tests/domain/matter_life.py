"""A life of a matter on the core alone."""

from datetime import datetime, timedelta
from typing import Any

from domain import duty, matter_deadlines, matter_notices
from domain.case import Handler
from domain.command import parse
from domain.events import RESPONDENT, SYSTEM, Actor
from domain.matter import Matter, MatterStep, opening
from domain.matter_commands import give, take
from domain.matter_events import MatterEvent, MatterEventKind, MatterKind, MatterStart
from domain.matter_notices import MatterNotice
from domain.matter_registry import MATTERS, fold
from domain.policy import Policy
from domain.respondent_record import KnownRespondent
from tests import trial


def start_of(kind: MatterKind, *, number: str = "RD-TEST", **changes: Any) -> MatterStart:
    """What opens a matter that is due in two days, with a word the day before."""
    usual: dict[str, Any] = {
        "id": f"{number}-1",
        "kind": kind,
        "tracking_number": number,
        "pack": "trial",
        "pack_version": 1,
        "department": "front",
        "owner_rung": "handler",
        "opened_at": trial.MONDAY,
        "due_at": trial.MONDAY + timedelta(days=2),
        "warn_at": trial.MONDAY + timedelta(days=1),
        "climb_every": timedelta(days=1),
    }
    return MatterStart(**(usual | changes))


class MatterLife:
    """Plays one matter; each act is a step at `now`, with what fell due before it."""

    def __init__(self, start: MatterStart, *, policy: Policy | None = None) -> None:
        self.policy = policy or trial.policy()
        self.rules = MATTERS[start.kind]
        self.now: datetime = start.opened_at
        first = opening(start)
        self.events: list[MatterEvent] = [first]
        self.matter: Matter = fold(None, [first])
        step = MatterStep(matter=self.matter, policy=self.policy, at=self.now)
        self.told: list[MatterNotice] = list(matter_notices.owe(step, [first]))
        self.sleep()

    def do(
        self,
        name: str,
        actor: Actor = trial.LEAD,
        *,
        people: tuple[Handler, ...] = (),
        known: KnownRespondent | None = None,
        **fields: Any,
    ) -> None:
        """Give a command. Raises `Refused`, and then nothing has changed."""
        step = self._step()
        step.actor, step.people = actor, {person.id: person for person in people}
        step.respondent = known
        give(parse(self.rules.commands[name], fields), step, title=self.rules.title)
        self._keep(step)

    def say(self, name: str, actor: Actor = RESPONDENT, **fields: Any) -> None:
        """Let a party do something; what does not fit is kept."""
        step = self._step()
        step.actor = actor
        take(parse(self.rules.signals[name], fields), step)
        step.actor = SYSTEM
        self._keep(step)

    def pass_time(self, **length: float) -> None:
        """Live through a stretch, stopping wherever something falls due."""
        until = self.now + timedelta(**length)
        while (entry := matter_deadlines.next_entry(self.matter, self.policy, self.rules.entries)) and entry[
            0
        ] <= until:
            self.now = max(self.now, entry[0])
            step = self._step()
            self._keep(step)
        self.now = until

    def sleep(self, **length: float) -> None:
        """Let a stretch pass with everything switched off, then look."""
        self.now += timedelta(**length)
        step = self._step()
        self._keep(step)

    def forget(self) -> None:
        """Learn that the person of its case was erased."""
        step = self._step()
        step.forget()
        self._keep(step)

    @property
    def kinds(self) -> list[MatterEventKind]:
        """The kinds of its events, in order."""
        return [event.kind for event in self.events]

    def of(self, kind: MatterEventKind) -> list[MatterEvent]:
        """Give the events of a kind."""
        return [event for event in self.events if event.kind is kind]

    def rebuilt(self) -> Matter:
        """Give the matter made anew from its events as they are stored."""
        return fold(None, [MatterEvent.model_validate_json(event.model_dump_json()) for event in self.events])

    def _step(self) -> MatterStep:
        step = MatterStep(matter=self.matter, policy=self.policy, at=self.now)
        matter_deadlines.advance(step, self.rules.entries)
        return step

    def _keep(self, step: MatterStep) -> None:
        matter_deadlines.advance(step, self.rules.entries)
        self.told += matter_notices.owe(step, step.events)
        # As the journal does where nobody is on the register.
        written = [duty.answered(event, None) if duty.is_asked(event) else event for event in step.events]
        self.events += written
        self.matter = fold(None, self.events)
