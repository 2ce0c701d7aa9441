"""What the shipped packs promise, row by row of the requirements."""

import pytest

from domain.facts import Facts
from domain.kinds import RemedyKind
from domain.pack import Pack
from tests.shipped import PACKS

every_pack = pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)


def promised(pack: Pack, **facts: int | str) -> dict[str, str]:
    """Give the allowance of each milestone, in words."""
    rows = pack.milestone_rows(Facts.model_validate(facts))
    return {row.name: row.allowance.describe("en") for row in rows}


def remedies(pack: Pack, **facts: int | str | bool) -> dict[str, int | None]:
    """Give what each remedy rule gives, in fen."""
    known = Facts.model_validate(facts)
    rows = pack.remedy_rows(known)
    return {row.rule: row.give.amount_fen.fen(known) if row.give.amount_fen else None for row in rows}


class TestDoubling:
    @every_pack
    @pytest.mark.parametrize("paid_fen", [0, 1_200, 5_000])
    def test_is_one_refund_within_what_was_paid(self, pack: Pack, paid_fen: int) -> None:
        assert remedies(pack, cause="system_error", overcharged_fen=600, paid_fen=paid_fen) == {
            "overcharge_doubled": 1_200
        }

    @every_pack
    def test_is_a_refund_and_a_compensation_beyond_that(self, pack: Pack) -> None:
        known = Facts(cause="system_error", overcharged_fen=600, paid_fen=1_199)
        rows = pack.remedy_rows(known)

        assert [row.give.kind for row in rows] == [RemedyKind.REFUND, RemedyKind.COMPENSATION]
        assert [row.give.amount_fen.fen(known) for row in rows if row.give.amount_fen] == [600, 600]


class TestSharedMobility:
    @pytest.mark.parametrize(
        ("level", "allowances"),
        [
            (1, {"solved": "2 h"}),
            (2, {"fault_confirmed": "24 h", "repair_ordered": "24 h"}),
            (3, {"plan_ready": "48 h"}),
        ],
    )
    def test_keeps_the_deadlines_of_the_levels(self, level: int, allowances: dict[str, str]) -> None:
        milestones = promised(PACKS["shared-mobility"], level=level, urgency="normal")

        assert milestones == {"first_contact": "30 min", "resolved": "7 working days"} | allowances

    def test_returns_an_overcharge_twofold(self) -> None:
        given = remedies(PACKS["shared-mobility"], cause="system_error", overcharged_fen=600)

        assert given == {"overcharge_doubled": 1200}

    def test_returns_deposits_out_of_escrow(self) -> None:
        pack = PACKS["shared-mobility"]
        rows = pack.remedy_rows(Facts(cause="deposit_withheld", overcharged_fen=9_900, paid_fen=9_900))

        assert [(row.rule, row.give.from_) for row in rows] == [("deposit_returned", "escrow")]

    @pytest.mark.parametrize(
        ("minutes", "rules"),
        [(14, set()), (15, {"delayed_by_fault"}), (60, {"delayed_by_fault", "delayed_long_by_fault"})],
    )
    def test_makes_up_for_a_delay_by_a_fault(self, minutes: int, rules: set[str]) -> None:
        given = remedies(PACKS["shared-mobility"], cause="device_fault", delayed_minutes=minutes)

        assert set(given) == rules

    @pytest.mark.parametrize(
        ("level", "met_by"),
        [
            (1, {"solved": ("answered", "remedied")}),
            (2, {"fault_confirmed": ("finding_recorded",), "repair_ordered": ("work_order_sent", "resolved")}),
            (3, {"plan_ready": ("remedy_proposed", "resolved")}),
        ],
    )
    def test_holds_each_deadline_of_a_level_against_what_was_promised(
        self, level: int, met_by: dict[str, tuple[str, ...]]
    ) -> None:
        rows = PACKS["shared-mobility"].milestone_rows(Facts(level=level, urgency="normal"))

        assert {row.name: row.met_by for row in rows if row.name in met_by} == met_by


