"""A slow and obvious keeper of deadlines: looks at a case at every tick, by the ten rules of `lifecycle.md` alone.

It is a second opinion, so it imports nothing of the house. An instant is `(tick, 0)`; just after it is `(tick, 1)`.
"""

from dataclasses import dataclass, replace
from typing import Any

from tests.reference.rules import Row, World

Instant = tuple[int, int]
Told = tuple[Any, ...]
SETTLED = frozenset({"resolved", "declined", "closed", "over"})


@dataclass
class Watched:
    """A milestone as the watchman remembers it; `late` counts the ticks since its due moment in which it ran."""

    row: Row
    cycle: int
    start: int
    due: int = 0
    warnings: tuple[tuple[float, int], ...] = ()
    warned: float = 0
    provisional: bool = False
    met_at: Instant | None = None
    breached: bool = False
    cancelled: bool = False
    late: int = 0
    periods: int = 0
    rung: int = 0

    @property
    def is_open(self) -> bool:
        """Tell whether it has still to be met."""
        return self.met_at is None and not self.cancelled


class Watchman:
    """Keeps the deadlines of one case; `told` is all that he had to say."""

    def __init__(self, world: World) -> None:
        self.world, self.now, self.after = world, world.starts, 0
        self.stage, self.cycle, self.level = "investigating", 1, 1
        self.told: list[Told] = []
        self.milestones: list[Watched] = []
        self.open: list[Watched] = []
        self.happened: dict[str, int] = {}
        self.opened_at = self.settled_at = world.starts
        self.paused: set[int] = set()
        self.between: set[int] = set()
        self.waiting_on: str | None = None
        self.until: int | None = None
        self.window = 0
        self.wakes: int | None = None
        self._plan()
        self._happens("acknowledged")
        self.look()

    def live(self, ticks: int) -> None:
        """Let time pass, tick by tick; what is missed is missed just after its due moment."""
        for _ in range(ticks):
            self.after = 1
            for each in self._running:
                if not each.breached and each.due <= self.now:
                    self._breach(each)
            self._windows_end()
            self.after = 0
            self._tick()
            self.look()

    def sleep(self, ticks: int) -> None:
        """Rule 9: let time pass while nobody looks; what happened meanwhile is told on waking."""
        self.wakes = self.now + ticks
        for _ in range(ticks):
            self._tick()
        self.wakes = None
        self.look()

    def _tick(self) -> None:
        for each in self._running:
            each.late += each.breached
        if self.waiting_on == "complainant":
            self.paused.add(self.now)
        self.now += 1
        if self.waiting_on and self.until == self.now:
            self._end_waiting()

    def look(self) -> None:
        """Rules 5 and 6: warn, miss what is overdue, climb, remind."""
        for each in self._running:
            if each.breached:
                self._climb(each)
            elif each.due < self.now:
                self._breach(each)
            else:
                self._warn(each)

    def grade(self, level: int) -> None:
        """Rule 7."""
        self.level = level
        self._plan()
        self.look()

    def ask(self, whom: str, until: int | None = None) -> None:
        """Rule 4: only waiting for the complainant stops what pauses."""
        self._end_waiting()
        self.waiting_on, self.until = whom, until
        names = [each.row.name for each in self.open if each.row.pauses and not each.breached]
        if whom == "complainant" and names:
            self._tell("paused", *sorted(names))
        self.look()

    def reply(self) -> None:
        """Any answer of the complainant ends the pause."""
        if self.waiting_on == "complainant":
            self._end_waiting()
        self.look()

    def work(self, kind: str) -> None:
        """Something is done that milestones may have waited for."""
        if kind == "finding_recorded":
            self._end_waiting()
        self._happens(kind)
        self.look()

    def resolve(self) -> None:
        """A final answer."""
        self._end_waiting()
        self._happens("answered")
        self.stage, self.settled_at, self.window = "resolved", self.now, self.world.feedback
        self._happens("resolved")
        self.look()

    def close(self, *, rated: bool = False) -> None:
        """Rule 10: by hand, or because the complainant is content."""
        if rated:
            self._happens("rated")
        self._close()

    def decline(self) -> None:
        """Rule 10."""
        self._end_waiting()
        self.stage, self.settled_at, self.window = "declined", self.now, self.world.appeal
        self._cancel_all()

    def withdraw(self) -> None:
        """Rule 10."""
        self._end_waiting()
        self.stage = "over"
        self._cancel_all()

    def reopen(self, *, rated: bool = False) -> None:
        """Rule 8: a new cycle, one level up."""
        if rated:
            self._happens("rated")
        self._cancel_all()
        if self.world.reopen == "resume":
            self.between |= set(range(self.settled_at, self.now))
        self.stage, self.cycle, self.opened_at = "investigating", self.cycle + 1, self.now
        self.level, self.happened = min(3, self.level + 1), {}
        self._plan()
        self._happens("acknowledged")
        self.look()

    def _tell(self, what: str, *more: Any) -> None:
        self.told.append((what, (self.wakes or self.now, self.after), *more))

    def _stood(self, row: Row, tick: int) -> bool:
        return tick in self.between or (row.pauses and tick in self.paused)

    @property
    def _running(self) -> list[Watched]:
        settled, paused = self.stage in SETTLED, self.waiting_on == "complainant"
        if not settled and not paused:
            return self.open
        return [m for m in self.open if (m.row.outlasts_resolution or not settled) and not (m.row.pauses and paused)]

    def _sort_out(self) -> None:
        self.open = [each for each in self.milestones if each.is_open]

    def _date(self, each: Watched, *, until: int | None = None) -> None:
        row, start, now = each.row, each.start, self.now if until is None else until

        def stood(tick: int) -> bool:
            return self._stood(row, tick)

        each.due = self.world.due(row, start=start, now=now, stood=stood)
        warnings = self.world.warnings(row, start=start, now=now, stood=stood)
        each.warnings = tuple(one for one in warnings if one[0] > each.warned)
        each.provisional = self.world.is_provisional(row, start=start, due=each.due)

    def _plan(self) -> None:
        rows = self.world.rows_at(self.level)
        for each in self.open:
            if each.row.name not in rows and not each.breached:
                self._cancel(each)
        for name, row in rows.items():
            known = [each for each in self.milestones if (each.row.name, each.cycle) == (name, self.cycle)]
            if known and (known[0].met_at or known[0].breached):
                continue
            found = known[0] if known else self._begun(row)
            if found:
                self._bring_in_line(found, row)
        self._sort_out()

    def _bring_in_line(self, each: Watched, row: Row) -> None:
        if not each.breached:
            each.row, each.cancelled = row, False
            self._date(each)
        done = [at for kind, at in self.happened.items() if kind in each.row.met_by and at >= each.start]
        if not done:
            return
        if not each.breached:
            # What is done stands still no more: only the pauses before count.
            self._date(each, until=min(done))
            if min(done) > each.due:
                self._breach(each, until=min(done))
        each.met_at = (min(done), 0)
        self._tell("milestone_met", each.row.name, each.breached)

    def _begun(self, row: Row) -> Watched | None:
        earlier = [each for each in self.milestones if each.row.name == row.name]
        if self.world.reopen == "restart" or not earlier:
            each = Watched(row=row, cycle=self.cycle, start=self.opened_at)
        elif earlier[-1].met_at and earlier[-1].met_at < (self.settled_at, 0):
            return None
        elif earlier[-1].breached:
            each = replace(earlier[-1], cycle=self.cycle, met_at=None, cancelled=False)
            each.late = sum(not self._stood(each.row, tick) for tick in range(each.due, self.now))
        else:
            each = Watched(row=row, cycle=self.cycle, start=earlier[-1].start)
        self.milestones.append(each)
        return each

    def _happens(self, kind: str) -> None:
        self.happened.setdefault(kind, self.now)
        for each in self.open:
            if kind in each.row.met_by:
                each.met_at = (self.now, self.after)
                self._tell("milestone_met", each.row.name, each.breached)
        self._sort_out()

    def _end_waiting(self) -> None:
        whom, self.waiting_on, self.until = self.waiting_on, None, None
        standing = [each for each in self.open if each.row.pauses and not each.breached]
        if whom == "complainant" and standing:
            for each in standing:
                self._date(each)
            self._tell("resumed", *sorted(each.row.name for each in standing))

    def _warn(self, each: Watched) -> None:
        past = [fraction for fraction, tick in each.warnings if tick <= self.now]
        if past:
            each.warned = max(past)
            each.warnings = tuple(one for one in each.warnings if one[0] > each.warned)
            self._tell("warned", each.row.name, each.warned)

    def _breach(self, each: Watched, *, until: int | None = None) -> None:
        end = self.now if until is None else until
        each.breached = True
        each.late = sum(not self._stood(each.row, tick) for tick in range(each.due, end))
        each.periods = each.late // self.world.climb_every
        each.rung = min(1 + each.periods, self.world.top)
        self._tell("breached", each.row.name, each.due, each.rung)

    def _climb(self, each: Watched) -> None:
        periods = each.late // self.world.climb_every
        if periods > each.periods:
            rung = min(1 + periods, self.world.top)
            self._tell("climbed" if rung > each.rung else "reminded", each.row.name, rung)
            each.periods, each.rung = periods, rung

    def _cancel(self, each: Watched) -> None:
        each.cancelled = True
        self._tell("milestone_cancelled", each.row.name)

    def _cancel_all(self) -> None:
        for each in self.open:
            self._cancel(each)
        self._sort_out()

    def _close(self) -> None:
        self._happens("closed")
        self.stage, self.window = "closed", self.world.appeal
        self._cancel_all()

    def _windows_end(self) -> None:
        if self.stage not in {"resolved", "declined", "closed"}:
            return
        if self.window == 0 and self.stage == "resolved":
            self._close()
        elif self.window == 0:
            self.stage = "over"
        self.window -= 1
