"""The first complaints of a real hotline, from `redress import` to the archive; the texts are not in here."""

import pytest

from bench.citizens import data_file, take_through

ROWS = 48

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(
        not data_file().is_file(),
        reason=f"no complaints at {data_file()}: set REDRESS_TEST_DATA to the folder of {data_file().name}",
    ),
]


class TestCitizens:
    @pytest.mark.timeout(900)
    async def test_are_all_heard_and_archived(self) -> None:
        outcome = await take_through(rows=ROWS)

        assert outcome.wrong == []
        assert outcome.figures["archived"] == ROWS
        assert outcome.figures["right_by_words"] >= 0.7
        assert outcome.figures["ended"].keys() == {"closed", "withdrawn"}
        assert outcome.figures["payments"] > 0
