"""What holds however two lives went until one was merged into the other, and meanwhile (A6, time rule 10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain import agenda
from domain.case import Case
from domain.case_milestones import Milestone
from domain.handover import Handover
from domain.kinds import EventKind, Stage
from domain.refusals import Refused
from domain.words import Words
from tests import trial
from tests.domain import couple
from tests.domain.acts import ACTS, MANAGERS, POLICIES, Act, lives
from tests.domain.life import Life

AFTER_MERGING = {
    EventKind.MILESTONE_CANCELLED,
    EventKind.TASK_CANCELLED,
    EventKind.REVIEW_LEFT,
    EventKind.ARCHIVED,
    EventKind.NOT_APPLICABLE,
}


def since_merged(life: Life) -> list[EventKind]:
    kinds = [event.kind for event in life.events]
    return kinds[kinds.index(EventKind.MERGED) + 1 :] if EventKind.MERGED in kinds else []


class TestEveryLifeThatMayBeMerged:
    @given(life=lives())
    def test_ends_once(self, life: Life) -> None:
        kinds = [event.kind for event in life.events]

        assert max(kinds.count(EventKind.ARCHIVED), kinds.count(EventKind.MERGED)) <= 1
        assert kinds.count(EventKind.MERGING) - kinds.count(EventKind.NOT_MERGED) - kinds.count(EventKind.MERGED) in {
            0,
            1,
        }
        assert life.case.merging is None or not life.case.has_ended

    @given(life=lives(), minutes=st.integers(0, 60 * 24 * 60))
    def test_neither_warns_nor_escalates_nor_notifies_once_it_is_merged(self, life: Life, minutes: int) -> None:
        if life.case.stage is not Stage.MERGED:
            return
        merged = life.of(EventKind.MERGED)[0]

        later = life.pass_time(minutes=minutes)

        assert later == ()
        assert set(since_merged(life)) <= AFTER_MERGING
        assert agenda.next_at(life.case, life.policy) is None
        assert [owed.notice.what for owed in life.owed if owed.notice.sequence > merged.sequence] == []
        assert not (*life.case.open_milestones, *life.case.open_tasks, *life.case.held)
        assert life.case.standing_alert is None

    @given(life=lives())
    def test_takes_over_another_case_once(self, life: Life) -> None:
        taken = [event.data["from"] for event in life.of(EventKind.ABSORBED)]

        assert len(taken) == len(set(taken))
        assert tuple(taken) == life.case.merged_from


@dataclass
class Merged:
    """Two lives of which one was to be merged into the other; `before` and `after` it took over are that one."""

    survivor: Life
    duplicate: Life
    handover: Handover
    before: Case
    after: Case
    refusal: Words | None


def meet(one: Life, other: Life) -> None:
    """Let pass time in the one that lags behind."""
    behind, ahead = sorted((one, other), key=lambda life: life.now)
    behind.pass_time(seconds=(ahead.now - behind.now).total_seconds())


def acted(draw: st.DrawFn, life: Life, most: int) -> Life:
    acts: list[Act] = draw(st.lists(ACTS, max_size=most))
    for act in acts:
        act(life)
    return life


@st.composite
def merged(draw: st.DrawFn) -> Merged | None:
    """Two random lives, one asking to be merged into the other; none where it may not."""
    policy = draw(st.sampled_from(POLICIES))
    older = trial.MONDAY - timedelta(hours=draw(st.integers(0, 60)))
    alarm = draw(st.sampled_from([{}, {}, {}, {"reading": trial.FIRE}]))
    survivor = couple.case("RD-TEST", policy=policy)
    duplicate = couple.case("RD-UNDER", policy=policy, at=older, **alarm)
    for life in (survivor, duplicate):
        acted(draw, life, 6)
    meet(survivor, duplicate)
    try:
        handover = couple.begin(duplicate, survivor, MANAGERS[0])
    except Refused:
        return None
    acted(draw, survivor, 2)
    meet(survivor, duplicate)
    survivor.sleep()
    before = survivor.case
    refusal = couple.take_over(survivor, handover)
    after = survivor.case
    acted(draw, survivor, 2)
    meet(survivor, duplicate)
    couple.answer(duplicate, refusal)
    return Merged(survivor, duplicate, handover, before, after, refusal)


def running(case: Case) -> dict[str, Milestone]:
    return {m.name: m for m in case.open_milestones if m.breached_at is None}


def due_after(story: Merged) -> dict[str, datetime]:
    """Give what the surviving case had due right after it took over, but for what it had missed before."""
    missed = {m.name for m in story.before.open_milestones if m.breached_at}
    return {m.name: m.due_at for m in story.after.open_milestones if m.name not in missed}


class TestMergingAtRandom:
    @given(story=merged())
    def test_ends_one_case_and_not_the_other(self, story: Merged | None) -> None:
        if story is None:
            return
        ended = story.duplicate.case.has_ended

        assert ended is (story.refusal is None)
        assert (story.duplicate.case.tracking_number in story.survivor.case.merged_from) is ended
        assert story.duplicate.case.merging is None
        assert story.survivor.rebuilt() == story.survivor.case
        assert story.duplicate.rebuilt() == story.duplicate.case

    @given(story=merged())
    def test_makes_the_earlier_due_moment_of_both_that_of_the_surviving_case(self, story: Merged | None) -> None:
        if story is None or story.refusal or story.handover.red_alert:
            return
        here, handed, now = running(story.before), story.handover.due, due_after(story)

        for name in here.keys() & handed.keys():
            if name != min(here, key=lambda each: here[each].due_at):
                assert now[name] == min(here[name].due_at, handed[name])
            assert now[name] <= min(here[name].due_at, handed[name])

    @given(story=merged())
    def test_loses_no_promise_of_the_duplicate(self, story: Merged | None) -> None:
        if story is None or story.refusal:
            return
        here = {m.name for m in story.before.milestones if m.cycle == story.before.cycle and m.cancelled_at is None}
        promised = {n: at for n, at in story.handover.due.items() if n not in story.handover.missed and n not in here}
        now = due_after(story)

        assert not promised or not now or min(now.values()) <= min(promised.values())

    @given(story=merged())
    def test_loses_no_red_alert_and_nothing_on_record(self, story: Merged | None) -> None:
        if story is None or story.refusal:
            return
        [absorbed] = [e for e in story.survivor.of(EventKind.ABSORBED) if e.data["from"] == "RD-UNDER"]
        later = [e.kind for e in story.survivor.events if e.sequence > absorbed.sequence]
        asked = story.duplicate.of(EventKind.MERGING)[-1]

        assert absorbed.data["due"] == asked.data["due"]
        if story.handover.red_alert and story.survivor.policy.pack.red_alert:
            assert story.before.standing_alert or EventKind.RED_ALERT_RAISED in later
        # What a red alert has graded away applies no longer; the rest is missed here, too.
        assert running(story.before).keys() & set(story.handover.missed) & running(story.after).keys() == set()

    @given(story=merged(), minutes=st.integers(0, 60 * 24 * 30))
    def test_leaves_a_duplicate_that_was_refused_as_it_was(self, story: Merged | None, minutes: int) -> None:
        if story is None or story.refusal is None:
            return

        assert not story.duplicate.case.has_ended
        assert [e.kind for e in story.duplicate.events].count(EventKind.NOT_MERGED) >= 1
        story.duplicate.pass_time(minutes=minutes)
        assert story.duplicate.rebuilt() == story.duplicate.case
