"""Packs: what they answer about a case, and what makes two of them the same."""

import copy
from datetime import time, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from domain.expressions import Condition, ExpressionFailed
from domain.facts import Facts
from domain.kinds import AmountBand, EventKind, Severity, Urgency
from domain.pack import NoRowHolds, Pack, UnknownRung
from domain.words import Words
from tests.domain.packs import LEAST, make_pack


class TestPack:
    @pytest.mark.parametrize("key", LEAST)
    def test_needs_every_required_key(self, key: str) -> None:
        with pytest.raises(ValidationError) as refused:
            Pack.model_validate({name: value for name, value in LEAST.items() if name != key})

        assert [(error["loc"], error["type"]) for error in refused.value.errors()] == [((key,), "missing")]

    def test_has_every_capability_off_that_it_does_not_name(self) -> None:
        pack = make_pack()

        assert pack.red_alert is None
        assert pack.mediation is None
        assert pack.max_cycles == 3
        assert pack.remedy_rows(Facts()) == ()
        assert not pack.goes_straight_through(Facts(level=1, confidence=100))
        assert not pack.is_paid_in_advance(Facts(facts_clear=True))

    def test_goes_to_json_and_back(self) -> None:
        pack = make_pack(
            level_names={1: {"zh": "一级", "en": "simple"}},
            quiet_hours={"from": "22:00", "to": "08:00"},
            panel={"size": 3, "from": "panel_member"},
            milestones=[{"name": "solved", "allowance": {"working_days": 7}, "met_by": ["resolved"]}],
        )

        assert Pack.model_validate_json(pack.model_dump_json()) == pack
        assert Pack.model_validate_json(pack.model_dump_json(by_alias=True)).digest == pack.digest

    def test_never_changes(self) -> None:
        with pytest.raises(ValidationError):
            make_pack().version = 2  # type: ignore[misc]


class TestDigest:
    def test_stays_where_only_the_layout_differs(self) -> None:
        turned_round = dict(reversed(LEAST.items()))

        assert Pack.model_validate(turned_round).digest == make_pack().digest
        assert make_pack(max_cycles=3).digest == make_pack().digest
        assert make_pack(climb_every="PT60M").digest == make_pack().digest

    @pytest.mark.parametrize("change", [{"climb_every": "PT2H"}, {"max_cycles": 4}, {"flags": ["vip"]}])
    def test_differs_with_what_is_said(self, change: dict[str, Any]) -> None:
        assert make_pack(**change).digest != make_pack().digest

    def test_of_a_changed_copy_is_its_own(self) -> None:
        pack = make_pack()
        before = pack.digest

        changed = pack.model_copy(update={"climb_every": timedelta(hours=2)})

        assert changed.digest == make_pack(climb_every="PT2H").digest
        assert copy.copy(pack).digest == before


class TestGrade:
    def test_gives_the_first_row_that_holds_and_its_reason(self) -> None:
        pack = make_pack()

        assert pack.grade("level", Facts(flags=("legal",))) == (3, Words(zh="法律", en="legal"))
        assert pack.grade("level", Facts()) == (1, Words(zh="甲", en="a"))
        assert pack.grade("urgency", Facts(level=3))[0] is Urgency.CRITICAL
        assert pack.grade("severity", Facts())[0] is Severity.ORDINARY

    def test_says_when_no_row_holds(self) -> None:
        never = [{"give": 1, "when": "false", "because": {"zh": "甲", "en": "a"}}]
        pack = make_pack(grading=LEAST["grading"] | {"level": never})

        with pytest.raises(NoRowHolds, match=r"no row of grading\.level in parcels version 1"):
            pack.grade("level", Facts())


