"""Payments that failed for good: sent to the gateway again, or paid by hand and said so by two people."""

from datetime import timedelta
from typing import Any

import pytest

from domain.addressing import addressed, asks_for_people
from domain.changes import Change
from domain.command import StaffCommand
from domain.duty import Absence, Person
from domain.kinds import EventKind, Stage
from domain.notice_needs import is_needed
from domain.payments import RETRY_AFTER
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from domain.registry import STAFF_COMMANDS
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_in

R1 = "RD-TEST-R1"
LEAVE = Absence(begins_at=trial.MONDAY, ends_at=trial.MONDAY + timedelta(days=60), deputy="dep-1")
AWAY = Person(id="fin-1", rung="handler", role="finance", absences=(LEAVE,))
OTHER = Person(id="fin-2", rung="handler", role="finance")
DEPUTY = Person(id="dep-1", rung="team_lead", role="team_lead", department="front")
BEFORE = set(Change) - {Change.PAID_BY_HAND_TAKES_TWO, Change.FAILED_PAYMENTS_GO_TO_FINANCE}


def failed_for_good(life: Life | None = None) -> Life:
    life = life or life_in(Stage.REMEDYING)
    for _ in range(len(RETRY_AFTER) + 1):
        life.paid(status="refused")
        life.pass_time(hours=1)
    return life


def say_paid(life: Life, actor: Any = trial.FINANCE, reference: str = "BANK-1") -> None:
    life.do("confirm-remedy", actor, remedy=R1, how="by transfer", reference=reference)


def offered(life: Life, command: str) -> bool:
    kind: type[StaffCommand] = STAFF_COMMANDS[command]
    return kind.is_offered(life.case, pack=life.policy.pack, reader=trial.FINANCE)


class TestRetryPayment:
    def test_sends_it_again_by_the_same_key_and_ends_the_task(self) -> None:
        life = failed_for_good()
        is_offered = offered(life, "retry-payment")

        life.do("retry-payment", trial.FINANCE, remedy=R1, reason="another account")

        again = life.of(EventKind.PAYMENT_STARTED)[-1]
        assert is_offered
        assert (again.actor, again.data["remedy"], again.data["attempt"]) == ("staff:fin-1", R1, 7)
        assert again.private == {"reason": "another account"}
        assert life.case.remedies[0].status == "paying"
        assert not life.case.open_tasks
        life.paid()
        assert life.case.stage is Stage.RESOLVED

    def test_is_a_task_again_where_it_is_refused_once_more(self) -> None:
        life = failed_for_good()
        life.do("retry-payment", trial.FINANCE, remedy=R1, reason="another account")

        life.paid(status="refused")
        life.pass_time(days=1)

        assert life.case.remedies[0].status == "manual"
        assert len(life.of(EventKind.PAYMENT_STARTED)) == 7
        assert [task.id for task in life.case.open_tasks] == ["T2"]

    def test_may_come_before_the_next_try(self) -> None:
        life = life_in(Stage.REMEDYING)
        life.paid(status="refused")

        life.do("retry-payment", trial.LEAD, remedy=R1, reason="the account is open again")
        life.paid()

        assert life.case.stage is Stage.RESOLVED
        assert not life.pass_time(days=1)

    def test_is_for_finance_and_leads(self) -> None:
        with pytest.raises(NotAllowed):
            failed_for_good().do("retry-payment", remedy=R1, reason="please")

    @pytest.mark.parametrize(("remedy", "error"), [("RD-TEST-R9", NotUnderstood), (R1, NotNow)])
    def test_is_of_a_payment_that_has_failed(self, remedy: str, error: type[Exception]) -> None:
        life = life_in(Stage.REMEDYING)

        with pytest.raises(error):
            life.do("retry-payment", trial.FINANCE, remedy=remedy, reason="please")

    def test_is_given_once_of_two_at_once(self) -> None:
        life = failed_for_good()
        life.do("retry-payment", trial.FINANCE, remedy=R1, reason="please")

        with pytest.raises(NotNow, match="under way"):
            life.do("retry-payment", trial.OTHER_FINANCE, remedy=R1, reason="please")

    def test_waits_for_what_is_said_of_a_hand_to_be_taken_back(self) -> None:
        life = failed_for_good()
        say_paid(life)
        was_offered = offered(life, "retry-payment"), offered(life, "take-back-payment")
        with pytest.raises(NotNow, match="by hand"):
            life.do("retry-payment", trial.LEAD, remedy=R1, reason="please")

        life.do("take-back-payment", trial.OTHER_FINANCE, remedy=R1, reason="it bounced")
        life.do("retry-payment", trial.LEAD, remedy=R1, reason="please")

        assert was_offered == (False, True)
        assert life.case.remedies[0].status == "paying"


