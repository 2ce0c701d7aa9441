"""The cases of the benches of deadlines: due when the bench says so."""

from datetime import UTC, datetime, timedelta

from bench.punctual import ALLOWANCE, CLIMB_EVERY, PACK, punctual
from bench.rounds import PACKS
from domain import agenda
from domain.instant import JUST_AFTER
from domain.intake import open_case
from domain.kinds import EventKind, Stage
from domain.step import Step
from policies.reader import read_policy

DUE = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
FILED = DUE - timedelta(minutes=5)
POLICY = read_policy(PACKS / f"{PACK}.yaml")


def opened() -> Step:
    return open_case(punctual("BENCH-1", due_at=DUE).start, policy=POLICY, at=FILED)


class TestPunctual:
    def test_waits_for_people_until_its_one_milestone_is_due(self) -> None:
        case = opened().case

        assert case.stage is Stage.INVESTIGATING
        assert agenda.next_at(case, POLICY) == DUE + JUST_AFTER

    def test_is_breached_once_and_then_has_a_whole_day(self) -> None:
        step = Step(case=opened().case, policy=POLICY, at=DUE + timedelta(seconds=1))

        agenda.advance(step)

        assert [event.kind for event in step.events] == [EventKind.BREACHED]
        assert agenda.next_at(step.case, POLICY) == DUE + CLIMB_EVERY

    def test_has_the_times_of_its_pack(self) -> None:
        row = next(each for each in POLICY.pack.milestones if each.name == "fault_confirmed")

        assert (row.allowance.elapsed, POLICY.pack.climb_every) == (ALLOWANCE, CLIMB_EVERY)
