"""Why an amount is what it is: by its rule, with its facts and its sum, in both languages."""

from typing import Any

import pytest

from domain.facts import Facts
from domain.kinds import EventKind, Stage
from domain.pack_rows import RemedyRow
from domain.remedy_reason import reason, reason_of
from domain.words import Words
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_in, policy_with

RULE: dict[str, Any] = {
    "rule": "overcharge_doubled",
    "when": "cause == 'system_error' && overcharged_fen > 0",
    "give": {"kind": "refund", "amount_fen": "overcharged_fen * 2"},
}
BECAUSE = {"zh": "多收的费用双倍返还", "en": "what was overcharged is paid back twice over"}
FACTS = Facts(cause="system_error", overcharged_fen=400)


def row(**changes: Any) -> RemedyRow:
    return RemedyRow.model_validate(RULE | changes)


class TestReason:
    def test_is_made_of_the_rule_where_it_gives_none(self) -> None:
        words = reason(row(), FACTS, amount_fen=800)

        assert words == Words(
            zh="规则 overcharge_doubled（原因 system_error，多收金额 4.00 元）：多收金额 4.00 元 × 2 = 8.00 元",
            en="rule overcharge_doubled (cause system_error, overcharged ¥4.00): overcharged ¥4.00 × 2 = ¥8.00",
        )

    def test_is_the_rule_s_own_with_the_sum(self) -> None:
        words = reason(row(because=BECAUSE), FACTS, amount_fen=800)

        assert words.zh == "多收的费用双倍返还：多收金额 4.00 元 × 2 = 8.00 元"

    def test_says_what_was_given_before(self) -> None:
        words = reason(row(because=BECAUSE), FACTS, amount_fen=300, given_fen=500)

        assert words.en.endswith("overcharged ¥4.00 × 2 − ¥5.00 given already = ¥3.00")

    @pytest.mark.parametrize("give", [{"kind": "voucher", "amount_fen": 500}, {"kind": "voucher", "amount_fen": "500"}])
    def test_of_a_set_amount_is_that_amount(self, give: dict[str, Any]) -> None:
        assert reason(row(because=BECAUSE, give=give), FACTS, amount_fen=500).en.endswith("twice over: ¥5.00")

    def test_of_what_costs_nothing_has_no_sum(self) -> None:
        assert reason(row(because=BECAUSE, give={"kind": "apology"}), FACTS, amount_fen=0).zh == BECAUSE["zh"]

    def test_shows_no_sum_that_does_not_come_out(self) -> None:
        assert reason(row(because=BECAUSE), FACTS, amount_fen=900).en.endswith("twice over: ¥9.00")


class TestOnACase:
    def explained(self) -> Life:
        life = Life(policy=policy_with(remedies=[RULE | {"because": BECAUSE}]), order_number=None)
        life.do("record-finding", **trial.FINDING)
        return life

    def test_stays_as_it_was_put_on_record(self) -> None:
        life = self.explained()

        [event] = life.of(EventKind.REMEDY_PROPOSED)
        [remedy] = life.case.remedies
        assert event.data["remedies"][0]["because"]["en"].endswith("overcharged ¥6.00 × 2 = ¥12.00")
        assert reason_of(remedy, life.case, pack=life.policy.pack) == remedy.because

    def test_is_told_by_the_rule_in_cases_from_before(self) -> None:
        life = life_in(Stage.DECIDING)
        [remedy] = life.case.remedies

        words = reason_of(remedy, life.case, pack=life.policy.pack)

        assert remedy.because is None
        assert words is not None
        assert words.en.endswith("overcharged ¥6.00 × 2 = ¥12.00")

    def test_says_that_a_person_has_changed_it(self) -> None:
        life = self.explained()
        life.do("change-remedy", remedy="RD-TEST-R1", amount_fen=900, reason="half of it was paid back")

        words = reason_of(life.case.remedies[0], life.case, pack=life.policy.pack)

        assert words is not None
        assert words.zh.endswith("原为 12.00 元，经人工变更为 9.00 元")
