"""The task force on the page of a case."""

from api.speaker import Speaker
from console.force_rows import force_rows
from tests import trial
from tests.domain.force import FRONT, ForceLife


class TestForceRows:
    def test_say_who_sat_where_and_what_they_said(self) -> None:
        life = ForceLife()
        life.do("record-meeting", trial.INVESTIGATOR, held_at=life.now, attended=["inv-1"], minutes="We met.")
        life.draft()
        life.dissent()

        rows, records = force_rows(life.force, speaker=Speaker(language="en", policy=life.policy))

        assert rows == [
            ("Front desk", "inv-1", "agrees"),
            ("Technical", "tech-1", "dissents: The test is not done."),
        ]
        assert records == ["Joint meeting M1 (2026-03-02 11:00): We met.", "Plan, version 1: Recall the batch."]

    def test_say_that_a_place_is_open(self) -> None:
        life = ForceLife(people=(FRONT,))

        rows, _ = force_rows(life.force, speaker=Speaker(language="zh", policy=life.policy))

        assert rows[1][1:] == ("（空缺）", "")