class TestMilestoneRows:
    _ROWS: tuple[dict[str, Any], ...] = (
        {"name": "first_contact", "allowance": "PT30M", "met_by": ["acknowledged"], "statutory": True},
        {"name": "solved", "when": "level == 1", "allowance": "PT2H", "met_by": ["answered", "remedied"]},
        {
            "name": "solved",
            "when": "level <= 2",
            "allowance": "PT24H",
            "met_by": ["resolved"],
            "warn_at": [0.8, 0.5, 0.5],
        },
        {"name": "plan_ready", "when": "level == 3", "allowance": "PT48H", "met_by": ["remedy_proposed"]},
    )

    @pytest.mark.parametrize(
        ("level", "expected"),
        [
            (1, [("first_contact", "30 min"), ("solved", "2 h")]),
            (2, [("first_contact", "30 min"), ("solved", "24 h")]),
            (3, [("first_contact", "30 min"), ("plan_ready", "48 h")]),
        ],
    )
    def test_are_all_that_hold_and_of_one_name_the_first(self, level: int, expected: list[tuple[str, str]]) -> None:
        pack = make_pack(milestones=self._ROWS)

        rows = pack.milestone_rows(Facts(level=level))

        assert [(row.name, row.allowance.describe("en")) for row in rows] == expected

    def test_keep_warnings_in_order_each_once(self) -> None:
        row = make_pack(milestones=self._ROWS).milestones[2]

        assert row.warn_at == (0.5, 0.8)
        assert row.met_by == (EventKind.RESOLVED,)

    def test_are_statutory_by_name(self) -> None:
        pack = make_pack(milestones=self._ROWS)

        assert pack.is_statutory("first_contact")
        assert not pack.is_statutory("solved")

    @pytest.mark.parametrize("fraction", [0, 1, 1.5, -0.1, 80, float("nan"), True, "0.5"])
    def test_refuse_a_warning_that_is_no_fraction(self, fraction: object) -> None:
        with pytest.raises(ValidationError):
            make_pack(milestones=[self._ROWS[0] | {"warn_at": [fraction]}])

    def test_refuse_to_be_statutory_and_to_pause(self) -> None:
        with pytest.raises(ValidationError, match="a statutory milestone never pauses"):
            make_pack(milestones=[self._ROWS[0] | {"pauses": True}])

    def test_refuse_what_no_event_meets(self) -> None:
        with pytest.raises(ValidationError):
            make_pack(milestones=[self._ROWS[0] | {"met_by": ["done"]}])


class TestRemedyRows:
    _ROWS = (
        {
            "rule": "back",
            "when": "overcharged_fen > 0",
            "give": {"kind": "refund", "amount_fen": "overcharged_fen * 2"},
        },
        {"rule": "sorry", "when": "level >= 1", "give": {"kind": "apology"}},
        {"rule": "late", "when": "delayed_minutes >= 60", "give": {"kind": "voucher", "amount_fen": 500}},
    )

    def test_are_all_that_hold(self) -> None:
        facts = Facts(level=1, overcharged_fen=300)

        rows = make_pack(remedies=self._ROWS).remedy_rows(facts)

        assert [row.rule for row in rows] == ["back", "sorry"]
        assert rows[0].give.amount_fen is not None
        assert rows[0].give.amount_fen.fen(facts) == 600

    def test_pass_on_that_there_is_no_answer(self) -> None:
        pack = make_pack(remedies=[self._ROWS[0] | {"when": "100 / overcharged_fen > 1"}])

        with pytest.raises(ExpressionFailed):
            pack.remedy_rows(Facts())

    @pytest.mark.parametrize("kind", ["refund", "compensation"])
    def test_refuse_money_without_an_amount(self, kind: str) -> None:
        with pytest.raises(ValidationError, match="needs an amount_fen"):
            make_pack(remedies=[{"rule": "back", "when": "true", "give": {"kind": kind}}])


