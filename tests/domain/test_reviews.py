"""Looking back: a cycle that missed a deadline or came back is reviewed once, by somebody with no part in it (F6)."""

from typing import Any

import pytest

from domain.case import Handler
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from domain.registry import STAFF_COMMANDS
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_with, policy_with, resolved, row

REVIEWS: dict[str, Any] = {"case_reviews": {"owner": "team_lead"}}
SAID: dict[str, Any] = {
    "review": "V1",
    "cause": "late_handover",
    "department": "technical",
    "owner_rung": "department_head",
    "what": "Nobody took it over.",
    "improvement": "Hand over face to face.",
}
HANDLER = Handler(id="lead-9", department="front", rung="team_lead")
HANDLING_LEAD = Actor(role="team_lead", id="lead-9", department="front", rung="team_lead")


def breached(*rows: dict[str, Any]) -> Life:
    """A case that has missed a deadline."""
    life = life_with(*(rows or (row(),)), pack=REVIEWS)
    life.pass_time(hours=3)
    return life


def came_back(**changes: Any) -> Life:
    """A case whose complainant was not satisfied with the answer."""
    life = Life(policy=policy_with(**(REVIEWS | changes)), order_number=None)
    resolved(life)
    life.say("rate", score=1, solved=False)
    return life


def why(life: Life) -> list[tuple[int, str]]:
    return [(event.data["cycle"], event.data["why"]) for event in life.of(EventKind.REVIEW_OPENED)]


class TestOpening:
    def test_follows_a_missed_deadline_and_names_whose_work_it_was(self) -> None:
        life = life_with(row(), pack=REVIEWS)
        life.do("assign", handler="agent-1", people=(Handler(id="agent-1", department="front"),))

        life.pass_time(hours=3)

        [opened] = life.of(EventKind.REVIEW_OPENED)
        due_at = life.case.reviews[0].due_at
        assert due_at is not None
        assert (opened.actor, opened.data) == (
            "system",
            {
                "review": "V1",
                "cycle": 1,
                "why": "breached",
                "owner_rung": "team_lead",
                "handler": "agent-1",
                "due_at": due_at.isoformat(),
            },
        )
        assert "review_opened" in life.told("staff")
        assert life.rebuilt() == life.case

    def test_comes_once_a_cycle_however_much_is_missed(self) -> None:
        life = breached(row("one"), row("two", "PT1H"), row("three", "PT3H"))

        life.pass_time(hours=20)

        assert why(life) == [(1, "breached")]

    def test_follows_dissatisfaction_and_looks_at_the_cycle_that_ended(self) -> None:
        assert why(came_back()) == [(1, "dissatisfied")]

    def test_follows_an_appeal(self) -> None:
        life = Life(policy=policy_with(**REVIEWS), order_number=None)
        resolved(life)

        life.say("appeal", reason="unheard")

        assert why(life) == [(1, "appealed")]

    def test_follows_a_contest(self) -> None:
        life = Life(policy=policy_with(**REVIEWS), order_number=None)
        life.do("decline", trial.LEAD, reason="not ours", referral="the city")

        life.say("contest", reason="it is yours")

        assert why(life) == [(1, "contested")]

    def test_follows_each_cycle_that_comes_back_the_last_one_too(self) -> None:
        life = came_back(max_cycles=2)
        life.do("respond", trial.INVESTIGATOR, text="Still nothing.", final=True)

        life.say("rate", score=1, solved=False)

        assert why(life) == [(1, "dissatisfied"), (2, "dissatisfied")]
        assert life.case.exhausted

    def test_does_not_follow_satisfaction(self) -> None:
        life = Life(policy=policy_with(**REVIEWS), order_number=None)
        resolved(life)

        life.say("rate", score=5, solved=True)

        assert why(life) == []

    def test_is_off_where_the_pack_says_nothing(self) -> None:
        life = life_with(row())

        life.pass_time(hours=3)

        assert life.of(EventKind.BREACHED)
        assert why(life) == []


