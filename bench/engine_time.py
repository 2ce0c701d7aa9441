"""`redress bench agenda`: what the deadline engine itself costs, with no server: working time, and a case's agenda.

Microseconds on the processor. Of several runs the best counts: the others say how busy the machine is. Cold: every due
moment and warning of a case never seen before, then what is next; unchanged: what is next once more.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle
from time import process_time
from timeit import repeat
from typing import Any, Final

from bench.report import report
from domain import agenda
from domain.case import Case
from domain.case_milestones import Milestone, Pause
from domain.complaint import Complainant, Complaint, LongText
from domain.kinds import Channel, Stage
from domain.milestones import dated, undated
from domain.pack_rows import MilestoneRow
from domain.policy import Policy
from domain.triage import TriageReading
from policies.reader import SHIPPED, read_policy

MILESTONES: Final = 8
PAUSES: Final = 20
RUNS: Final = 40
CALLS: Final = 20
YEAR_OF_WORK: Final = timedelta(hours=261 * 8)
WANTED: Final = {"add_year_us": "< 20", "agenda_cold_us": "< 500", "agenda_unchanged_us": "< 50"}

_RECEIVED: Final = datetime(2026, 3, 2, 3, tzinfo=UTC)
_ALLOWANCES: Final[tuple[Any, ...]] = ("P30D", {"working_hours": 200}, {"working_days": 30}, {"working_minutes": 9_000})


def main() -> None:
    """Measure and report."""
    policy = _policy()
    cases = (_case(policy, received_at=_RECEIVED + timedelta(seconds=second)) for second in range(RUNS * CALLS + 1))
    unplanned = iter(list(cases))
    begun = _planned(next(unplanned), policy)
    missed = begun.model_copy(update={"milestones": tuple(_missed(each) for each in begun.milestones)})
    figures = {
        "add_year_us": _best(lambda: policy.working_time.add(_RECEIVED, YEAR_OF_WORK)),
        "agenda_cold_us": _best(lambda: _ask(_planned(next(unplanned), policy), policy)),
        "agenda_unchanged_us": _best(lambda: _ask(begun, policy)),
        "agenda_all_missed_us": _best(lambda: _ask(missed, policy)),
        "milestones": len(begun.open_milestones),
        "pauses": len(begun.pauses),
    }
    report("agenda", figures, wanted=WANTED)


def _ask(case: Case, policy: Policy) -> None:
    agenda.next_at(case, policy)


def _best(call: Callable[[], object]) -> float:
    return round(min(repeat(call, number=CALLS, repeat=RUNS, timer=process_time)) / CALLS * 1e6, 1)


def _policy() -> Policy:
    shipped = read_policy(SHIPPED / "retail.yaml")
    rows = (
        {"name": f"milestone_{place}", "allowance": allowance, "met_by": ["resolved"], "warn_at": [0.5, 0.8]}
        for place, allowance in zip(range(MILESTONES), cycle(_ALLOWANCES), strict=False)
    )
    milestones = tuple(MilestoneRow.model_validate(row | {"pauses": True}) for row in rows)
    return shipped.model_copy(update={"pack": shipped.pack.model_copy(update={"milestones": milestones})})


def _case(policy: Policy, *, received_at: datetime) -> Case:
    """Make a case with nothing met and the complainant asked again and again; no due moment is counted yet."""
    asked = (received_at + timedelta(hours=12 * each) for each in range(PAUSES))
    now = received_at + timedelta(hours=12 * PAUSES)
    return Case(
        tracking_number="RD-BENCH",
        pack=policy.pack.pack,
        pack_version=policy.pack.version,
        complaint=Complaint(
            service_line=policy.pack.service_lines[0],
            channel=Channel.WEB,
            description=LongText(text="The parcel is late."),
            complainant=Complainant(name="Zhang San"),
            reading=TriageReading(),
        ),
        received_at=received_at,
        stage=Stage.INVESTIGATING,
        stage_since=received_at,
        cycle_since=received_at,
        last_event_at=now,
        milestones=tuple(undated(row, cycle=1, start=received_at) for row in policy.pack.milestones),
        pauses=tuple(Pause(began_at=each, ended_at=each + timedelta(hours=5)) for each in asked),
    )


def _planned(case: Case, policy: Policy) -> Case:
    """Count every due moment and warning, each pause credited."""
    time = policy.working_time_in(case.complaint.region)
    planned = (dated(each, pauses=case.pauses, until=case.last_event_at, time=time) for each in case.milestones)
    return case.model_copy(update={"milestones": tuple(planned)})


def _missed(milestone: Milestone) -> Milestone:
    # Missed before the first pause, so that each of them moves its next rung.
    return milestone.model_copy(update={"due_at": _RECEIVED, "breached_at": _RECEIVED})
