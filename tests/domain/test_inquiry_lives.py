"""What holds in every investigation, whatever people, respondents and repair shops do (D2, D4, D6, F6)."""

from datetime import datetime

from hypothesis import given

from domain.case import Case
from domain.evolve import evolve
from domain.kinds import EventKind, Stage
from tests.domain.inquiry_acts import inquiries
from tests.domain.life import Life


class TestEveryInvestigation:
    @given(life=inquiries())
    def test_told_again_gives_the_same_case(self, life: Life) -> None:
        assert life.rebuilt() == life.case

    @given(life=inquiries())
    def test_pays_once(self, life: Life) -> None:
        paid = [event.data["remedy"] for event in life.of(EventKind.PAID)]

        assert len(paid) == len(set(paid))


class TestEveryPlannedTask:
    @given(life=inquiries())
    def test_opens_once_a_cycle_and_while_the_case_is_investigated(self, life: Life) -> None:
        case: Case | None = None
        for event in life.events:
            case = evolve(case, event)
            if event.kind is EventKind.TASK_OPENED and event.data.get("because") == "plan":
                assert case.stage is Stage.INVESTIGATING
                assert event.data["key"].startswith(f"plan/{case.cycle}/")
        keys = [task.key for task in life.case.tasks if task.because == "plan"]
        assert len(keys) == len(set(keys))


class TestEveryHearing:
    @given(life=inquiries())
    def test_comes_before_anything_is_found_against_the_respondent(self, life: Life) -> None:
        was_heard, until = False, None
        for event in life.events:
            if event.kind is EventKind.RESPONDENT_NOTIFIED:
                until = datetime.fromisoformat(event.data["until"])
            elif event.kind is EventKind.HEARING_ELAPSED:
                assert until is not None
                assert event.at > until
                was_heard = True
            elif event.kind is EventKind.RESPONDENT_HEARD:
                assert until is not None
                was_heard = True
            elif event.kind is EventKind.FINDING_RECORDED and event.data["responsible"] == "respondent":
                assert was_heard


class TestEveryRepair:
    @given(life=inquiries())
    def test_is_sent_done_and_cancelled_once_and_cancelled_only_when_asked(self, life: Life) -> None:
        told: dict[str, list[EventKind]] = {order.id: [] for order in life.case.work_orders}
        for event in life.events:
            if event.data.get("order") in told:
                told[event.data["order"]].append(event.kind)
        for kinds in told.values():
            for kind in (EventKind.WORK_ORDER_SENT, EventKind.WORK_ORDER_DONE, EventKind.WORK_ORDER_CANCELLED):
                assert kinds.count(kind) <= 1
            if EventKind.WORK_ORDER_CANCELLED in kinds:
                assert EventKind.WORK_ORDER_CANCELLING in kinds
                assert EventKind.WORK_ORDER_DONE not in kinds


class TestEveryReview:
    @given(life=inquiries())
    def test_is_recorded_or_left_or_still_waits_and_one_of_it_alone(self, life: Life) -> None:
        ended = [
            event.data["review"]
            for event in life.events
            if event.kind in {EventKind.REVIEW_RECORDED, EventKind.REVIEW_LEFT}
        ]
        waiting = [review.id for review in life.case.reviews if review.is_open]

        assert sorted([*ended, *waiting]) == sorted(review.id for review in life.case.reviews)
        assert not (life.case.has_ended and waiting)

    @given(life=inquiries())
    def test_is_reminded_of_after_its_due_time_and_not_twice_with_one_number(self, life: Life) -> None:
        due = {review.id: review.due_at for review in life.case.reviews}
        for event in life.of(EventKind.REVIEW_REMINDED):
            due_at = due[event.data["review"]]
            assert due_at is not None
            assert event.at > due_at
        told = [(event.data["review"], event.data["occurrence"]) for event in life.of(EventKind.REVIEW_REMINDED)]
        assert len(told) == len(set(told))
