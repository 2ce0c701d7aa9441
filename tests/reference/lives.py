"""Lives at random, lived twice: by the engine's core, and before the eyes of the watchman."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.calendar import Calendar
from domain.events import Event
from domain.kinds import EventKind, Stage
from domain.policy import Policy
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import policy_with
from tests.reference.rules import Row, World
from tests.reference.walls import PLACES
from tests.reference.watchman import SETTLED, Told, Watchman

UNITS = {"minutes": "working_minutes", "days": "working_days"}
NOTHING_DUE = trial.FINDING | {"cause": "unknown", "responsible": "none", "overcharged_fen": 0}
BOSSES = [trial.MANAGER.model_copy(update={"id": f"boss-{number}"}) for number in range(1, 4)]
COMPARED = {
    EventKind.WARNED,
    EventKind.BREACHED,
    EventKind.CLIMBED,
    EventKind.REMINDED,
    EventKind.PAUSED,
    EventKind.RESUMED,
    EventKind.MILESTONE_MET,
    EventKind.MILESTONE_CANCELLED,
}


def period(ticks: int, tick: timedelta) -> str:
    """Write so many ticks as ISO 8601."""
    return f"PT{ticks * int(tick.total_seconds())}S"


def policy_of(world: World) -> Policy:
    """Write the world's pack and calendar as an operator would."""
    rows = [
        {
            "name": row.name,
            "when": " || ".join(f"level == {level}" for level in sorted(row.levels)),
            "allowance": {UNITS[row.unit]: row.length} if row.unit in UNITS else period(row.length, world.tick),
            "met_by": sorted(row.met_by),
            "warn_at": list(row.warn_at),
            "pauses": row.pauses,
            "statutory": row.statutory,
        }
        for row in world.rows
    ]
    named = policy_with(
        zone=world.place.zone,
        milestones=rows,
        climb_every=period(world.climb_every, world.tick),
        reopen=world.reopen,
        feedback_window=period(world.feedback, world.tick),
        appeal_window=period(world.appeal, world.tick),
    )
    return Policy(pack=named.pack, calendar=Calendar.model_validate(world.place.calendar))


class TwoLives:
    """One case, lived by the core (`life`) and watched tick by tick (`watchman`)."""

    def __init__(self, world: World) -> None:
        self.world, self.watchman = world, Watchman(world)
        at = world.instant(world.starts)
        self.life = Life(policy=policy_of(world), at=at, order_number=None)
        self.life.sleep()

    def act(self, gap: int, choice: int, level: int, until: int | None, *, is_dark: bool = False) -> None:
        """Let time pass, in the dark where nobody looks, then do one thing that fits the stage, in both lives."""
        length = gap * self.world.tick.total_seconds()
        if is_dark and self.watchman.stage == "investigating":
            self.life.sleep(seconds=length)
            self.watchman.sleep(gap)
        else:
            self.life.pass_time(seconds=length)
            self.watchman.live(gap)
        stages = {"resolved": self._resolved, "closed": self._closed, "declined": self._declined}
        if self.watchman.stage == "investigating":
            acts = self._investigating(level, until)
            acts[choice % len(acts)]()
        elif self.watchman.stage in stages:
            acts = stages[self.watchman.stage]()
            acts[choice % len(acts)]()

    def _investigating(self, level: int, until: int | None) -> list[Callable[[], None]]:
        return [
            lambda: self._both("grade", trial.LEAD, level=level, reason="word")(self.watchman.grade, level),
            lambda: self._ask("complainant", until),
            lambda: self._ask("complainant", None),
            lambda: self._both("reply", text="word")(self.watchman.reply),
            lambda: self._both("reply", text="word")(self.watchman.reply),
            lambda: self._both("respond", self._boss, text="word", final=False)(self.watchman.work, "responded"),
            lambda: self._both("record-finding", self._boss, **NOTHING_DUE)(self.watchman.work, "finding_recorded"),
            self._answer,
            lambda: self._both("grade", trial.LEAD, level=level, reason="word")(self.watchman.grade, level),
            self._answer,
            lambda: self._ask("respondent", until),
            lambda: self._both("decline", self._boss, reason="word", referral="word")(self.watchman.decline),
            lambda: self._both("withdraw")(self.watchman.withdraw),
        ]

    def _resolved(self) -> list[Callable[[], None]]:
        again = self._again()
        return [
            *again,
            *again,
            lambda: self._both("close", trial.LEAD, reason="word")(self.watchman.close),
            lambda: self._both("rate", score=5, solved=True)(lambda: self.watchman.close(rated=True)),
        ]

    def _closed(self) -> list[Callable[[], None]]:
        return self._again()[:1]

    def _declined(self) -> list[Callable[[], None]]:
        may = self.watchman.cycle < 3 and not self.life.case.contested
        return [lambda: self._both("contest", reason="word")(self.watchman.reopen)] if may else [lambda: None]

    def _again(self) -> list[Callable[[], None]]:
        if self.watchman.cycle == 3:
            return [lambda: None, lambda: None]
        return [
            lambda: self._both("appeal", reason="word")(self.watchman.reopen),
            lambda: self._both("rate", score=1, solved=False)(lambda: self.watchman.reopen(rated=True)),
        ]

    def _answer(self) -> None:
        self._both("respond", self._boss, text="word", final=True)(self.watchman.resolve)

    def _ask(self, whom: str, until: int | None) -> None:
        at = self.world.instant(self.watchman.now + until).isoformat() if until else None
        tick = self.watchman.now + until if until else None
        self._both("ask", self._boss, of=whom, text="word", until=at)(self.watchman.ask, whom, tick)

    @property
    def _boss(self) -> Any:
        return BOSSES[self.watchman.cycle - 1]

    def _both(self, name: str, *actor: Any, **fields: Any) -> Callable[..., None]:
        give = self.life.do if actor else self.life.say
        give(name, *actor, **fields)
        return lambda watch, *given: watch(*given)

    def told(self) -> tuple[list[Told], list[Told]]:
        """Give what either has to say of the deadlines, in one order."""
        events = [self._as_told(event) for event in self.life.events if event.kind in COMPARED]
        return sorted(events, key=repr), sorted(self.watchman.told, key=repr)

    def standing(self) -> tuple[set[Told], set[Told]]:
        """Give how either sees each milestone of each cycle."""
        ours = {
            (m.name, m.cycle, self._tick(m.due_at), m.provisional, m.is_open, m.rung) for m in self.life.case.milestones
        }
        theirs = {(m.row.name, m.cycle, m.due, m.provisional, m.is_open, m.rung) for m in self.watchman.milestones}
        return ours, theirs

    def _tick(self, at: datetime) -> int:
        return (at - self.world.place.begins_at) // self.world.tick

    def _as_told(self, event: Event) -> Told:
        just_after = int(event.at > self.world.instant(self._tick(event.at)))
        if event.kind is EventKind.WARNED:
            # A fraction of working time need not fall on a tick: the watchman sees it at the next.
            return (str(event.kind), (self._tick(event.at) + just_after, 0), *self._details(event))
        instant = (self._tick(event.at), just_after)
        return (str(event.kind), instant, *self._details(event))

    def _details(self, event: Event) -> Iterator[Any]:
        data = event.data
        if event.kind in {EventKind.PAUSED, EventKind.RESUMED}:
            yield from sorted(data["milestones"])
            return
        yield data["milestone"]
        if event.kind is EventKind.BREACHED:
            yield self._tick(datetime.fromisoformat(data["due_at"]))
        if event.kind in {EventKind.WARNED, EventKind.MILESTONE_MET}:
            yield data["fraction"] if event.kind is EventKind.WARNED else data["late"]
        if "rung_index" in data:
            yield data["rung_index"]

    def stages(self) -> tuple[bool, bool]:
        """Tell whether either takes the case for one at work."""
        return self.life.case.stage is Stage.INVESTIGATING, self.watchman.stage not in SETTLED


