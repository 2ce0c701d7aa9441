"""Conditions and amounts: what is refused when it is read, and what comes out when it is asked."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from domain.expressions import MAX_FEN, Amount, Condition, ExpressionFailed, ExpressionRefused
from domain.facts import FACT_TYPES, Facts
from domain.kinds import Urgency


class TestCondition:
    def test_holds_for_some_facts_and_not_for_others(self) -> None:
        condition = Condition("'legal' in flags || incident_size >= 20")

        assert condition.holds(Facts(flags=("vip", "legal")))
        assert condition.holds(Facts(incident_size=20))
        assert not condition.holds(Facts(incident_size=19, flags=("vip",)))

    @pytest.mark.parametrize("fact", FACT_TYPES)
    def test_can_ask_about_every_fact(self, fact: str) -> None:
        unset = {"string": "''", "int": "0", "bool": "false", "list<string>": "[]"}[FACT_TYPES[fact]]
        unset = "'calm'" if fact == "emotion" else unset

        assert Condition(f"{fact} == {unset}").holds(Facts())

    def test_takes_the_words_of_closed_lists(self) -> None:
        facts = Facts().model_copy(update={"urgency": Urgency.CRITICAL})

        assert Condition("urgency == 'critical'").holds(facts)

    def test_is_a_truth_value_of_yaml_too(self) -> None:
        assert Condition.parse(True) == Condition("true")
        assert Condition.parse(True).always_holds
        assert not Condition.parse(False).holds(Facts())

    def test_names_the_facts_that_it_speaks_of_once_each(self) -> None:
        condition = Condition("level == 2 && (kind == 'lost' || level == 3) && flags.exists(flag, flag == 'vip')")

        assert condition.facts == ("level", "kind", "flags")

    def test_says_when_it_has_no_answer(self) -> None:
        condition = Condition("flags[0] == 'vip'")

        with pytest.raises(ExpressionFailed, match="has no answer for these facts"):
            condition.holds(Facts())

    def test_says_when_a_fact_cannot_be_read(self) -> None:
        with pytest.raises(ExpressionFailed, match="cannot be read"):
            Condition("region == 'north'").holds(Facts().model_copy(update={"region": "\ud800"}))

    def test_answers_the_same_in_many_threads(self) -> None:
        condition = Condition("level == 2 && 'legal' in flags")
        facts = [Facts(level=number % 3, flags=("legal",)) for number in range(3_000)]

        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(condition.holds, facts))

        assert answers == [each.level == 2 for each in facts]


class TestRefusal:
    @pytest.mark.parametrize(
        ("source", "column", "expected"),
        [
            ("lvl == 2", 1, "lvl is no fact (did you mean level?); facts are service_line, channel,"),
            ("'中文' in flags && lvl == 1", 18, "lvl is no fact"),
            ("level == 'two'", 7, "== does not go with (int, string)"),
            ("confidence > 0.9", 12, "> does not go with (int, double)"),
            ("flags == 'legal'", 7, "== does not go with (list(string), string)"),
            ("'x' in level", 5, "in does not go with (string, int)"),
            ("level in [1, 'two']", 10, "a list of mixed types"),
            ("dyn(level) == 'two'", 4, "of mixed types"),
            ("1.5 < 2.5", 1, "this is double"),
            ("type(level) == int", 5, "of a type that no fact has"),
            ("level", 1, "this gives int; a condition gives true or false"),
            ("department.matches('[')", 20, "the pattern '[' is no RE2 regular expression (missing ]: [)"),
            ("department.matches('(?=a)')", 20, "is no RE2 regular expression"),
            ("department.matches(region)", 20, "needs its pattern written out"),
            ("now() > 1", 1, "there is no function now; functions are contains"),
            ("flags.exist(flag, flag == 'a')", 7, "there is no function exist (did you mean exists?)"),
            ("level = 1", 7, "= is not CEL; write =="),
            ("level == 1 and red_alert", 12, "and is not CEL; write &&"),
            ("level == ", 10, "the expression ends too early"),
            ("region == 'north", 11, "Syntax error"),
            ("", 1, "nothing is written here"),
            ("a.b == 1", 1, "a.b is no fact"),
        ],
    )
    def test_names_column_and_what_was_expected(self, source: str, column: int, expected: str) -> None:
        with pytest.raises(ExpressionRefused) as refused:
            Condition(source)

        assert str(refused.value).startswith(f"column {column}: ")
        assert expected in str(refused.value)
        assert "\n" not in str(refused.value)

    def test_names_every_unknown_fact_and_the_known_ones_once(self) -> None:
        with pytest.raises(ExpressionRefused) as refused:
            Condition("lvl == 1 && departmnt == 'x'")

        assert "column 1: lvl is no fact" in str(refused.value)
        assert "column 13: departmnt is no fact (did you mean department?)" in str(refused.value)
        assert str(refused.value).count("facts are") == 1

    def test_names_the_line_where_there_are_several(self) -> None:
        with pytest.raises(ExpressionRefused, match="line 2, column 4: lvl is no fact"):
            Condition("level == 1 &&\n   lvl == 3")

    @pytest.mark.parametrize("source", ["(" * 300, "\ud800", "\x00", "x" * 5_000, "level ==\x00 1"])
    def test_covers_what_no_compiler_likes(self, source: str) -> None:
        with pytest.raises(ExpressionRefused):
            Condition(source)

    @pytest.mark.parametrize("value", [None, 1, 1.5, ["true"], {"when": "true"}])
    def test_covers_what_is_no_text(self, value: object) -> None:
        with pytest.raises(ExpressionRefused, match="write a condition as CEL text"):
            Condition.parse(value)

    @given(st.text(max_size=40))
    def test_is_the_only_thing_that_can_happen_to_any_text(self, source: str) -> None:
        with suppress(ExpressionRefused):
            assert Condition(source).facts is not None


class TestAmount:
    def test_is_computed_from_facts(self) -> None:
        assert Amount("overcharged_fen * 2").fen(Facts(overcharged_fen=300)) == 600

    @given(st.integers(0, MAX_FEN), st.integers(0, 10))
    def test_is_exact_or_refused_never_wrong(self, overcharged_fen: int, times: int) -> None:
        amount = Amount(f"overcharged_fen * {times}")
        facts = Facts(overcharged_fen=overcharged_fen)

        if overcharged_fen * times <= MAX_FEN:
            assert amount.fen(facts) == overcharged_fen * times
        else:
            with pytest.raises(ExpressionFailed):
                amount.fen(facts)

    @pytest.mark.parametrize(
        ("source", "reason"),
        [
            ("overcharged_fen * 9223372036854775807", "integer overflow"),
            ("overcharged_fen - 100", "-98 fen is outside 0 to 9007199254740991"),
            ("100 / delayed_minutes", "divide by zero"),
            ("overcharged_fen * 9007199254740991", "is outside 0 to 9007199254740991"),
            ("int(region)", "cannot convert"),
        ],
    )
    def test_fails_in_words(self, source: str, reason: str) -> None:
        with pytest.raises(ExpressionFailed) as failed:
            Amount(source).fen(Facts(overcharged_fen=2))

        assert failed.value.source == source
        assert reason in failed.value.reason

    def test_is_a_plain_number_too(self) -> None:
        assert Amount.parse(500).fen(Facts()) == 500

    @pytest.mark.parametrize("value", [-1, 2**53, "1 / 0", "level == 2", "5.5", True, 1.5, None])
    def test_is_refused_at_once_where_it_can_never_be_paid(self, value: object) -> None:
        with pytest.raises(ExpressionRefused):
            Amount.parse(value)


class _Rule(BaseModel, frozen=True):
    when: Condition = Condition("true")
    amount: Amount | None = None


class TestAsAField:
    def test_goes_to_json_and_back_as_its_source(self) -> None:
        rule = _Rule(when=Condition("level == 2"), amount=Amount("paid_fen * 3"))

        assert rule.model_dump() == {"when": "level == 2", "amount": "paid_fen * 3"}
        assert _Rule.model_validate_json(rule.model_dump_json()) == rule
        assert _Rule.model_json_schema()["properties"]["when"]["type"] == "string"

    def test_is_compared_and_hashed_by_its_source(self) -> None:
        assert {Condition("level == 2"), Condition("level == 2")} == {Condition("level == 2")}
        assert Condition("level == 2") != Condition("level == 3")
        assert Condition("true") != "true"

    def test_survives_copying_and_pickling(self) -> None:
        condition = Condition("level == 2")

        assert deepcopy(condition).holds(Facts(level=2))
        assert pickle.loads(pickle.dumps(condition)) == condition

    def test_is_refused_as_other_fields_are(self) -> None:
        with pytest.raises(ValidationError) as refused:
            _Rule.model_validate({"when": "lvl == 2"})

        assert refused.value.errors()[0]["loc"] == ("when",)
        assert "lvl is no fact" in refused.value.errors()[0]["msg"]


class TestFacts:
    def test_refuse_what_no_case_has(self) -> None:
        for wrong in ({"lvl": 2}, {"level": 4}, {"confidence": 101}, {"amount_fen": -1}, {"amount_fen": 2**63}):
            with pytest.raises(ValidationError):
                Facts.model_validate(wrong)