class TestRowsWithoutAnAnswer:
    """Facts that a condition cannot cope with hold up no case."""

    _OVERFLOWS = "overcharged_fen * 9007199254740991 > 0"
    _FACTS = Facts(overcharged_fen=2**53 - 1)

    @pytest.mark.parametrize("when", [_OVERFLOWS, "100 / delayed_minutes > 1", "100 % delayed_minutes == 1"])
    def test_of_grading_are_passed_over(self, when: str) -> None:
        levels = [{"give": 2, "when": when, "because": {"zh": "甲", "en": "a"}}, *LEAST["grading"]["level"]]
        pack = make_pack(grading=LEAST["grading"] | {"level": levels})

        level, words = pack.grade("level", self._FACTS)

        assert (level, words.en) == (1, "a")

    def test_of_milestones_stand(self) -> None:
        row = {"name": "first_contact", "allowance": "PT2H", "met_by": ["answered"], "when": self._OVERFLOWS}
        pack = make_pack(milestones=[row])

        assert [row.name for row in pack.milestone_rows(self._FACTS)] == ["first_contact"]


class TestAuthority:
    @pytest.mark.parametrize(
        ("rung", "authority"),
        [("handler", 5_000), ("team_lead", 50_000), ("department_head", 50_000), ("director", None)],
    )
    def test_of_a_rung_is_its_own_or_that_of_the_next_lower(self, rung: str, authority: int | None) -> None:
        assert make_pack().authority_of(rung) == authority

    def test_is_nothing_where_nobody_below_has_any(self) -> None:
        pack = make_pack(authority={"director": None})

        assert pack.authority_of("handler") == 0
        assert not pack.may_approve("handler", 1)
        assert pack.may_approve("handler", 0)

    def test_covers_totals_up_to_itself(self) -> None:
        pack = make_pack()

        assert pack.may_approve("team_lead", 50_000)
        assert not pack.may_approve("team_lead", 50_001)
        assert pack.may_approve("director", 2**53 - 1)

    def test_of_an_unknown_rung_is_unknown(self) -> None:
        with pytest.raises(UnknownRung, match="the ladder of parcels is handler, team_lead"):
            make_pack().authority_of("boss")


class TestAmountBands:
    @pytest.mark.parametrize(
        ("amount_fen", "band"),
        [(0, ""), (1, "small"), (20_000, "small"), (20_001, "medium"), (200_000, "medium"), (200_001, "large")],
    )
    def test_end_with_their_bounds(self, amount_fen: int, band: str) -> None:
        assert make_pack(amount_bands={"small": 20_000, "medium": 200_000}).band(amount_fen) == band

    def test_are_none_without_the_key(self) -> None:
        assert make_pack().band(500) == ""

    def test_are_words_of_the_closed_list(self) -> None:
        assert make_pack(amount_bands={"small": 1, "medium": 2}).band(3) is AmountBand.LARGE


class TestRetention:
    def test_is_for_ever_for_important_cases(self) -> None:
        retention = make_pack().retention

        assert str(retention.keeps(Facts(level=1))) == "P2Y"
        assert retention.keeps(Facts(level=3)) is None

    def test_asks_nothing_where_no_case_is_important(self) -> None:
        retention = make_pack(retention={"ordinary": "P2Y"}).retention

        assert retention.important_when == Condition("false")


class TestQuietHours:
    @pytest.mark.parametrize(
        ("clock", "is_quiet"), [("21:59", False), ("22:00", True), ("03:00", True), ("07:59", True), ("08:00", False)]
    )
    def test_go_over_midnight(self, clock: str, is_quiet: bool) -> None:
        hours = make_pack(quiet_hours={"from": "22:00", "to": "08:00"}).quiet_hours

        assert hours is not None
        assert hours.covers(time.fromisoformat(clock)) is is_quiet

    def test_may_stay_within_a_day(self) -> None:
        hours = make_pack(quiet_hours={"from": "12:00", "to": "14:00"}).quiet_hours

        assert hours is not None
        assert hours.covers(time(13))
        assert not hours.covers(time(14))