KINDS = ("responded", "finding_recorded", "answered", "resolved", "rated", "closed", "acknowledged")
LEVELS = ({1}, {2}, {1, 2}, {1, 3}, {2, 3}, {1, 2, 3}, {1, 2, 3})
FRACTIONS = st.lists(st.sampled_from([0.1, 0.3, 0.5, 0.8, 0.9]), unique=True, max_size=3).map(sorted).map(tuple)


@st.composite
def rows(draw: st.DrawFn, *, units: tuple[str, ...]) -> Row:
    """A row whose every instant falls on a tick."""
    unit = draw(st.sampled_from(units))
    stops = draw(st.sampled_from(["", "pauses", "pauses", "statutory"]))
    return Row(
        name=draw(st.sampled_from("abcd")),
        levels=frozenset(draw(st.sampled_from(LEVELS))),
        unit=unit,
        length=draw(st.integers(1, 4)) if unit == "days" else 10 * draw(st.integers(1, 180)),
        met_by=frozenset(draw(st.sets(st.sampled_from(KINDS), min_size=1, max_size=2))),
        warn_at=draw(FRACTIONS),
        pauses=stops == "pauses",
        statutory=stops == "statutory",
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A place with a pack of minutes, hours and days."""
    return World(
        place=draw(st.sampled_from(PLACES)),
        rows=tuple(draw(st.lists(rows(units=("elapsed", "minutes", "days")), min_size=2, max_size=6))),
        # From the second day: of the first the watchman saw no morning.
        starts=10 * draw(st.integers(144, 9 * 144)),
        climb_every=draw(st.sampled_from([45, 60, 26 * 60])),
        reopen=draw(st.sampled_from(["restart", "resume"])),
    )


@st.composite
def worlds_of_seconds(draw: st.DrawFn) -> World:
    """A place with a pack of seconds, as drills have it."""
    return World(
        place=PLACES[0],
        rows=tuple(draw(st.lists(rows(units=("elapsed",)), min_size=2, max_size=6))),
        starts=draw(st.integers(0, 86_400)),
        climb_every=draw(st.sampled_from([1, 7, 60])),
        reopen=draw(st.sampled_from(["restart", "resume"])),
        feedback=600,
        appeal=1200,
        tick=timedelta(seconds=1),
    )


GAPS = st.one_of(
    st.integers(0, 12).map(lambda tens: 10 * tens),
    st.integers(0, 600),
    st.integers(0, 36).map(lambda hours: 60 * hours),
)
ACTS = st.tuples(GAPS, st.integers(0, 25), st.integers(1, 3), st.one_of(st.none(), st.integers(1, 900)))
SCRIPTS = st.lists(st.tuples(ACTS, st.sampled_from([False, False, True])), min_size=4, max_size=16)