class TestPaidByHand:
    def test_is_done_once_two_people_have_said_the_same(self) -> None:
        life = failed_for_good()

        say_paid(life)
        waiting = life.case.remedies[0]
        say_paid(life, trial.LEAD)

        assert waiting.reported
        assert (waiting.status, waiting.reported.by, waiting.reported.reference) == ("manual", "fin-1", "BANK-1")
        [first], [second] = life.of(EventKind.PAYMENT_REPORTED), life.of(EventKind.REMEDY_CONFIRMED)
        assert [(event.actor, event.private["reference"]) for event in (first, second)] == [
            ("staff:fin-1", "BANK-1"),
            ("staff:lead-1", "BANK-1"),
        ]
        assert life.case.stage is Stage.RESOLVED
        assert life.case.remedies[0].reported is None
        assert not life.case.open_tasks

    def test_is_not_done_by_the_same_person_twice(self) -> None:
        life = failed_for_good()
        say_paid(life)

        with pytest.raises(NotNow, match="second person"):
            say_paid(life)

    def test_is_not_done_where_the_two_do_not_agree(self) -> None:
        life = failed_for_good()
        say_paid(life)

        with pytest.raises(NotNow, match="another reference"):
            say_paid(life, trial.OTHER_FINANCE, "BANK-2")

    def test_is_put_right_by_whoever_said_it(self) -> None:
        life = failed_for_good()
        say_paid(life, reference="BANK-2")

        say_paid(life)
        say_paid(life, trial.OTHER_FINANCE)

        assert life.case.stage is Stage.RESOLVED

    def test_is_not_said_without_the_reference(self) -> None:
        with pytest.raises(NotUnderstood, match="reference"):
            failed_for_good().do("confirm-remedy", trial.FINANCE, remedy=R1, how="in cash")

    def test_is_not_sent_to_the_gateway_meanwhile(self) -> None:
        life = life_in(Stage.REMEDYING)
        life.paid(status="refused")

        say_paid(life)
        life.pass_time(days=1)
        tries = len(life.of(EventKind.PAYMENT_STARTED))
        life.do("take-back-payment", trial.FINANCE, remedy=R1, reason="it bounced")

        assert (tries, len(life.of(EventKind.PAYMENT_STARTED))) == (1, 2)

    def test_is_looked_into_where_the_gateway_has_paid_after_all(self) -> None:
        life = failed_for_good()
        say_paid(life)

        life.paid()

        assert life.case.stage is Stage.RESOLVED
        assert [(task.because, task.role) for task in life.case.open_tasks] == [("paid_twice", "finance")]

    def test_is_taken_back_only_while_it_waits(self) -> None:
        life = failed_for_good()

        with pytest.raises(NotNow):
            life.do("take-back-payment", trial.FINANCE, remedy=R1, reason="it bounced")

    def test_was_said_by_one_in_cases_from_before(self) -> None:
        life = failed_for_good(life_in(Stage.REMEDYING, follows=BEFORE))

        life.do("confirm-remedy", trial.FINANCE, remedy=R1, how="in cash")

        assert life.case.stage is Stage.RESOLVED


class TestTask:
    def test_is_announced_to_finance_and_to_whoever_owns_the_case(self) -> None:
        life = failed_for_good()

        told = [owed.to for owed in life.owed if owed.notice.what is EventKind.TASK_OPENED]
        assert [(to.role, bool(to.rungs)) for to in told] == [("finance", False), ("", True)]

    def test_is_ended_by_confirming_alone(self) -> None:
        life = failed_for_good()
        [task] = life.case.open_tasks
        with pytest.raises(NotNow, match="confirm-remedy"):
            life.do("complete-task", task=task.id, result="paid")

        life.paid_by_hand()

        assert (task.because, task.done_by) == ("payment_failed", "confirm-remedy")
        assert [each.data["task"] for each in life.of(EventKind.TASK_DONE)] == [task.id]

    def test_is_no_task_any_more_once_the_gateway_has_paid_after_all(self) -> None:
        life = failed_for_good()

        life.paid()

        assert not life.case.open_tasks
        assert life.case.stage is Stage.RESOLVED

    @pytest.mark.parametrize(
        ("people", "told"),
        [
            ([AWAY.model_copy(update={"absences": ()}), OTHER], ["staff:fin-1"]),
            ([AWAY, OTHER], ["staff:fin-2"]),
            ([AWAY, DEPUTY], ["staff:dep-1"]),
            ([AWAY], ["staff:fin-1"]),
            ([DEPUTY], []),
        ],
    )
    def test_reaches_who_is_there_of_finance_or_stands_in_for_them(self, people: list[Person], told: list[str]) -> None:
        life = failed_for_good()
        [owed] = [each for each in life.owed if each.to.role]

        reached = list(addressed(owed, events=life.events, people=people, department="front"))

        assert asks_for_people(owed)
        assert [each.receiver for each in reached] == told
        assert all(is_needed(each, life.case) for each in reached)
