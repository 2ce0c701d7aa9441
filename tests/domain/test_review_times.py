"""Reviews have a due time, are reminded of like tasks, and may be for another department (F6)."""

from datetime import timedelta
from typing import Any

import pytest

from domain import permissions
from domain.addressing import addressed
from domain.changes import Change
from domain.duty import Person
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.notice_needs import is_needed
from domain.refusals import NotAllowed, NotNow
from domain.registry import STAFF_COMMANDS
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_with, policy_with, resolved, row

SAID: dict[str, Any] = {
    "review": "V1",
    "cause": "late_handover",
    "department": "front",
    "what": "Nobody took it over.",
    "improvement": "Hand over face to face.",
}
TECHNICAL_AGENT = Actor(role="agent", id="tech-1", department="technical", rung="handler")


def breached(**section: Any) -> Life:
    """A case that has missed a deadline at two hours past its beginning, and is looked back at."""
    life = life_with(row(), pack={"case_reviews": {"owner": "team_lead", "allowance": "PT24H"} | section})
    life.pass_time(hours=3)
    return life


def reminders(life: Life) -> list[int]:
    return [event.data["occurrence"] for event in life.of(EventKind.REVIEW_REMINDED)]


class TestDueTime:
    def test_counts_from_the_opening_in_the_kind_of_time_of_the_pack(self) -> None:
        life = breached()

        [review], [opened] = life.case.reviews, life.of(EventKind.REVIEW_OPENED)
        assert review.due_at == opened.at + timedelta(hours=24)
        assert opened.data["due_at"] == review.due_at.isoformat()

    def test_is_ten_working_days_unless_the_pack_says_something_else(self) -> None:
        life = life_with(row(), pack={"case_reviews": {"owner": "team_lead"}})

        life.pass_time(hours=3)

        [review] = life.case.reviews
        assert review.due_at is not None
        assert (review.due_at.date() - trial.MONDAY.date()).days == 14

    def test_is_reminded_of_just_after_it_and_then_at_each_interval(self) -> None:
        life = breached()
        every = life.policy.pack.climb_every

        life.pass_time(hours=23)
        assert reminders(life) == []
        life.pass_time(seconds=every.total_seconds() * 2)

        assert reminders(life)[:2] == [1, 2]
        assert life.case.reviews[0].is_overdue
        assert life.rebuilt() == life.case

    def test_is_reminded_of_once_after_an_outage(self) -> None:
        life = breached()
        [review] = life.case.reviews
        assert review.due_at is not None

        life.sleep(days=10)

        [said] = reminders(life)
        assert said == 1 + (life.now - review.due_at) // life.policy.pack.climb_every

    def test_is_over_once_it_is_recorded(self) -> None:
        life = breached()
        life.do("record-review", trial.LEAD, **SAID)

        life.pass_time(days=5)

        assert reminders(life) == []
        assert not life.case.reviews[0].is_overdue

    @pytest.mark.parametrize("stage", [Stage.RESOLVED, Stage.CLOSED])
    def test_goes_on_in_a_case_that_is_settled(self, stage: Stage) -> None:
        life = breached()
        resolved(life)
        if stage is Stage.CLOSED:
            life.say("rate", score=5, solved=True)

        life.pass_time(days=3)

        assert life.case.stage is stage
        assert reminders(life)[:2] == [1, 2]

    def test_goes_on_in_a_case_that_was_declined(self) -> None:
        life = breached()
        life.do("decline", trial.LEAD, reason="not ours", referral="the city")

        life.pass_time(days=3)

        assert life.case.stage is Stage.DECLINED
        assert reminders(life)

    def test_is_none_in_a_case_that_decided_before(self) -> None:
        life = life_with(
            row(), pack={"case_reviews": {"owner": "team_lead"}}, follows=set(Change) - {Change.REVIEWS_ARE_DUE}
        )

        life.pass_time(days=40)

        assert [review.due_at for review in life.case.reviews] == [None]
        assert reminders(life) == []