class TestRecording:
    def test_puts_cause_and_owner_in_the_open_and_the_words_in_private(self) -> None:
        life = breached()

        life.do("record-review", trial.LEAD, **SAID)

        [recorded] = life.of(EventKind.REVIEW_RECORDED)
        assert recorded.data == {
            "review": "V1",
            "cycle": 1,
            "why": "breached",
            "cause": "late_handover",
            "department": "technical",
            "owner_rung": "department_head",
        }
        assert recorded.private == {"what": SAID["what"], "improvement": SAID["improvement"]}
        [review] = life.case.reviews
        assert (review.cause, review.department, review.is_open) == ("late_handover", "technical", False)
        assert life.rebuilt() == life.case

    def test_leaves_the_owner_who_was_named_by_the_pack_unless_told(self) -> None:
        life = breached()

        life.do("record-review", trial.LEAD, **{name: value for name, value in SAID.items() if name != "owner_rung"})

        assert life.case.reviews[0].owner_rung == "team_lead"

    def test_fits_a_case_that_is_closed_meanwhile(self) -> None:
        life = breached()
        resolved(life)
        life.say("rate", score=5, solved=True)
        assert life.case.stage is Stage.CLOSED

        life.do("record-review", trial.LEAD, **SAID)

        assert not life.case.reviews[0].is_open

    def test_is_refused_once_the_case_is_in_the_archive(self) -> None:
        life = breached()
        life.say("withdraw")

        with pytest.raises(NotNow):
            life.do("record-review", trial.LEAD, **SAID)

    def test_is_refused_twice(self) -> None:
        life = breached()
        life.do("record-review", trial.LEAD, **SAID)

        with pytest.raises(NotNow, match="V1 is recorded already"):
            life.do("record-review", trial.HEAD, **SAID)

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"review": "V2"}, "review: this case has no review 'V2'"),
            ({"cause": "bad luck"}, "cause: "),
            ({"department": "kitchen"}, "department: no 'kitchen'; known: front, technical"),
            ({"owner_rung": "king"}, "owner_rung: no rung 'king'; known: handler, team_lead"),
            ({"what": " "}, "what: "),
            ({"improvement": "x" * 2_001}, "improvement: "),
        ],
    )
    def test_refuses_what_makes_no_sense_and_changes_nothing(self, fields: dict[str, Any], words: str) -> None:
        life = breached()
        before = life.case

        with pytest.raises(NotUnderstood, match=words):
            life.do("record-review", trial.LEAD, **(SAID | fields))

        assert life.case == before

    @pytest.mark.parametrize("actor", [trial.AGENT, trial.INVESTIGATOR, trial.CLERK, trial.TECHNICAL_LEAD])
    def test_is_for_leads_of_the_department(self, actor: Actor) -> None:
        with pytest.raises(NotAllowed):
            breached().do("record-review", actor, **SAID)

    def test_is_not_for_whose_work_is_looked_at(self) -> None:
        life = life_with(row(), pack=REVIEWS)
        life.do("assign", trial.LEAD, handler=HANDLER.id, people=(HANDLER,))
        life.pass_time(hours=3)

        with pytest.raises(NotAllowed, match="their own work"):
            life.do("record-review", HANDLING_LEAD, **SAID)

        life.do("record-review", trial.LEAD, **SAID)

    def test_is_not_for_who_decided_the_cycle_looked_at(self) -> None:
        life = Life(policy=policy_with(**REVIEWS), order_number=None)
        life.do("respond", trial.LEAD, text="No fault was found.", final=True)
        life.say("rate", score=1, solved=False)

        with pytest.raises(NotAllowed, match="their own work"):
            life.do("record-review", trial.LEAD, **SAID)

        life.do("record-review", trial.HEAD, **SAID)

    def test_is_offered_to_those_who_may(self) -> None:
        command = STAFF_COMMANDS["record-review"]
        life, nothing = breached(), Life(order_number=None)

        assert command.is_offered(life.case, pack=life.policy.pack, reader=trial.LEAD)
        assert not command.is_offered(nothing.case, pack=nothing.policy.pack, reader=trial.LEAD)


class TestErasure:
    def test_leaves_the_figures(self) -> None:
        life = breached()
        life.do("record-review", trial.LEAD, **SAID)

        life.events = [
            event.model_copy(update={"private": {}}) if event.sequence > 1 else event for event in life.events
        ]

        [review] = life.rebuilt().reviews
        assert (review.cause, review.department, review.what) == ("late_handover", "technical", "")
