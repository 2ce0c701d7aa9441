"""What a pack says of penalties: which rows hold, and what each kind needs."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.facts import Facts
from tests.domain.packs import make_pack


class TestPenaltyRows:
    def test_are_all_that_hold(self) -> None:
        rows = [
            {"when": "responsible == 'respondent'", "give": {"kind": "points", "points": 3, "lasts": "P1Y"}},
            {"when": "responsible == 'respondent' && severity == 'emergency'", "give": {"kind": "ban"}},
        ]

        due = make_pack(penalties=rows).penalty_rows(Facts(responsible="respondent"))

        assert [row.give.points for row in due] == [3]

    @pytest.mark.parametrize(
        "give",
        [
            {"kind": "points"},
            {"kind": "ban", "points": 3},
            {"kind": "points", "points": 0},
            {"kind": "report"},
            {"kind": "ban", "addressee": {"zh": "主管部门", "en": "the authority"}},
            {"kind": "report", "lasts": "P1Y", "addressee": {"zh": "主管部门", "en": "the authority"}},
        ],
    )
    def test_refuse_what_does_not_fit_their_kind(self, give: dict[str, Any]) -> None:
        with pytest.raises(ValidationError):
            make_pack(penalties=[{"when": "true", "give": give}])

    def test_can_ask_for_the_record(self) -> None:
        rows = [{"when": "prior_points >= 9 && prior_penalties > 2", "give": {"kind": "suspension", "lasts": "P14D"}}]

        pack = make_pack(penalties=rows)

        assert pack.penalty_rows(Facts(prior_points=8, prior_penalties=3)) == ()
        assert len(pack.penalty_rows(Facts(prior_points=9, prior_penalties=3))) == 1
