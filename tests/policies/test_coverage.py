"""Coverage: facts for every row that can decide, none for a row that cannot."""

from pathlib import Path

from policies.coverage import firings
from policies.problems import key_path
from policies.reader import read_pack
from tests.policies.samples import spoilt, write_pack


class TestFirings:
    def test_find_facts_for_every_row_of_a_pack_that_is_right(self, tmp_path: Path) -> None:
        pack = read_pack(write_pack(tmp_path))

        found = list(firings(pack))

        assert [key_path(firing.path) for firing in found if firing.facts is None] == []
        assert len(found) == 3 + 2 + 1 + 3 + 2 + 1 + 2 * 2

    def test_give_facts_by_which_the_row_really_decides(self, tmp_path: Path) -> None:
        pack = read_pack(write_pack(tmp_path))

        for firing in firings(pack):
            assert firing.facts is not None
            section, *rest = firing.path
            if section == "grading":
                row = getattr(pack.grading, str(rest[0]))[rest[1]]
                assert pack.grade(rest[0], firing.facts) == (row.give, row.because)  # type: ignore[call-overload]
            elif section == "milestones":
                assert pack.milestones[int(rest[0])] in pack.milestone_rows(firing.facts)
            elif section == "straight_through":
                assert pack.goes_straight_through(firing.facts) is firing.answer

    def test_find_what_only_several_facts_bring_about(self, tmp_path: Path) -> None:
        hidden = "level == 2 && delayed_minutes > 90 && cause == 'storm' && region.startsWith('N') == false && vip"
        pack = read_pack(write_pack(tmp_path, spoilt(('"delayed_minutes >= 60"', f'"{hidden}"'))))

        facts = next(firing.facts for firing in firings(pack) if firing.path == ("remedies", 0))

        assert facts is not None
        assert (facts.level, facts.delayed_minutes, facts.cause, facts.vip) == (2, 91, "storm", True)

    def test_find_none_for_a_row_that_never_decides(self, tmp_path: Path) -> None:
        pack = read_pack(
            write_pack(tmp_path, spoilt(('"delayed_minutes >= 60"', '"delayed_minutes >= 60 && delayed_minutes < 60"')))
        )

        assert [firing.path for firing in firings(pack) if firing.facts is None] == [("remedies", 0)]

    def test_find_none_for_a_milestone_behind_its_own_catch_all(self, tmp_path: Path) -> None:
        pack = read_pack(write_pack(tmp_path, spoilt(('name: solved, when: "level == 1"', "name: solved"))))

        assert [firing.path for firing in firings(pack) if firing.facts is None] == [("milestones", 2)]
