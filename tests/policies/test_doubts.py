"""Doubts: what a pack says but hardly means."""

from pathlib import Path

import pytest

from policies.doubts import doubts_about
from policies.reader import read_policy
from tests.policies.samples import line_of, spoilt, write_pack


class TestDoubtsAbout:
    def test_are_none_about_a_pack_that_is_right(self, tmp_path: Path) -> None:
        path = write_pack(tmp_path)

        assert doubts_about(read_policy(path).pack, file=path) == ()

    @pytest.mark.parametrize(
        ("old", "new", "key", "expected"),
        [
            ("[迟到, late]", "[迟到, LOST]", "catalogue.delivery.kinds.late.words[1]", "lost has this word, too"),
            ("'depot'", "'depo'", "grading.level[1].when", "department is never 'depo' (did you mean depot?)"),
            ("'legal' in flags", "'vip' in flags", "grading.level[0].when", "flags is never 'vip'"),
            ("'respondent'\"", "'driver'\"", "penalties[0].when", "responsible is never 'driver'"),
            (
                "department == 'depot'",
                "department == 'depot' && urgency != 'critical'",
                "grading.level[1].when",
                "urgency is not decided yet when level is; it is always unset here",
            ),
            (
                "department == 'depot'",
                "prior_points > 0",
                "grading.level[1].when",
                "prior_points is known where a penalty is imposed, and only there",
            ),
            ("hearing: {window: PT72H}\npenalties:", "penalties:", "penalties", "nobody is penalised unheard"),
            (
                "overcharged_fen > 0",
                "overcharged_fen > 0 && overcharged_fen < 1",
                "remedies[1]",
                "no facts were found for which this row decides",
            ),
            (
                "department == 'depot'",
                "department == 'depot' && amount_fen * overcharged_fen < 5",
                "grading.level[1].when",
                "this has no answer",
            ),
            (
                "overcharged_fen > 0",
                "100 / overcharged_fen > 0",
                "remedies[1].when",
                "with all facts unset this has no answer",
            ),
            (
                "confidence >= 90",
                "confidence >= 90 && confidence <= 89",
                "straight_through",
                "no facts were found for which straight_through holds",
            ),
            ("from: panel_member", "from: panel_menber", "panel.from", "did you mean panel_member?"),
        ],
    )
    def test_name_line_and_key_and_leave_the_pack_usable(
        self, tmp_path: Path, old: str, new: str, key: str, expected: str
    ) -> None:
        text = spoilt((old, new))
        path = write_pack(tmp_path, text)

        doubts = doubts_about(read_policy(path).pack, file=path)

        assert [doubt.key for doubt in doubts] == [key]
        assert doubts[0].line == line_of(new, text)
        assert expected in doubts[0].expected

    @pytest.mark.parametrize(
        ("plan", "meeting", "doubtful"),
        [
            ("PT48H", "PT50H", True),
            ("PT48H", "PT48H", False),
            ("{working_days: 2}", "{working_days: 3}", True),
            ("{working_hours: 9}", "{working_minutes: 600}", True),
            ("PT48H", "{working_days: 9}", False),
        ],
    )
    def test_are_about_a_meeting_after_the_plan_that_it_serves(
        self, tmp_path: Path, plan: str, meeting: str, doubtful: bool
    ) -> None:
        force = f"task_force: {{plan: {plan}, meeting: {meeting}, members: [{{department: desk}}]}}"
        path = write_pack(tmp_path, spoilt(("climb_every: PT1H", f"climb_every: PT1H\n{force}")))

        doubts = doubts_about(read_policy(path).pack, file=path)

        assert [doubt.key for doubt in doubts] == ["task_force.meeting"] * doubtful
