"""The inspection itself: it finds what is lost, doubled, or done after it was refused."""

from typing import Any

import pytest

from bench.deeds import Deed, Item, amiss
from bench.inspection import CaseRecord, of_case, of_money

NOTED = Deed(number="RD-1", what="note", actor="staff:1", tag="<1>", status=200, tries=2)
ACCEPTED = Deed(number="RD-1", what="acceptance", actor="complainant", tag=None, status=202, tries=1)


def item(kind: str, *, sequence: int = 1, actor: str = "staff:1", **data: Any) -> Item:
    return {"sequence": sequence, "kind": kind, "actor": actor, "data": data}


def record(*timeline: Item, **remedy: Any) -> CaseRecord:
    view = {"archived_at": "2026-03-02T03:00:00Z", "stage": "closed", "remedies": [remedy] if remedy else []}
    return CaseRecord(number="RD-1", view=view, timeline=timeline)


class TestAmiss:
    def test_is_silent_about_what_stands_once(self) -> None:
        timeline = [item("note", text="seen <1>"), item("accepted", actor="complainant")]

        assert list(amiss([NOTED, ACCEPTED], timeline)) == []

    def test_finds_what_is_lost(self) -> None:
        assert len(list(amiss([NOTED, ACCEPTED], [item("note", text="seen <11>")]))) == 2

    def test_finds_what_stands_twice(self) -> None:
        timeline = [item("note", text="seen <1>"), item("note", text="seen <1>")]

        assert "stands 2 times" in next(amiss([NOTED], timeline))

    def test_finds_what_was_refused_and_done(self) -> None:
        refused = [
            Deed(number="RD-1", what="note", actor="staff:1", tag="<1>", status=409, tries=2),
            Deed(number="RD-1", what="acceptance", actor="complainant", tag=None, status=409, tries=2),
        ]
        timeline = [item("note", text="seen <1>"), item("accepted", actor="complainant")]

        assert len(list(amiss(refused, timeline))) == 2

    def test_finds_what_stands_as_something_else(self) -> None:
        assert "responded" in next(amiss([NOTED], [item("responded", text="seen <1>")]))

    def test_takes_what_was_kept_for_what_was_said(self) -> None:
        kept = item("not_applicable", actor="complainant", what="accept", said={})

        assert list(amiss([ACCEPTED], [kept])) == []


class TestInspection:
    def test_finds_a_case_that_is_not_in_the_archive(self) -> None:
        assert "archived 0 times" in next(of_case(record(item("received")), []))

    def test_finds_a_gap_on_a_timeline(self) -> None:
        timeline = item("received"), item("archived", sequence=3)

        assert "gap" in next(of_case(record(*timeline), []))

    @pytest.mark.parametrize("moved", [[], [("R1", 1200), ("R1", 1200)], [("R1", 600)], [("R1", 1200), ("R2", 1)]])
    def test_finds_money_that_went_wrong(self, moved: list[tuple[str, int]]) -> None:
        paid = record(
            item("paid", remedy="R1", amount_fen=1200), id="R1", kind="refund", amount_fen=1200, status="paid"
        )

        assert list(of_money([paid], moved))

    def test_is_silent_about_money_that_went_right(self) -> None:
        paid = record(
            item("paid", remedy="R1", amount_fen=1200), id="R1", kind="refund", amount_fen=1200, status="paid"
        )

        assert list(of_money([paid], [("R1", 1200)])) == []

    def test_finds_money_that_was_confirmed_by_hand_and_paid(self) -> None:
        by_hand = record(id="R1", kind="refund", amount_fen=1200, status="done")

        assert list(of_money([by_hand], [("R1", 1200)]))
