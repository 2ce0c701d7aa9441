"""Who sits in a task force: somebody of each department who is there, else higher up, else nobody yet (D3, H13)."""

from datetime import timedelta
from typing import Any

import pytest

from domain.addressing import addressed
from domain.case import Handler
from domain.duty import Absence, Person
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from tests import trial
from tests.domain.force import AS_TECH_2, BOSS, FRONT, PEOPLE, TECHNICAL, TECHNICAL_LEAD, ForceLife


def away(person: Person, deputy: str | None = None) -> Person:
    absence = Absence(begins_at=trial.MONDAY, ends_at=trial.MONDAY + timedelta(days=9), deputy=deputy)
    return person.model_copy(update={"absences": (absence,)})


class TestSeating:
    def test_takes_whoever_is_there(self) -> None:
        tech_2 = TECHNICAL.model_copy(update={"id": "tech-2"})

        assert ForceLife(people=(FRONT, away(TECHNICAL), tech_2)).force.members == ("inv-1", "tech-2")

    def test_takes_the_deputy_of_whoever_is_away(self) -> None:
        [_, technical] = ForceLife(people=(FRONT, away(TECHNICAL, deputy="inv-1"))).force.seats

        assert (technical.staff, technical.deputy_of) == ("inv-1", "tech-1")

    def test_goes_up_the_ladder_where_a_department_has_nobody_and_says_so(self) -> None:
        [_, technical] = ForceLife(people=(FRONT, TECHNICAL_LEAD, BOSS)).force.seats

        assert (technical.staff, technical.rung, technical.passed_over) == ("lead-2", "team_lead", ("handler",))

    def test_leaves_a_place_open_where_nobody_is_there_at_all(self) -> None:
        life = ForceLife(people=(FRONT,))

        assert life.seats() == [("front", "inv-1", "handler"), ("technical", "", "")]
        assert [(task.id, task.assignee) for task in life.case.tasks] == [("T1", None), ("T2", "inv-1"), ("T3", None)]

    def test_passes_over_whoever_works_on_no_cases(self) -> None:
        clerk = TECHNICAL.model_copy(update={"id": "clerk-2", "role": "clerk"})

        assert ForceLife(people=(FRONT, clerk, TECHNICAL)).force.members == ("inv-1", "tech-1")

    def test_seats_others_in_a_new_cycle_and_cancels_what_the_first_left_open(self) -> None:
        inv_2 = FRONT.model_copy(update={"id": "inv-2"})
        life = ForceLife(people=(*PEOPLE, inv_2))
        life.draft()
        life.agree()
        life.do("respond", trial.INVESTIGATOR, text="No fault was found.", final=True)

        life.say("rate", score=1, solved=False)

        assert life.case.cycle == 2
        assert life.seats() == [("front", "inv-2", "handler"), ("technical", "lead-2", "team_lead")]
        assert [task.assignee for task in life.case.open_tasks] == [None, "inv-2", "lead-2"]
        assert [force.cycle for force in life.case.task_forces] == [1, 2]


class TestReplacing:
    def test_gives_place_and_open_tasks_to_somebody_else(self) -> None:
        life = ForceLife()

        life.do("replace-member", trial.LEAD, people=(AS_TECH_2,), department="technical", by="tech-2")

        assert life.force.members == ("inv-1", "tech-2")
        assert life.case.tasks[2].assignee == "tech-2"

    def test_fills_an_open_place(self) -> None:
        life = ForceLife(people=(FRONT,))

        life.do("replace-member", trial.LEAD, people=(AS_TECH_2,), department="technical", by="tech-2")

        assert life.force.members == ("inv-1", "tech-2")

    def test_takes_the_voice_with_it_and_settles_where_all_others_spoke(self) -> None:
        life = ForceLife(people=(FRONT, TECHNICAL))
        life.draft()
        assert life.force.silent == ("tech-1",)

        life.do("replace-member", trial.LEAD, people=(AS_TECH_2,), department="technical", by="tech-2")
        assert life.force.silent == ("tech-2",)
        inv_1 = Handler(id="inv-1", department=None)
        life.do("replace-member", trial.LEAD, people=(inv_1,), department="technical", by="inv-1")

        assert life.force.settled_at == life.now

    @pytest.mark.parametrize(
        ("fields", "people", "error", "words"),
        [
            ({"department": "legal", "by": "tech-2"}, (AS_TECH_2,), NotUnderstood, "is made of front, technical"),
            ({"department": "technical", "by": "tech-9"}, (), NotUnderstood, "no active member of staff"),
            ({"department": "front", "by": "tech-2"}, (AS_TECH_2,), NotUnderstood, "does not belong to"),
            (
                {"department": "technical", "by": "tech-1"},
                (Handler(id="tech-1", department="technical"),),
                NotNow,
                "sits in that place already",
            ),
        ],
    )
    def test_is_refused_in_words(
        self, fields: dict[str, Any], people: tuple[Handler, ...], error: type[Exception], words: str
    ) -> None:
        with pytest.raises(error, match=words):
            ForceLife().do("replace-member", trial.LEAD, people=people, **fields)

    def test_is_for_team_leads(self) -> None:
        with pytest.raises(NotAllowed):
            ForceLife().do("replace-member", trial.INVESTIGATOR, department="technical", by="tech-2")

    def test_needs_a_task_force(self) -> None:
        with pytest.raises(NotNow, match="no task force"):
            ForceLife(flags=()).do(
                "replace-member", trial.LEAD, people=(AS_TECH_2,), department="technical", by="tech-2"
            )

    def test_keeps_out_who_decided_the_last_cycle(self) -> None:
        life = ForceLife()
        life.draft()
        life.agree()
        life.do("respond", trial.INVESTIGATOR, text="No fault was found.", final=True)
        life.say("rate", score=1, solved=False)

        with pytest.raises(NotUnderstood, match="took part in the last cycle"):
            life.do(
                "replace-member",
                trial.LEAD,
                people=(Handler(id="tech-1", department="technical"),),
                department="technical",
                by="tech-1",
            )


class TestTelling:
    @pytest.mark.parametrize(
        ("people", "told"),
        [
            ((FRONT, TECHNICAL), ["staff:inv-1", "staff:tech-1"]),
            ((FRONT, FRONT.model_copy(update={"id": "lead-1", "rung": "team_lead"})), ["staff:inv-1", "staff:lead-1"]),
            ((), []),
        ],
    )
    def test_reaches_members_and_for_an_open_place_whoever_can_fill_it(
        self, people: tuple[Person, ...], told: list[str]
    ) -> None:
        life = ForceLife(people=people)
        [owed] = [owed for owed in life.owed if owed.to.seats]

        notices = addressed(owed, events=life.events, people=people, department="front")

        assert [notice.receiver for notice in notices] == told
