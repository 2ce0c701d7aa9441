"""The fold: total over all kinds, strict about order, the same from stored events, and lasting beyond erasure."""

from datetime import timedelta
from typing import Any

import pytest

from domain.events import Event
from domain.evolve import FOLDS, evolve
from domain.kinds import EventKind, Stage
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import WAYS, life_in

# What changes nothing of a case by itself: words, notices, and what later capabilities bring.
SILENT = frozenset(EventKind) - frozenset(FOLDS) - {EventKind.RECEIVED}


def event(life: Life, kind: EventKind, **data: Any) -> Event:
    return Event(sequence=life.case.sequence + 1, at=life.now, kind=kind, actor="system", data=data)


class TestEvolve:
    @pytest.mark.parametrize("kind", sorted(SILENT))
    def test_counts_an_event_that_changes_nothing_else(self, kind: EventKind) -> None:
        life = Life()

        after = evolve(life.case, event(life, kind))

        assert after.sequence == life.case.sequence + 1
        assert after.last_event is kind
        assert after.stage is life.case.stage

    @pytest.mark.parametrize("step", [0, 2, -1])
    def test_refuses_an_event_out_of_order(self, step: int) -> None:
        life = Life()
        stray = event(life, EventKind.NOTE).model_copy(update={"sequence": life.case.sequence + step})

        with pytest.raises(ValueError, match="does not follow"):
            evolve(life.case, stray)

    def test_leaves_the_case_before_as_it_was(self) -> None:
        life = Life()
        before = life.case.model_copy(deep=True)

        evolve(life.case, event(life, EventKind.RED_ALERT_RAISED))
        evolve(life.case, event(life, EventKind.NOTE).model_copy(update={"at": life.now + timedelta(hours=1)}))

        assert life.case == before

    def test_tells_since_when_the_stage_stands(self) -> None:
        life = Life()
        life.pass_time(hours=1)
        life.do("note", text="Mind the dog.")
        since = life.case.stage_since
        life.do("record-finding", **trial.FINDING)

        assert (since, life.case.stage_since) == (trial.MONDAY, trial.MONDAY + timedelta(hours=1))

    @pytest.mark.parametrize("stage", WAYS)
    def test_gives_the_same_case_from_stored_events(self, stage: Stage) -> None:
        life = life_in(stage)
        life.pass_time(days=2)

        assert life.rebuilt() == life.case


class TestErasure:
    def test_leaves_a_case_that_counts_and_names_nobody(self) -> None:
        life = Life(title="My bike", claims={"shame": "great"})
        life.do("propose", remedies=[{"kind": "apology", "note": "to Zhang San"}])
        life.say("reply", text="I am Zhang San")
        life.do("note", text="Zhang San called")

        case = None
        for each in life.events:
            case = evolve(case, each.model_copy(update={"private": {}}))

        assert case is not None
        assert (case.stage, case.level, case.sequence) == (life.case.stage, life.case.level, life.case.sequence)
        left = case.model_dump_json()
        assert not any(word in left for word in ("Zhang", "+86", "My bike", "great", "ORDER-1"))
