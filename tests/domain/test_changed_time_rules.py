"""Changed rules of time: a case from before decides again what it decided then (decision 19)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from domain.changes import Change
from domain.kinds import EventKind
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_with, row

HOUR = timedelta(hours=1)
RESUMES = {"reopen": "resume"}
NOTHING_DUE = trial.FINDING | {"cause": "unknown", "responsible": "none", "overcharged_fen": 0}


def regrade(life: Life, level: int) -> None:
    life.do("grade", trial.LEAD, level=level, reason="on reflection")


def open_again(life: Life) -> None:
    answerer = (trial.AGENT, trial.OTHER_AGENT)[life.case.cycle - 1]
    life.do("respond", answerer, text="No.", final=True)
    life.pass_time(hours=24)
    life.say("appeal", reason="unheard")


def acknowledged_first(follows: set[Change]) -> Life:
    life = life_with(row("a", "PT30M", "acknowledged", when="level == 2"), follows=follows)
    life.pass_time(hours=1)
    regrade(life, 2)
    return life


def sat_a_cycle_out(follows: set[Change]) -> Life:
    life = life_with(row("a", "PT90H", "finding_recorded", when="level != 2"), pack=RESUMES, follows=follows)
    open_again(life)
    open_again(life)
    return life


def missed_before(follows: set[Change]) -> Life:
    life = life_with(row("a", "PT2H", "finding_recorded", when="level == 1"), pack=RESUMES, follows=follows)
    life.pass_time(hours=3)
    open_again(life)
    life.do("record-finding", trial.OTHER_AGENT, **NOTHING_DUE)
    life.pass_time(hours=1)
    regrade(life, 1)
    return life


def paused_after(follows: set[Change]) -> Life:
    life = life_with(row("a", "PT2H", "responded", when="level == 2", pauses=True), follows=follows)
    life.pass_time(hours=3)
    life.do("respond", text="We are looking.", final=False)
    life.do("ask", of="complainant", text="Which one?")
    life.pass_time(hours=6)
    life.say("reply", text="That one.")
    regrade(life, 2)
    return life


def outcome(life: Life) -> tuple[int, datetime]:
    return len(life.of(EventKind.BREACHED)), life.milestone("a").due_at


class TestChange:
    @pytest.mark.parametrize(
        ("change", "live", "before", "now"),
        [
            (Change.WORK_AT_THE_OPENING_COUNTS, acknowledged_first, (1, HOUR / 2), (0, HOUR / 2)),
            (Change.EVERY_STRETCH_BETWEEN_CYCLES_COUNTS, sat_a_cycle_out, (0, 114 * HOUR), (0, 138 * HOUR)),
            (Change.CARRIED_BREACH_IS_NOT_SAID_AGAIN, missed_before, (2, 2 * HOUR), (1, 2 * HOUR)),
            (Change.PAUSES_AFTER_THE_WORK_CREDIT_NOTHING, paused_after, (0, 8 * HOUR), (1, 2 * HOUR)),
        ],
    )
    def test_counts_for_new_decisions_and_not_for_those_made_before(
        self,
        change: Change,
        live: Callable[[set[Change]], Life],
        before: tuple[int, timedelta],
        now: tuple[int, timedelta],
    ) -> None:
        old, new = live(set(Change) - {change}), live(set(Change))

        assert outcome(old) == (before[0], trial.MONDAY + before[1])
        assert outcome(new) == (now[0], trial.MONDAY + now[1])
