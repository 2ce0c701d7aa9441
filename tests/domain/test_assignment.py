"""Assignment: department, handler, classification, grades and rungs."""

from typing import Any

import pytest

from domain.case import Handler
from domain.events import Actor
from domain.kinds import EventKind, Stage
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_in, life_with, resolved, row

FRONT = Handler(id="agent-1", department="front")
OTHER = Handler(id="agent-2", department="front")
TECH = Handler(id="tech-1", department="technical")
ANYWHERE = Handler(id="boss-1", rung="senior_management")


class TestAssign:
    def test_gives_an_agent_the_case_that_they_take(self) -> None:
        life = Life()

        life.do("assign", handler="agent-1", people=(FRONT,))

        assert life.case.handler == FRONT

    @pytest.mark.parametrize(
        "fields", [{"handler": "agent-2"}, {"handler": "agent-1", "department": "technical"}, {"department": "front"}]
    )
    def test_lets_an_agent_give_it_to_nobody_else(self, fields: dict[str, Any]) -> None:
        with pytest.raises(NotAllowed, match="yourself only"):
            Life().do("assign", people=(FRONT, OTHER), **fields)

    @pytest.mark.parametrize("actor", [trial.LEAD, trial.HEAD, trial.MANAGER])
    def test_lets_a_lead_give_it_to_anybody_of_the_department(self, actor: Actor) -> None:
        life = Life()

        life.do("assign", actor, handler="agent-2", people=(OTHER,))

        assert life.case.handler == OTHER

    def test_takes_somebody_who_belongs_to_every_department(self) -> None:
        life = Life()

        life.do("assign", trial.LEAD, handler="boss-1", people=(ANYWHERE,))

        assert life.case.handler == ANYWHERE

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"handler": "tech-1"}, "does not belong to 'front'"),
            ({"handler": "nobody-1"}, "no active member"),
            ({"department": "kitchen"}, "known: front, technical"),
            ({}, "name a handler"),
            ({"handler": "x" * 65}, "handler"),
        ],
    )
    def test_refuses_who_or_what_there_is_not(self, fields: dict[str, Any], words: str) -> None:
        with pytest.raises(NotUnderstood, match=words):
            Life().do("assign", trial.LEAD, people=(TECH, FRONT), **fields)

    def test_gives_up_the_handler_with_the_department(self) -> None:
        life = Life()
        life.do("assign", handler="agent-1", people=(FRONT,))

        life.do("assign", trial.LEAD, department="technical")

        assert (life.case.department, life.case.handler) == ("technical", None)
        with pytest.raises(NotAllowed, match="belongs to technical"):
            life.do("note", text="Still mine?")

    def test_plans_by_the_rows_of_the_other_department(self) -> None:
        life = life_with(row("a", "PT1H", when="department == 'technical'"), row("b", "PT1H"))

        life.do("assign", trial.LEAD, department="technical", handler="tech-1", people=(TECH,))

        assert {milestone.name for milestone in life.case.open_milestones} == {"a", "b"}
        assert life.case.handler == TECH

    def test_keeps_a_new_cycle_from_who_decided_the_last(self) -> None:
        life = Life(order_number=None)
        resolved(life)
        life.say("appeal", reason="unheard")

        for actor in (trial.AGENT, trial.LEAD):
            with pytest.raises(NotUnderstood, match="last cycle"):
                life.do("assign", actor, handler="agent-1", people=(FRONT,))
        assert life.case.handler is None

    @pytest.mark.parametrize("stage", [Stage.RESOLVED, Stage.DECLINED])
    def test_is_possible_in_every_open_stage_and_moves_none(self, stage: Stage) -> None:
        life = life_in(stage)

        life.do("assign", trial.LEAD, handler="agent-2", people=(OTHER,))

        assert life.case.stage is stage


class TestClassify:
    def test_grades_and_routes_anew_and_keeps_what_it_was(self) -> None:
        life = Life()

        life.do("classify", category="fault", kind="lock")

        assert (life.case.level, life.case.department, life.case.handler) == (2, "technical", None)
        correction = life.of(EventKind.CLASSIFIED)[-1]
        assert correction.data["before"] == {"category": "billing", "kind": "overcharge"}
        assert (correction.data["by"], correction.data["confidence"]) == ("staff", 100)

    def test_leaves_the_handler_where_the_department_stays(self) -> None:
        life = Life()
        life.do("assign", handler="agent-1", people=(FRONT,))

        life.do("classify", category="other", kind="other")

        assert life.case.handler == FRONT

    @pytest.mark.parametrize(("category", "kind"), [("fault", "overcharge"), ("gold", "lock"), ("fault", "x" * 65)])
    def test_refuses_what_the_catalogue_does_not_have(self, category: str, kind: str) -> None:
        with pytest.raises(NotUnderstood, match="kind"):
            Life().do("classify", category=category, kind=kind)


class TestGrade:
    def test_changes_only_what_is_named_with_its_reason(self) -> None:
        life = Life()

        life.do("grade", trial.LEAD, severity="emergency", reason="a child was there")

        assert (life.case.level, life.case.urgency, life.case.severity) == (1, "normal", "emergency")
        graded = life.of(EventKind.GRADED)[-1]
        assert set(graded.data["because"]) == {"severity"}
        assert graded.private == {"reason": "a child was there"}

    @pytest.mark.parametrize(
        "fields", [{}, {"level": 0}, {"level": 4}, {"level": "high"}, {"urgency": "mild"}, {"severity": "bad"}]
    )
    def test_refuses_grades_that_are_none(self, fields: dict[str, Any]) -> None:
        with pytest.raises(NotUnderstood):
            Life().do("grade", trial.LEAD, reason="why not", **fields)

    def test_needs_a_reason(self) -> None:
        with pytest.raises(NotUnderstood, match="reason"):
            Life().do("grade", trial.LEAD, level=2)


class TestEscalate:
    def test_makes_the_rung_answer_for_the_case(self) -> None:
        life = Life()

        life.do("escalate", to="department_head")

        assert life.case.owner_rung == 2
        assert life.of(EventKind.ESCALATED)[0].data["to"] == "department_head"

    @pytest.mark.parametrize("to", ["handler", "team_lead"])
    def test_goes_up_only(self, to: str) -> None:
        life = Life()
        life.do("escalate", to="team_lead")

        with pytest.raises(NotNow, match="already"):
            life.do("escalate", to=to)

    def test_counts_the_rungs_that_a_breach_has_climbed(self) -> None:
        life = life_with(row("a", "PT1H"))
        life.pass_time(hours=2, minutes=30)

        with pytest.raises(NotNow):
            life.do("escalate", to="department_head")

    def test_refuses_a_rung_that_there_is_not(self) -> None:
        with pytest.raises(NotUnderstood, match="known: handler, team_lead"):
            Life().do("escalate", to="heaven")
