"""Cross checks: what does not fit together, each in one line with its place."""

from pathlib import Path

import pytest

from policies.check import StoredVersions, check_version
from policies.problems import Finding
from policies.reader import read_pack
from tests.policies.samples import PACK, Fault, line_of, problems_of, spoilt, write_pack


class TestCheckPack:
    @pytest.mark.parametrize(
        "fault",
        [
            Fault(
                "department: depot}",
                "department: depo}",
                "catalogue.delivery.kinds.lost.department",
                '"depo"',
                "there is no such department; departments are desk, depot",
            ),
            Fault(
                "en: Other}, department: desk}",
                "en: Other}, department: desk}\n      late: {title: {zh: 迟, en: Tardy}, department: desk}",
                "catalogue.other.kinds.late",
                '{"title"',
                "the category delivery has a kind late already; a kind stands once in the catalogue",
            ),
            Fault(
                "unmatched: {category: other",
                "unmatched: {category: others",
                "unmatched.category",
                '"others"',
                "there is no such category; categories are delivery, other",
            ),
            Fault(
                "other, kind: other}",
                "other, kind: lost}",
                "unmatched.kind",
                '"lost"',
                "other has no such kind; its kinds are",
            ),
            Fault(
                "climb_every: PT1H",
                'climb_every: PT1H\nletters: {result: {review_when: "level == 3", by: lawyer}}',
                "letters.result.by",
                '"lawyer"',
                "lawyer is no rung of the ladder; the ladder is handler, team_lead, director",
            ),
            Fault(
                "climb_every: PT1H",
                "climb_every: PT1H\nmilestone_names: {solvd: {zh: 解决, en: solution}}",
                "milestone_names.solvd",
                '{"zh"',
                "there is no such milestone; milestones are first_contact, solved",
            ),
            Fault(
                "- {name: solved, allowance",
                "- {name: redone, allowance",
                "milestones[2].name",
                '"redone"',
                "a milestone that the system plans by itself",
            ),
            Fault(
                "{kind: points, points: 3}",
                "{kind: suspension}",
                "penalties[0].give",
                '{"kind"',
                "a suspension needs lasts, such as P30D",
            ),
            Fault(
                "notify: director",
                "notify: boss",
                "red_alert.notify",
                '"boss"',
                "boss is no rung of the ladder; the ladder is",
            ),
            Fault(
                "owner: director", "owner: boss", "review.owner", '"boss"', "the ladder is handler, team_lead, director"
            ),
            Fault(
                "owner: director}",
                "owner: director}\ncase_reviews: {owner: boss}",
                "case_reviews.owner",
                '"boss"',
                "the ladder is handler, team_lead, director",
            ),
            Fault(
                "climb_every: PT1H",
                "climb_every: PT1H\ntask_force: {plan: PT48H, members: [{department: depo}]}",
                "task_force.members[0].department",
                '"depo"',
                "there is no such department; departments are desk, depot",
            ),
            Fault(
                "climb_every: PT1H",
                "climb_every: PT1H\ntask_force: {plan: PT48H, members: [{department: desk}, {department: desk}]}",
                "task_force",
                '{"plan"',
                "desk stands here twice; name each once",
            ),
            Fault(
                "owner: director}",
                "owner: director}\ncase_reviews: {owner: director, department: kitchen}",
                "case_reviews.department",
                '"kitchen"',
                "there is no such department; departments are",
            ),
            Fault(
                "climb_every: PT1H",
                "climb_every: PT1H\ncustodians: {video: depo}",
                "custodians.video",
                '"depo"',
                "there is no such department; departments are desk, depot",
            ),
            Fault(
                'amount_fen: "overcharged_fen * 2"}',
                'amount_fen: "overcharged_fen * 2", from: escrow}',
                "remedies[1].give.from",
                '"escrow"',
                "the pack has no supervised account",
            ),
            Fault(
                "amount_fen: 500}",
                "amount_fen: 500, from: escrow}",
                "remedies[0].give",
                '{"kind"',
                "only money comes from escrow",
            ),
            Fault("reopen: restart", "reopen: restart\ncurrency: yuan", "currency", '"yuan"', "three capital letters"),
            Fault("director: null", "director: null, boss: 1", "authority.boss", "1", "boss is no rung of the ladder"),
            Fault(
                "director: null",
                "director: 49999",
                "authority.director",
                "49999",
                "at least what team_lead may approve (50000 fen) is expected, since director stands above",
            ),
            Fault(
                "handler: 5000",
                "handler: null",
                "authority.team_lead",
                "50000",
                "at least what handler may approve (any amount) is expected",
            ),
            Fault("zone: Asia/Shanghai", "zone: Asia/Shangai", "zone", '"Asia/Shangai"', "is no time zone"),
            Fault(
                "flags: [legal, media]",
                "flags: [legal, media]\nflag_words: {vip: [会员]}",
                "flag_words.vip",
                '["会员"]',
                "vip is no flag of this pack; flags are legal, media",
            ),
            Fault(
                '- {give: ordinary, when: "true"',
                '- {give: ordinary, when: "!red_alert"',
                "grading.severity[0].when",
                '"!red_alert"',
                'the last row must catch all that is left: when: "true"',
            ),
            Fault(
                '- {give: normal, when: "true", because: {zh: 一般, en: ordinary}}',
                '- {give: urgent, when: "true", because: {zh: 急, en: urgent}}\n'
                '    - {give: normal, when: "true", because: {zh: 一般, en: none}}',
                "grading.urgency[2]",
                '{"give": "normal"',
                "row 1 catches everything, so this row is never reached; put it before that row",
            ),
        ],
    )
    def test_names_line_key_value_and_what_was_expected(self, tmp_path: Path, fault: Fault) -> None:
        text = spoilt((fault.old, fault.new))

        problems = problems_of(write_pack(tmp_path, text))

        assert [problem.key for problem in problems] == [fault.key]
        assert problems[0].line == line_of(fault.new.splitlines()[-1], text)
        assert problems[0].value.startswith(fault.value)
        assert fault.expected in problems[0].expected
        assert "\n" not in str(problems[0])

    def test_finds_nothing_in_a_pack_that_is_right(self, tmp_path: Path) -> None:
        assert problems_of(write_pack(tmp_path)) == ()

    def test_lets_an_operator_put_the_systems_own_milestones_in_other_words(self, tmp_path: Path) -> None:
        changed = "climb_every: PT1H\nmilestone_names: {redone: {zh: 返工, en: second visit}}"

        assert problems_of(write_pack(tmp_path, spoilt(("climb_every: PT1H", changed)))) == ()

    def test_lets_authority_stay_level_and_leave_rungs_out(self, tmp_path: Path) -> None:
        text = spoilt(("{handler: 5000, team_lead: 50000, director: null}", "{team_lead: 50000, director: 50000}"))

        assert problems_of(write_pack(tmp_path, text)) == ()

    def test_says_nothing_of_sections_that_are_wrong_already(self, tmp_path: Path) -> None:
        text = spoilt(("  depot: {title: {zh: 网点, en: Depot}}", "  depot: {title: {zh: 网点}}"))

        assert [problem.key for problem in problems_of(write_pack(tmp_path, text))] == ["departments.depot.title.en"]

    def test_looks_past_unknown_keys(self, tmp_path: Path) -> None:
        text = spoilt(("department: depot}", "department: depo, colour: red}"))

        keys = {problem.key for problem in problems_of(write_pack(tmp_path, text))}

        assert keys == {"catalogue.delivery.kinds.lost.colour", "catalogue.delivery.kinds.lost.department"}