class TestReviewLeftUndone:
    def test_is_named_as_the_case_goes_to_the_archive(self) -> None:
        life = breached()

        life.say("withdraw")

        assert [event.data for event in life.of(EventKind.REVIEW_LEFT)] == [{"review": "V1"}]
        assert [event.kind for event in life.events[-2:]] == [EventKind.REVIEW_LEFT, EventKind.ARCHIVED]
        [review] = life.case.reviews
        assert (review.is_open, review.is_undone, review.left_at) == (False, True, life.now)
        assert life.rebuilt() == life.case

    def test_is_not_said_of_one_that_was_recorded(self) -> None:
        life = breached()
        life.do("record-review", trial.LEAD, **SAID)

        life.say("withdraw")

        assert life.of(EventKind.REVIEW_LEFT) == []

    def test_is_not_said_by_a_case_that_decided_before(self) -> None:
        life = life_with(
            row(),
            pack={"case_reviews": {"owner": "team_lead"}},
            follows=set(Change) - {Change.UNDONE_REVIEWS_ARE_NAMED},
        )
        life.pass_time(hours=3)

        life.say("withdraw")

        assert life.of(EventKind.REVIEW_LEFT) == []


class TestOtherDepartment:
    def test_records_instead_of_that_of_the_case(self) -> None:
        life = breached(department="technical")

        with pytest.raises(NotAllowed, match="Review V1 is for Technical to record"):
            life.do("record-review", trial.LEAD, **SAID)
        life.do("record-review", trial.TECHNICAL_LEAD, **SAID)

        assert not life.case.reviews[0].is_undone

    def test_leaves_senior_management_its_say(self) -> None:
        life = breached(department="technical")

        life.do("record-review", trial.MANAGER, **SAID)

        assert not life.case.reviews[0].is_undone

    def test_is_offered_the_review_and_nothing_else(self) -> None:
        life, command = breached(department="technical"), STAFF_COMMANDS["record-review"]

        assert command.is_offered(life.case, pack=life.policy.pack, reader=trial.TECHNICAL_LEAD)
        assert not command.is_offered(life.case, pack=life.policy.pack, reader=trial.LEAD)
        with pytest.raises(NotAllowed, match="belongs to front"):
            life.do("note", trial.TECHNICAL_LEAD, text="Hello.")

    def test_has_no_say_once_it_has_recorded(self) -> None:
        life = breached(department="technical")
        life.do("record-review", trial.TECHNICAL_LEAD, **SAID)

        with pytest.raises(NotAllowed, match="belongs to front"):
            life.do("record-review", trial.TECHNICAL_LEAD, **SAID)
        with pytest.raises(NotNow, match="recorded already"):
            life.do("record-review", trial.LEAD, **SAID)

    def test_opens_the_case_file_for_its_leads_until_the_review_is_recorded(self) -> None:
        life = breached(department="technical")

        before = [
            permissions.may_open(life.case, staff=actor.id, role=actor.role, department=actor.department)
            for actor in (trial.LEAD, trial.TECHNICAL_LEAD, TECHNICAL_AGENT)
        ]
        life.do("record-review", trial.TECHNICAL_LEAD, **SAID)

        assert before == [True, True, False]
        assert not permissions.may_open(life.case, staff="lead-2", role="team_lead", department="technical")

    def test_is_who_is_told_and_reminded(self) -> None:
        life = breached(department="technical")
        life.pass_time(hours=26)
        people = [Person(id="a", rung="team_lead", department="front")]
        people.append(Person(id="b", rung="team_lead", department="technical"))

        told = {
            owed.notice.what: [
                each.receiver for each in addressed(owed, events=life.events, people=people, department="front")
            ]
            for owed in life.owed
            if owed.notice.what in {EventKind.REVIEW_OPENED, EventKind.REVIEW_REMINDED}
        }

        assert told == {EventKind.REVIEW_OPENED: ["staff:b"], EventKind.REVIEW_REMINDED: ["staff:b"]}

    def test_follows_the_case_where_the_pack_names_none(self) -> None:
        life = breached()
        life.do("assign", trial.LEAD, department="technical")

        life.do("record-review", trial.TECHNICAL_LEAD, **SAID)

        assert not life.case.reviews[0].is_undone


class TestReminder:
    def test_is_not_sent_any_more_once_the_review_is_recorded(self) -> None:
        life = breached()
        life.pass_time(hours=26)
        people = [Person(id="a", rung="team_lead", department="front")]
        owed = next(each for each in life.owed if each.notice.what is EventKind.REVIEW_REMINDED)
        [notice] = addressed(owed, events=life.events, people=people, department="front")
        before = is_needed(notice, life.case)

        life.do("record-review", trial.LEAD, **SAID)

        assert before
        assert not is_needed(notice, life.case)
        assert notice.notice.subject == "V1"


class TestPack:
    def test_names_no_department_unless_it_is_another(self) -> None:
        section = policy_with(case_reviews={"owner": "team_lead"}).pack.case_reviews

        assert section is not None
        assert section.department is None