class TestHomeService:
    @pytest.mark.parametrize(
        ("minutes", "vouchers"),
        [
            (29, {}),
            (30, {"late_voucher": 2_000}),
            (119, {"late_voucher": 2_000}),
            (120, {"very_late_voucher": 5_000}),
        ],
    )
    def test_gives_a_voucher_for_a_late_arrival(self, minutes: int, vouchers: dict[str, int]) -> None:
        given = remedies(PACKS["home-service"], cause="late_arrival", delayed_minutes=minutes)

        assert given == vouchers


class TestRetail:
    @pytest.mark.parametrize(
        ("urgency", "responded", "resolved"),
        [("critical", "2 h", "24 h"), ("urgent", "6 h", "3 working days"), ("normal", "24 h", "7 working days")],
    )
    def test_keeps_the_deadlines_of_the_urgencies(self, urgency: str, responded: str, resolved: str) -> None:
        milestones = promised(PACKS["retail"], level=1, urgency=urgency)

        assert milestones == {"first_contact": "30 min", "responded": responded, "resolved": resolved}

    @pytest.mark.parametrize(
        ("minutes", "vouchers"),
        [
            (29, {}),
            (30, {"late_voucher": 500}),
            (1_439, {"late_voucher": 500}),
            (1_440, {"days_late_voucher": 2_000}),
        ],
    )
    def test_gives_a_voucher_for_a_late_delivery(self, minutes: int, vouchers: dict[str, int]) -> None:
        given = remedies(PACKS["retail"], cause="late_delivery", delayed_minutes=minutes)

        assert given == vouchers

    @pytest.mark.parametrize(("paid_fen", "tenfold"), [(4_800, 100_000), (30_000, 300_000)])
    def test_pays_tenfold_for_unsafe_food_but_a_thousand_yuan_at_least(self, paid_fen: int, tenfold: int) -> None:
        given = remedies(PACKS["retail"], cause="food_safety", facts_clear=True, paid_fen=paid_fen)

        assert given == {"food_refunded": paid_fen, "food_tenfold": tenfold}


@every_pack
class TestEveryPack:
    def test_has_a_statutory_first_contact_within_half_an_hour(self, pack: Pack) -> None:
        first = next(row for row in pack.milestones if row.name == "first_contact")

        assert first.allowance.describe("en") == "30 min"
        assert (first.statutory, first.when.source, first.met_by) == (True, "true", ("acknowledged",))

    def test_promises_an_end_to_every_complaint(self, pack: Pack) -> None:
        for level in (1, 2, 3):
            for urgency in ("critical", "urgent", "normal"):
                assert "resolved" in promised(pack, level=level, urgency=urgency)

    def test_has_at_least_twelve_kinds_with_words_in_both_languages(self, pack: Pack) -> None:
        words = [kind.words for category in pack.catalogue.values() for kind in category.kinds.values() if kind.words]

        assert len(words) >= 12
        assert all(any(word.isascii() for word in kind) and any(not word.isascii() for word in kind) for kind in words)

    def test_gives_nothing_for_what_is_only_claimed(self, pack: Pack) -> None:
        claimed = Facts(level=1, urgency="normal", severity="ordinary", amount_fen=99_900, cycle=1)

        assert pack.remedy_rows(claimed) == ()
        assert not pack.goes_straight_through(claimed)

    def test_pays_no_large_sum_with_nobody_looking(self, pack: Pack) -> None:
        sure = Facts(level=1, confidence=100, facts_clear=True, total_fen=20_001)

        assert not pack.goes_straight_through(sure)
        assert pack.goes_straight_through(sure.model_copy(update={"total_fen": 1}))

    def test_lets_only_the_top_rung_approve_any_amount(self, pack: Pack) -> None:
        authorities = [pack.authority_of(rung) for rung in pack.ladder]

        assert authorities[-1] is None
        assert None not in authorities[:-1]

    def test_gives_back_an_overcharge_twofold(self, pack: Pack) -> None:
        given = pack.remedy_rows(Facts(cause="system_error", overcharged_fen=1))

        assert [row.give.kind for row in given] == [RemedyKind.REFUND]