class TestCheckVersion:
    def _findings(self, tmp_path: Path, stored: StoredVersions) -> list[Finding]:
        return list(check_version(read_pack(write_pack(tmp_path)), stored))

    def test_takes_the_very_same_content_again(self, tmp_path: Path) -> None:
        digest = read_pack(write_pack(tmp_path)).digest

        assert self._findings(tmp_path, {"parcels": {2: "old", 3: digest}}) == []
        assert self._findings(tmp_path, {"parcels": {3: digest, 4: "newer"}}) == []

    def test_takes_a_higher_version(self, tmp_path: Path) -> None:
        assert self._findings(tmp_path, {"parcels": {1: "older", 2: "old"}}) == []
        assert self._findings(tmp_path, {"lockers": {3: "another pack"}}) == []

    @pytest.mark.parametrize(
        ("stored", "expected"),
        [
            ({3: "another"}, "version 3 is stored with another content; give the changed pack a higher version"),
            ({4: "another"}, "a version above 4, the highest that is stored, is expected"),
            ({1: "old", 7: "new"}, "a version above 7, the highest that is stored, is expected"),
        ],
    )
    def test_refuses_one_that_is_not_higher(self, tmp_path: Path, stored: dict[int, str], expected: str) -> None:
        assert self._findings(tmp_path, {"parcels": stored}) == [Finding(("version",), expected)]

    def test_names_the_line_when_reading(self, tmp_path: Path) -> None:
        path = write_pack(tmp_path)

        with pytest.raises(ValueError, match=r"parcels\.yaml:2: version: got 3; a version above 4"):
            read_pack(path, stored={"parcels": {4: "another"}})

        assert PACK.splitlines()[1] == "version: 3"
