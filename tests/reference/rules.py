"""The world that a case lives in, and when something is due in it: rules 1, 3 and 5, counted tick by tick."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil

from tests.reference.walls import Place, watch


@dataclass(frozen=True)
class Row:
    """A row of the milestones table; `unit` is `elapsed` (ticks), `minutes` or `days` (both worked)."""

    name: str
    levels: frozenset[int]
    unit: str
    length: int
    met_by: frozenset[str]
    warn_at: tuple[float, ...] = ()
    pauses: bool = False
    statutory: bool = False

    @property
    def outlasts_resolution(self) -> bool:
        """Tell whether it runs on in a resolved case."""
        return self.statutory or bool(self.met_by & {"rated", "closed"})


@dataclass(frozen=True)
class World:
    """A place, a pack in it, and the instant of intake, in ticks of a minute or a second after the place begins."""

    place: Place
    rows: tuple[Row, ...]
    starts: int
    climb_every: int
    reopen: str
    top: int = 3
    feedback: int = 2 * 1440
    appeal: int = 4 * 1440
    tick: timedelta = timedelta(minutes=1)

    def instant(self, tick: int) -> datetime:
        """Give the instant of a tick."""
        return self.place.begins_at + tick * self.tick

    def rows_at(self, level: int) -> dict[str, Row]:
        """Give the rows that hold at a level; of those with one name the first."""
        held = [row for row in self.rows if level in row.levels]
        return {row.name: row for row in reversed(held)}

    def due(self, row: Row, *, start: int, now: int, stood: Callable[[int], bool]) -> int:
        """Rules 1 and 3: the clock's start, the allowance, and the time that it stood so far, all of one kind."""
        left = row.length + self._stood(row, start, now, stood)
        if row.unit == "elapsed":
            return start + left
        return self._after_days(start, left) if row.unit == "days" else self._after_minutes(start, left)

    def warnings(
        self, row: Row, *, start: int, now: int, stood: Callable[[int], bool]
    ) -> tuple[tuple[float, int], ...]:
        """Rule 5: fractions of the allowance, moved by what the pauses have credited; seen at the next tick."""
        plain = self.due(row, start=start, now=start, stood=stood)
        moved = self.due(row, start=start, now=now, stood=stood)
        if row.unit == "elapsed":
            return tuple((each, start + _part(row.length, each) + moved - plain) for each in row.warn_at)
        whole, credit = self._worked(start, plain), self._worked(plain, moved)
        return tuple((each, self._after_minutes(start, _part(whole, each) + credit)) for each in row.warn_at)

    def is_provisional(self, row: Row, *, start: int, due: int) -> bool:
        """Tell whether working time was counted in a year that the calendar does not know."""
        if row.unit == "elapsed":
            return False
        return any(day.year not in self.place.covered for day in set(watch(self.place).days[start:due]))

    def _stood(self, row: Row, start: int, now: int, stood: Callable[[int], bool]) -> int:
        ticks = [tick for tick in range(start, now) if stood(tick)]
        if row.unit == "elapsed":
            return len(ticks)
        wall = watch(self.place)
        if row.unit == "days":
            return sum(tick in wall.opens for tick in ticks)
        return sum(wall.worked[tick] for tick in ticks)

    def _worked(self, start: int, end: int) -> int:
        return sum(watch(self.place).worked[start:end])

    def _after_minutes(self, start: int, left: int) -> int:
        wall, tick = watch(self.place), start
        while left:
            left -= wall.worked[tick]
            tick += 1
        return tick

    def _after_days(self, start: int, left: int) -> int:
        wall, tick = watch(self.place), start
        while left:
            tick += 1
            left -= tick in wall.closes and wall.days[tick - 1] > wall.days[start]
        return tick


def _part(length: int, fraction: float) -> int:
    return ceil(length * Fraction(str(fraction)))
