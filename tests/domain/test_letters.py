"""The result letter says what it has to, in both languages."""

import pytest

from domain.letters import result_letter
from tests import trial
from tests.domain.life import Life


class TestResultLetter:
    def test_is_not_there_before_the_case_is_resolved(self) -> None:
        life = Life()

        assert result_letter(life.case, pack=life.policy.pack, language="en") is None

    @pytest.mark.parametrize(
        ("language", "expected"),
        [
            (
                "en",
                [
                    "The meter ran on.",
                    "Responsible: the platform",
                    "refund of CNY 12.00 (rule ",
                    "overcharge_doubled",
                    "new meters",
                ],
            ),
            ("zh", ["The meter ran on.", "责任方：平台", "退款 12.00 元", "overcharge_doubled", "new meters", "申诉"]),
        ],
    )
    def test_names_finding_responsibility_remedy_and_improvement(self, language: str, expected: list[str]) -> None:
        life = Life(order_number=None)
        life.do("record-finding", **trial.FINDING, improvement="new meters")
        life.do("approve", trial.LEAD)
        life.say("accept")
        life.paid()

        letter = result_letter(life.case, pack=life.policy.pack, language=language)

        assert letter is not None
        assert [words for words in expected if words not in letter] == []

    def test_says_that_the_records_bear_it_out_when_nobody_had_to_look(self) -> None:
        life = Life()
        life.records(trial.record())
        life.paid()

        letter = result_letter(life.case, pack=life.policy.pack, language="en")

        assert letter is not None
        assert "Our records bear out your complaint." in letter

    def test_names_who_else_can_help_after_the_last_cycle(self) -> None:
        life = Life(order_number=None)
        for answerer in (trial.AGENT, trial.OTHER_AGENT, trial.INVESTIGATOR):
            life.do("respond", answerer, text="No.", final=True)
            life.say("rate", score=1, solved=False)

        letter = result_letter(life.case, pack=life.policy.pack, language="en")

        assert letter is not None
        assert "the consumer association" in letter
