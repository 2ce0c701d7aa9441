"""Grading: level, urgency and severity by rows and by hand, and who may move a deadline later for it."""

from datetime import timedelta

import pytest

from domain.kinds import EventKind
from domain.refusals import NotAllowed
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_with, policy_with, row

HOUR = timedelta(hours=1)
SLOW_WHEN_TECHNICAL = (
    row("a", "PT4H", when="kind != 'lock'", warn_at=[0.5], pauses=True),
    row("a", "PT8H", warn_at=[0.5], pauses=True),
)


class TestPostponement:
    def test_is_refused_to_an_agent_once_it_was_warned(self) -> None:
        life = life_with(*SLOW_WHEN_TECHNICAL)
        life.pass_time(hours=3)

        with pytest.raises(NotAllowed, match="only a team lead"):
            life.do("classify", category="fault", kind="lock")
        life.do("classify", trial.LEAD, category="fault", kind="lock")

        assert life.milestone("a").due_at == trial.MONDAY + 8 * HOUR

    def test_is_open_to_an_agent_before_the_warning(self) -> None:
        life = life_with(*SLOW_WHEN_TECHNICAL)

        life.do("classify", category="fault", kind="lock")

        assert life.milestone("a").due_at == trial.MONDAY + 8 * HOUR

    def test_is_no_postponement_where_only_the_pause_was_credited(self) -> None:
        life = life_with(*SLOW_WHEN_TECHNICAL)
        life.pass_time(hours=3)
        life.do("ask", of="complainant", text="Which one?")
        life.pass_time(hours=3)

        life.do("classify", category="other", kind="other")

        assert life.case.kind == "other"

    def test_is_not_had_by_taking_the_milestone_away_either(self) -> None:
        life = life_with(
            row("a", "PT4H", when="kind == 'overcharge'", warn_at=[0.5]), row("a", "PT8H", when="kind == 'lock'")
        )
        life.pass_time(hours=3)

        with pytest.raises(NotAllowed, match="only a team lead"):
            life.do("classify", category="other", kind="other")
        life.do("classify", trial.LEAD, category="other", kind="other")

        assert life.case.open_milestones == ()
        with pytest.raises(NotAllowed):
            life.do("classify", category="fault", kind="lock")

    def test_is_what_moving_to_another_department_may_be_for_a_lead(self) -> None:
        life = life_with(row("a", "PT4H", when="department == 'front'", warn_at=[0.5]), row("a", "PT8H"))
        life.pass_time(hours=3)

        life.do("assign", trial.LEAD, department="technical")

        assert life.milestone("a").due_at == trial.MONDAY + 8 * HOUR


class TestByRules:
    def test_gives_each_grade_with_its_reason(self) -> None:
        graded = Life(flags=("legal",), amount_fen=0).of(EventKind.GRADED)[0]

        assert (graded.data["level"], graded.data["urgency"], graded.data["severity"]) == (3, "normal", "major")
        assert graded.data["because"]["level"] == {"zh": "法律纠纷", "en": "legal dispute"}
        assert graded.data["because"]["severity"]["en"] == "grave"
        assert "amount_band" not in graded.data["because"]

    @pytest.mark.parametrize(
        ("amount", "zh", "en"),
        [
            (20_000, "争议金额 200.00 元，不超过 200.00 元", "¥200.00 in dispute, at most ¥200.00"),
            (20_001, "争议金额 200.01 元，超过 200.00 元", "¥200.01 in dispute, over ¥200.00"),
            (300_000, "争议金额 3,000.00 元，超过 2,000.00 元", "¥3,000.00 in dispute, over ¥2,000.00"),
        ],
    )
    def test_says_why_the_amount_is_in_its_band(self, amount: int, zh: str, en: str) -> None:
        graded = Life(amount_fen=amount).of(EventKind.GRADED)[0]

        assert graded.data["because"]["amount_band"] == {"zh": zh, "en": en}

    @pytest.mark.parametrize(
        ("amount", "band"), [(0, ""), (1, "small"), (20_000, "small"), (20_001, "medium"), (200_001, "large")]
    )
    def test_names_the_band_of_the_amount(self, amount: int, band: str) -> None:
        assert Life(amount_fen=amount).case.amount_band == band

    def test_has_no_bands_where_the_pack_has_none(self) -> None:
        assert Life(policy=policy_with(amount_bands=None)).case.amount_band == ""

    def test_never_goes_below_the_level_of_a_later_cycle(self) -> None:
        life = Life(order_number=None)
        life.do("respond", text="No.", final=True)
        life.say("appeal", reason="unheard")

        life.do("classify", trial.OTHER_AGENT, category="billing", kind="overcharge")

        assert life.case.level == 2
        assert life.of(EventKind.GRADED)[-1].data["because"]["level"]["en"] == "taken up again, one level higher"

    _NO_ANSWER = "kind == 'other' && 10 / delayed_minutes > 1"

    def test_passes_over_a_row_that_has_no_answer(self) -> None:
        urgent = {"give": "urgent", "when": self._NO_ANSWER, "because": {"zh": "甲", "en": "a"}}
        grading = policy_with().pack.model_dump(mode="json")["grading"]
        grading["urgency"].insert(0, urgent)
        life = Life(policy=policy_with(grading=grading), order_number=None)

        life.do("classify", category="other", kind="other")

        assert life.case.kind == "other"
        assert life.case.urgency == "normal"

    def test_keeps_a_deadline_whose_row_has_no_answer(self) -> None:
        life = life_with(row("a", when=self._NO_ANSWER))

        life.do("classify", category="other", kind="other")

        assert life.milestone("a").is_open

    def test_takes_in_a_complaint_whatever_its_rows_cannot_answer(self) -> None:
        life = life_with(row("a", when="10 / delayed_minutes > 1"), pack={})

        assert life.milestone("a").due_at == trial.MONDAY + 2 * HOUR


class TestLevelUp:
    def test_says_that_the_gravest_level_stays(self) -> None:
        life = Life(order_number=None)
        life.do("grade", trial.LEAD, level=3, reason="in the news")
        life.do("respond", trial.LEAD, text="No.", final=True)

        life.say("appeal", reason="unheard")

        assert life.case.level == 3
        assert life.of(EventKind.GRADED)[-1].data["because"]["level"]["en"].startswith("taken up again, at the highest")


class TestByHand:
    def test_may_go_below_the_level_of_the_cycle(self) -> None:
        life = Life(order_number=None)
        life.do("respond", text="No.", final=True)
        life.say("appeal", reason="unheard")

        life.do("grade", trial.LEAD, level=1, reason="it is simple")

        assert life.case.level == 1

    def test_leaves_the_other_grades_as_they_are(self) -> None:
        life = Life(flags=("legal",))

        life.do("grade", trial.LEAD, level=1, reason="it is simple")

        assert (life.case.level, life.case.urgency, life.case.severity) == (1, "normal", "major")
