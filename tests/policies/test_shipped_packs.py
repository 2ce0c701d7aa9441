"""The shipped packs: each is read, nothing in it is doubtful, and every row of it decides for some case."""

from collections.abc import Callable
from pathlib import Path

import pytest

from domain.facts import Facts
from domain.pack import Pack
from policies.coverage import Firing, firings
from policies.doubts import doubts_about
from policies.problems import key_path
from policies.reader import SHIPPED, read_folder
from tests.shipped import FILES, PACKS

ROWS = [(name, firing) for name, pack in PACKS.items() for firing in firings(pack)]

# What a pack may leave out, switching it off.
SECTIONS = {
    "flags",
    "flag_words",
    "level_names",
    "red_alert",
    "amount_bands",
    "progress_notice_every",
    "remedies",
    "straight_through",
    "advance_payment",
    "penalties",
    "complainant_escalates_every",
    "mediation",
    "ruling_window",
    "panel",
    "repeat",
    "incident",
    "max_cycles",
    "referral",
    "quiet_hours",
    "review",
}
LEVELS = {"solved", "fault_confirmed", "repair_ordered", "plan_ready"}
ALWAYS = {"first_contact", "responded", "resolved"}


def left_out(name: str, sections: set[str]) -> set[str]:
    """Give the sections that a pack does not write down, or writes down empty."""
    pack = PACKS[name]
    return {section for section in sections if section not in pack.model_fields_set or not getattr(pack, section)}


def milestones_of(name: str) -> set[str]:
    return {row.name for row in PACKS[name].milestones}


def _name(value: object) -> str | None:
    return f"{key_path(value.path)}-{value.answer}" if isinstance(value, Firing) else None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestShippedPack:
    def test_bears_the_name_of_its_file(self, path: Path) -> None:
        assert PACKS[path.stem].pack == path.stem

    def test_leaves_no_doubt(self, path: Path) -> None:
        assert [str(doubt) for doubt in doubts_about(PACKS[path.stem], file=path)] == []

    def test_knows_twelve_kinds_by_their_words(self, path: Path) -> None:
        kinds = [kind for category in PACKS[path.stem].catalogue.values() for kind in category.kinds.values()]

        assert len([kind for kind in kinds if kind.words]) >= 12

    def test_goes_to_json_and_back(self, path: Path) -> None:
        pack = PACKS[path.stem]

        assert Pack.model_validate_json(pack.model_dump_json(by_alias=True)) == pack


class TestShippedPacks:
    def test_stand_side_by_side(self) -> None:
        names = {policy.pack.pack for policy in read_folder(SHIPPED)}

        assert names >= {"shared-mobility", "home-service", "retail", "citizen-hotline"}

    def test_are_complete_for_shared_mobility(self) -> None:
        assert left_out("shared-mobility", SECTIONS) == set()
        assert milestones_of("shared-mobility") == ALWAYS | LEVELS

    def test_are_complete_for_home_service(self) -> None:
        assert left_out("home-service", SECTIONS) == set()
        assert milestones_of("home-service") == ALWAYS | LEVELS

    def test_are_complete_for_retail(self) -> None:
        assert left_out("retail", SECTIONS) == set()
        assert milestones_of("retail") == ALWAYS

    def test_all_look_back_at_cases_that_went_wrong(self) -> None:
        assert {name: left_out(name, {"case_reviews"}) for name in PACKS} == {key: set() for key in PACKS}

    def test_ask_after_repairs_where_a_milestone_waits_for_them(self) -> None:
        waiting = {name for name, pack in PACKS.items() if any("work_order_sent" in r.met_by for r in pack.milestones)}

        assert {name for name in PACKS if PACKS[name].repairs} == waiting


def _forms(pack: Pack) -> Callable[[Facts], bool]:
    return lambda facts: pack.task_force is not None and pack.task_force.when.holds(facts)


class TestRow:
    @pytest.mark.parametrize(("name", "firing"), ROWS, ids=_name)
    def test_fires(self, name: str, firing: Firing) -> None:
        pack, facts = PACKS[name], firing.facts
        assert facts is not None, "no facts were found for which this row decides"

        table, *place = firing.path
        if table == "grading":
            row = getattr(pack.grading, str(place[0]))[place[1]]
            assert pack.grade(place[0], facts) == (row.give, row.because)  # type: ignore[call-overload]
        elif table == "milestones":
            assert pack.milestones[int(place[0])] in pack.milestone_rows(facts)
        elif table == "remedies":
            amount = pack.remedies[int(place[0])].give.amount_fen
            assert pack.remedies[int(place[0])] in pack.remedy_rows(facts)
            assert amount is None or amount.fen(facts) >= 0
        elif table == "penalties":
            assert pack.penalties[int(place[0])] in pack.penalty_rows(facts)
        elif table == "investigation":
            assert pack.investigation is not None
            assert pack.investigation.plan[int(place[1])].when.holds(facts)
        else:
            answers = {
                "straight_through": pack.goes_straight_through,
                "advance_payment": pack.is_paid_in_advance,
                "retention": pack.retention.important_when.holds,
                "letters": pack.reviews_result_letter,
                "task_force": _forms(pack),
            }
            assert answers[str(table)](facts) is firing.answer
