"""The words of explanations, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.explanation import StepKind, explain_case
from domain.explanation_words import in_short, say_instant, tell
from domain.zones import load_zone
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_with, row

SHANGHAI = load_zone("Asia/Shanghai")


def told(life: Life, language: str) -> list[str]:
    [explanation] = explain_case(life.case, policy=life.policy)
    return [tell(step, zone=SHANGHAI, language=language) for step in explanation.steps]


def waited(life: Life) -> Life:
    life.do("ask", of="complainant", text="Which one?")
    life.pass_time(hours=24)
    life.say("reply", text="That one.")
    return life


class TestTell:
    def test_tells_each_step_in_english(self) -> None:
        life = waited(life_with(row("a", {"working_days": 4}, pauses=True)))

        assert told(life, "en") == [
            "the clock starts at Mon 2026-03-02 11:00",
            "4 working days from then is Fri 2026-03-06 18:00",
            "paused from Mon 2026-03-02 11:00 to Tue 2026-03-03 11:00: "
            "1 working day credited, which makes Mon 2026-03-09 18:00",
            "not worked: 2026-03-07 – 2026-03-08 (weekend)",
            "due at Mon 2026-03-09 18:00",
        ]

    def test_tells_each_step_in_chinese(self) -> None:
        life = waited(life_with(row("a", {"working_days": 4}, pauses=True)))

        assert told(life, "zh") == [
            "自2026-03-02（周一）11:00起算",
            "期限 4 个工作日，至2026-03-06（周五）18:00",
            "2026-03-02（周一）11:00至2026-03-03（周二）11:00暂停：计入 1 个工作日，顺延至2026-03-09（周一）18:00",
            "不计：2026-03-07 – 2026-03-08（周末）",
            "应不晚于2026-03-09（周一）18:00完成",
        ]

    @pytest.mark.parametrize(("language", "nothing"), [("en", "nothing credited"), ("zh", "计入 0，")])
    def test_says_when_a_pause_adds_nothing(self, language: str, nothing: str) -> None:
        friday_night = datetime(2026, 3, 6, 12, tzinfo=UTC)
        life = waited(life_with(row("a", {"working_hours": 4}, pauses=True), at=friday_night))

        assert nothing in told(life, language)[2]

    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_has_words_for_every_kind_of_step(self, language: str) -> None:
        life = life_with(row("a", "PT2H"))
        [explanation] = explain_case(life.case, policy=life.policy)

        for kind in StepKind:
            assert tell(explanation.steps[0]._replace(step=kind), zone=SHANGHAI, language=language)

    @pytest.mark.parametrize(("language", "more"), [("en", " more stretches"), ("zh", "等，另有 ")])
    def test_lists_the_first_of_many_stretches_alone(self, language: str, more: str) -> None:
        life = life_with(row("a", {"working_days": 780}))

        skipped = next(line for line in told(life, language) if more in line)

        assert skipped.count("周末" if language == "zh" else "weekend") == 12


class TestSayInstant:
    def test_gives_seconds_only_where_there_are_any(self) -> None:
        assert say_instant(trial.MONDAY, SHANGHAI, "en") == "Mon 2026-03-02 11:00"
        assert say_instant(trial.MONDAY + timedelta(seconds=2), SHANGHAI, "zh") == "2026-03-02（周一）11:00:02"


class TestInShort:
    def test_names_allowance_start_and_the_number_of_pauses(self) -> None:
        life = waited(life_with(row("a", {"working_days": 4}, pauses=True)))

        said = [in_short(life.milestone("a"), life.case, zone=SHANGHAI, language=each) for each in ("en", "zh")]

        assert said == [
            "4 working days from Mon 2026-03-02 11:00, 1 pause credited",
            "自2026-03-02（周一）11:00起 4 个工作日，计入 1 次暂停",
        ]
