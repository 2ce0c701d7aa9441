"""Two penalties at once, and an appeal that comes too late: both stand, a second ban does not, and words say why."""

import pytest

from domain.penalty_words import KINDS
from domain.refusals import Refused
from tests import trial
from tests.domain.matter_life import MatterLife
from tests.domain.penalised import BANNED, SPOTLESS, imposed, proposed, state


class TestTwoPenaltiesAtOnce:
    def test_both_stand_and_end_each_by_itself(self) -> None:
        first, second = imposed("points", points=3, lasts="P30D"), imposed("points", points=2)
        for life in (first, second):
            life.pass_time(days=1, seconds=1)

        first.do("lift-penalty", trial.HEAD, reason="A mix-up.")

        assert (state(first).state, state(second).state) == ("lifted", "in_force")

    def test_of_two_bans_at_once_the_second_one_is_not_confirmed(self) -> None:
        first, second = proposed(), proposed()
        first.do("confirm-penalty", trial.HEAD, known=SPOTLESS)

        with pytest.raises(Refused) as refused:
            second.do("confirm-penalty", trial.HEAD, known=BANNED)

        assert KINDS[state(second).penalty].zh in refused.value.words.zh
        assert state(second).confirmed_by == ""


def test_an_appeal_against_a_penalty_a_second_too_late_says_until_when_it_was() -> None:
    life: MatterLife = imposed("points", points=3)
    life.pass_time(days=15, seconds=1)

    life.say("appeal", reason="I was at home.")

    kept = life.events[-1]
    assert "届满" in kept.data["because"]["zh"]
    assert "was over at 2026-03-17" in kept.data["because"]["en"]
    assert state(life).appeal is None
