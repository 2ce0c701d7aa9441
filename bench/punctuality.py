"""How punctual a run was, by what is on record of cases that were due at known instants."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from bench.recorded import SERVED, Recorded
from bench.report import spread


class Punctuality(NamedTuple):
    """What came of deadlines that passed.

    `missed`: cases without a breach on record; `doubled`: with more than one; `early`: breaches and rungs on record
    before their time; `late_ms`: how long after its due moment each case's first breach was on record.
    """

    missed: int
    doubled: int
    early: int
    late_ms: list[float]

    @property
    def is_faultless(self) -> bool:
        """Tell whether each case was served, once and not before its time."""
        return not (self.missed or self.doubled or self.early)

    @property
    def lateness_ms(self) -> dict[str, float]:
        """Give p50, p99 and max."""
        return spread(self.late_ms)

    @property
    def drain_seconds(self) -> float:
        """Give how long after their common due moment the last case was served."""
        return round(max(self.late_ms, default=0.0) / 1000, 2)


def punctuality_of(due: Mapping[str, datetime], recorded: Iterable[Recorded], *, climb_every: timedelta) -> Punctuality:
    """Hold what is on record against the instants at which cases were due, by number; of others nothing is counted."""
    known = sorted((each for each in recorded if each.number in due), key=lambda each: each.at)
    served = [each for each in known if each.kind == SERVED]
    times = Counter(each.number for each in served)
    first = {each.number: each.at for each in reversed(served)}
    not_before = {number: (instant, instant + climb_every) for number, instant in due.items()}
    return Punctuality(
        missed=len(due.keys() - times.keys()),
        doubled=sum(count > 1 for count in times.values()),
        early=sum(each.at < not_before[each.number][each.kind != SERVED] for each in known),
        late_ms=[(at - due[number]) / timedelta(milliseconds=1) for number, at in first.items()],
    )


def seconds_until_served(recorded: Iterable[Recorded], *, since: datetime) -> float | None:
    """Give how long after `since` the first case was served; none where none was."""
    after = [each.at - since for each in recorded if each.kind == SERVED and each.at >= since]
    return round(min(after).total_seconds(), 2) if after else None
