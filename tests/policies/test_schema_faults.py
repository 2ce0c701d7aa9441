"""Schema faults: one fault, one line, with the place, the value and what was expected."""

from pathlib import Path

import pytest

from tests.policies.samples import PACK, Fault, line_of, only_problem, spoilt, write_pack


class TestSchemaProblem:
    """One fault, one line: the place, the value, and what was expected."""

    @pytest.mark.parametrize(
        "fault",
        [
            # unknown key
            Fault(
                "climb_every: PT1H",
                "climb_evry: PT1H",
                "climb_evry",
                '"PT1H"',
                "unknown key; did you mean climb_every?",
            ),
            Fault(
                "pauses: true",
                "pauses: true, colour: red",
                "milestones[2].colour",
                '"red"',
                "unknown key; known here: name,",
            ),
            Fault("from: panel_member", "form: panel_member", "panel.form", '"panel_member"', "did you mean from?"),
            Fault(
                "en: Lost}",
                "en: Lost, stolen}",
                "catalogue.delivery.kinds.lost.title.stolen",
                "null",
                "a comma needs quotes",
            ),
            Fault(
                "{working_days: 7}",
                "{working_dys: 7}",
                "milestones[2].allowance.working_dys",
                "7",
                "did you mean working_days?",
            ),
            # required key
            Fault("climb_every: PT1H\n", "", "climb_every", "nothing", "this key is required"),
            Fault("zh: 快递投诉办法, ", "", "title.zh", "nothing", "this key is required"),
            # unknown fact, type mix
            Fault(
                '"level == 1", allowance',
                '"lvl == 1", allowance',
                "milestones[1].when",
                '"lvl == 1"',
                "did you mean level?",
            ),
            Fault(
                '"red_alert", because', '"level", because', "grading.urgency[0].when", '"level"', "gives true or false"
            ),
            Fault(
                "department == 'depot'",
                "department == 2",
                "grading.level[1].when",
                '"department == 2"',
                "column 12: ==",
            ),
            Fault("amount_fen: 500", "amount_fen: -5", "remedies[0].give.amount_fen", "-5", "outside 0 to"),
            Fault('important_when: "level == 3"', "important_when: 3", "retention.important_when", "3", "as CEL text"),
            # allowances
            Fault("PT30M, met", "-PT30M, met", "milestones[0].allowance", '"-PT30M"', "longer than zero"),
            Fault("PT30M, met", "PT0S, met", "milestones[0].allowance", '"PT0S"', "longer than zero"),
            Fault("{working_days: 7}", "{working_days: 0}", "milestones[2].allowance.working_days", "0", "above 0"),
            Fault(
                "{working_days: 7}",
                "{working_hours: -1}",
                "milestones[2].allowance",
                '{"working_hours": -1}',
                "above 0",
            ),
            Fault("PT30M, met", "30, met", "milestones[0].allowance", "30", "write a duration such as PT2H"),
            Fault(
                "PT30M, met", "P1M, met", "milestones[0].allowance", '"P1M"', "a year or a month has no fixed length"
            ),
            Fault("climb_every: PT1H", "climb_every: PT0S", "climb_every", '"PT0S"', "longer than zero"),
            # warnings
            Fault("[0.8, 0.5]", "[0.5, 1.5]", "milestones[1].warn_at[1]", "1.5", "above 0 and below 1"),
            Fault("[0.8, 0.5]", "[0]", "milestones[1].warn_at[0]", "0", "above 0 and below 1"),
            Fault("[0.8, 0.5]", "[1.0]", "milestones[1].warn_at[0]", "1.0", "above 0 and below 1"),
            Fault("[0.8, 0.5]", "0.5", "milestones[1].warn_at", "0.5", "a list is expected"),
            # closed lists
            Fault(
                "met_by: [resolved]",
                "met_by: [resolve]",
                "milestones[2].met_by[0]",
                '"resolve"',
                "did you mean resolved?",
            ),
            Fault(
                "give: critical",
                "give: hasty",
                "grading.urgency[0].give",
                '"hasty"',
                "'critical', 'urgent' or 'normal'",
            ),
            Fault("give: 3", "give: 4", "grading.level[0].give", "4", "at most 3"),
            Fault("means: accepted", "means: accept", "silence.means", '"accept"', "did you mean accepted?"),
            # simple types
            Fault("version: 3", 'version: "3"', "version", '"3"', "a whole number is expected"),
            Fault("version: 3", "version: 0", "version", "0", "at least 1"),
            Fault("version: 3", "version: true", "version", "true", "a whole number is expected"),
            Fault("pauses: true", "pauses: yes", "milestones[2].pauses", '"yes"', "true or false is expected"),
            Fault("pack: parcels", "pack: par cels", "pack", '"par cels"', "a name is expected"),
            Fault(
                "[迟到, late]", "[迟到, 12315]", "catalogue.delivery.kinds.late.words[1]", "12315", "text is expected"
            ),
            Fault(
                "[parcel, locker]",
                "[parcel, parcel]",
                "service_lines",
                '["parcel", "parcel"]',
                "parcel stands here twice",
            ),
            Fault("[parcel, locker]", "[]", "service_lines", "[]", "at least 1 entry"),
            Fault("director: null", "director: 2.5", "authority.director", "2.5", "a whole number is expected"),
            # what does not go together
            Fault("size: 3", "size: 4", "panel", '{"size": 4, "from": "panel_member"}', "give it an odd size"),
            Fault(
                "pauses: true",
                "pauses: true, statutory: true",
                "milestones[2]",
                "{",
                "a statutory milestone never pauses",
            ),
            Fault("small: 20000", "small: 200000", "amount_bands", "{", "must be below medium"),
            Fault("ordinary: P2Y", "ordinary: always", "retention.ordinary", '"always"', "write an ISO 8601 duration"),
            Fault('"22:00"', '"26:00"', "quiet_hours.from", '"26:00"', "no time of day"),
        ],
    )
    def test_names_line_key_value_and_what_was_expected(self, tmp_path: Path, fault: Fault) -> None:
        text = spoilt((fault.old, fault.new))

        problem = only_problem(write_pack(tmp_path, text))

        # A key that is missing is missing from what is around it: here the file, or a mapping on the same line.
        place = line_of(fault.new, text) if fault.new else line_of(fault.old, PACK)
        assert problem.line == (1 if fault.old.endswith("\n") else place)
        assert problem.key == fault.key
        assert problem.value.startswith(fault.value)
        assert fault.expected in problem.expected
        assert "\n" not in str(problem)
