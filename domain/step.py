"""One step of a case: the events that one thing sets off, each applied at once so that the next rule sees it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from domain.case import Case, Handler
from domain.case_incident import KnownIncident
from domain.case_mediation import KnownMediator
from domain.case_milestones import Milestone
from domain.changes import Change, follows_all
from domain.events import SYSTEM, Actor, Event
from domain.evolve import evolve
from domain.handover import KnownCase
from domain.kinds import EventKind
from domain.policy import Policy
from domain.respondent_record import KnownRespondent


class Step:
    """Collects events at one instant; the workflow's time is the only now.

    `case` is the state with the events so far, `before` the one without them; `actor` is whoever is being heard at the
    moment, `people` the members of staff whom their command names, as the staff register knows them, `cases` the other
    cases, `incidents` the open incidents, `respondent` whom a penalty is against, `mediators` those of the register.
    `said_at` is when a party said it that is heard only after a window has shut, and before that is acted on.
    `follows` tells whether the case goes by a changed rule; see `domain.changes`.
    """

    def __init__(
        self,
        *,
        case: Case,
        policy: Policy,
        at: datetime,
        events: tuple[Event, ...] = (),
        follows: Callable[[Change], bool] = follows_all,
    ) -> None:
        self.case = case
        self.before = None if events else case
        self.policy = policy
        self.at = at
        self.actor: Actor = SYSTEM
        self.said_at: datetime | None = None
        self.people: dict[str, Handler] = {}
        self.cases: dict[str, KnownCase] = {}
        self.incidents: dict[str, KnownIncident] = {}
        self.respondent: KnownRespondent | None = None
        self.mediators: dict[str, KnownMediator] = {}
        self.events = events
        self.follows = follows

    def add(
        self,
        kind: EventKind,
        data: dict[str, Any] | None = None,
        *,
        private: dict[str, Any] | None = None,
        actor: Actor | None = None,
    ) -> None:
        """Put an event on the timeline, with the milestones that it meets."""
        said = {"said_at": self.said_at.isoformat()} if self.said_at and actor is None else {}
        self.append(
            Event(
                sequence=self.case.sequence + 1,
                at=self.at,
                kind=kind,
                actor=(actor or self.actor).signature,
                data=(data or {}) | said,
                private={name: value for name, value in (private or {}).items() if value is not None},
            )
        )
        self._meet_milestones(kind)

    def append(self, event: Event) -> None:
        """Apply an event and keep it."""
        self.case = evolve(self.case, event)
        self.events = (*self.events, event)

    def is_in_time(self, until: datetime) -> bool:
        """Tell whether what is heard was said by `until`, which is itself in time."""
        return (self.said_at or self.at) <= until

    def savepoint(self) -> tuple[Case, tuple[Event, ...]]:
        """Give what `undo` needs to take back everything added from here on."""
        return self.case, self.events

    def undo(self, savepoint: tuple[Case, tuple[Event, ...]]) -> None:
        """Take back what was added since `savepoint`."""
        self.case, self.events = savepoint

    def _meet_milestones(self, kind: EventKind) -> None:
        for milestone in self.case.open_milestones:
            if milestone.cycle == self.case.cycle and self.meets(milestone, kind):
                late = milestone.breached_at is not None
                self.add(EventKind.MILESTONE_MET, {"milestone": milestone.name, "late": late}, actor=SYSTEM)

    def meets(self, milestone: Milestone, kind: EventKind) -> bool:
        """Tell whether an event of that kind meets the milestone, as the case stands."""
        if kind not in milestone.met_by:
            return False
        # An answer alone does not settle what waits for a remedy that is still to come.
        waits_for_remedy = kind is EventKind.ANSWERED and EventKind.REMEDIED in milestone.met_by
        return not (waits_for_remedy and self.case.pending_remedies)
