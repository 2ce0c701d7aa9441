"""What holds in every life, whatever people, neighbours and clocks do."""

from collections import Counter
from copy import copy
from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain import agenda
from domain.case import Case
from domain.evolve import evolve
from domain.kinds import EventKind, Stage
from tests.domain.acts import lives
from tests.domain.life import Life


def by_cycle(life: Life, kind: EventKind) -> Counter[tuple[Any, ...]]:
    """Count events of a kind by milestone and cycle, warnings by their fraction, too."""
    counted: Counter[tuple[Any, ...]] = Counter()
    cycle = 1
    for event in life.events:
        cycle = event.data["cycle"] if event.kind is EventKind.REOPENED else cycle
        if event.kind is kind:
            counted[event.data["milestone"], cycle, event.data.get("fraction")] += 1
    return counted


class TestEveryLife:
    @given(life=lives())
    def test_is_told_without_a_gap_and_told_again_gives_the_same_case(self, life: Life) -> None:
        assert [event.sequence for event in life.events] == list(range(1, len(life.events) + 1))
        assert all(a.at <= b.at for a, b in zip(life.events, life.events[1:], strict=False))
        assert life.rebuilt() == life.case

    @given(life=lives())
    def test_leaves_nothing_undone_that_is_due(self, life: Life) -> None:
        life.sleep()

        ahead = agenda.next_at(life.case, life.policy)

        assert ahead is None or ahead > life.now

    @given(life=lives())
    def test_is_always_some_department_s_once_it_was_assigned(self, life: Life) -> None:
        owners: list[str | None] = []
        case: Case | None = None
        for event in life.events:
            case = evolve(case, event)
            if owners or event.kind is EventKind.ASSIGNED:
                owners.append(case.department)

        assert owners
        assert set(owners) <= set(life.policy.pack.departments)

    @given(life=lives())
    def test_lets_nothing_but_words_and_settlements_follow_the_archive(self, life: Life) -> None:
        kinds = [event.kind for event in life.events]

        after = kinds[kinds.index(EventKind.ARCHIVED) + 1 :] if EventKind.ARCHIVED in kinds else []

        assert set(after) <= {EventKind.NOT_APPLICABLE, EventKind.PAID, EventKind.REMEDY_DONE}


class TestEveryMilestone:
    @given(life=lives())
    def test_is_warned_of_missed_and_met_once(self, life: Life) -> None:
        for kind in (EventKind.WARNED, EventKind.BREACHED, EventKind.MILESTONE_MET):
            assert max(by_cycle(life, kind).values(), default=0) <= 1

    @given(life=lives())
    def test_is_missed_only_when_late_and_never_late_without_it(self, life: Life) -> None:
        for event in life.of(EventKind.BREACHED):
            assert datetime.fromisoformat(event.data["due_at"]) < event.at
        for milestone in life.case.milestones:
            if milestone.met_at and milestone.cycle == life.case.cycle:
                assert (milestone.met_at > milestone.due_at) <= (milestone.breached_at is not None)

    @given(life=lives())
    def test_belongs_to_the_present_cycle_of_an_open_case(self, life: Life) -> None:
        assert {milestone.cycle for milestone in life.case.open_milestones} <= {life.case.cycle}
        if life.case.stage in {Stage.DECLINED, Stage.CLOSED, Stage.WITHDRAWN}:
            assert not life.case.open_milestones

    @given(life=lives(), minutes=st.integers(0, 60 * 24 * 20))
    def test_is_missed_and_climbs_the_same_in_an_outage(self, life: Life, minutes: int) -> None:
        if life.policy.pack.silence.means == "refused" and life.case.stage is Stage.AWAITING_COMPLAINANT:
            # What a silence taken for a refusal adds starts when that is noticed.
            return
        awake, asleep = life, copy(life)
        asleep.events = list(life.events)

        awake.pass_time(minutes=minutes)
        asleep.sleep(minutes=minutes)

        one, other = (
            {(event.data["milestone"], event.data["due_at"]) for event in each.of(EventKind.BREACHED)}
            for each in (awake, asleep)
        )
        assert one == other
        here, there = (
            {(m.name, m.due_at, m.rung, m.periods) for m in each.case.open_milestones} for each in (awake, asleep)
        )
        assert here == there


class TestEveryTask:
    @given(life=lives())
    def test_is_reminded_of_after_its_due_time_and_not_twice_with_one_number(self, life: Life) -> None:
        due = {task.id: task.due_at for task in life.case.tasks}
        for event in life.of(EventKind.TASK_REMINDED):
            due_at = due[event.data["task"]]
            assert due_at is not None
            assert event.at > due_at
        told = [(event.data["task"], event.data["occurrence"]) for event in life.of(EventKind.TASK_REMINDED)]
        assert len(told) == len(set(told))

    @given(life=lives())
    def test_keeps_the_due_time_that_was_set(self, life: Life) -> None:
        opened = {event.data["task"]: event.data["due_at"] for event in life.of(EventKind.TASK_OPENED)}

        assert opened == {task.id: task.due_at.isoformat() if task.due_at else None for task in life.case.tasks}

    @given(life=lives())
    def test_is_over_with_the_case(self, life: Life) -> None:
        if not life.case.is_open:
            assert not life.case.open_tasks


class TestMoney:
    @given(life=lives())
    def test_is_paid_once_after_approval_and_consent(self, life: Life) -> None:
        table: set[str] = set()
        approved: set[str] = set()
        agreed: set[str] = set()
        for event in life.events:
            if event.kind is EventKind.REMEDY_PROPOSED:
                table = {each["id"] for each in event.data["remedies"]}
            elif event.kind is EventKind.REMEDY_APPROVED:
                approved |= table
                agreed |= table if event.data.get("straight_through") else set()
            elif event.kind is EventKind.ACCEPTED or event.data.get("means") == "accepted":
                agreed |= table
            elif event.kind in {EventKind.PAYMENT_STARTED, EventKind.PAID}:
                assert event.data["remedy"] in approved & agreed
        paid = [event.data["remedy"] for event in life.of(EventKind.PAID)]
        assert len(paid) == len(set(paid))

    @given(life=lives())
    def test_is_never_more_than_was_approved_last(self, life: Life) -> None:
        approved = max((event.data["total_fen"] for event in life.of(EventKind.REMEDY_APPROVED)), default=0)

        assert sum(event.data["amount_fen"] for event in life.of(EventKind.PAID)) <= approved

    @given(life=lives())
    def test_is_decided_by_others_than_who_asked_for_it_or_decided_before(self, life: Life) -> None:
        authors: set[str] = set()
        for event in life.events:
            if event.kind is EventKind.REOPENED:
                authors = set()
            elif event.kind in {EventKind.FINDING_RECORDED, EventKind.REMEDY_PROPOSED}:
                authors.add(event.actor)
            elif event.kind in {EventKind.REMEDY_APPROVED, EventKind.SENT_BACK}:
                assert event.actor == "system" or event.actor not in authors
        assert not any(life.case.was_decided_by(deed.staff, cycle=deed.cycle - 1) for deed in life.case.deeds)
