"""What a complaint's workflow is given when nobody says otherwise."""

import pytest

from tests import trial
from workflows.messages import ComplaintInput

MOST_EVENTS, MOST_UPDATES = 2_000, 1_000


class TestComplaintInput:
    @pytest.mark.parametrize(
        ("limit", "bound", "most"), [("event_limit", 1_800, MOST_EVENTS), ("update_limit", 900, MOST_UPDATES)]
    )
    def test_ends_a_run_well_before_it_is_too_long(self, limit: str, bound: int, most: int) -> None:
        given = ComplaintInput(start=trial.start())

        assert 0 < getattr(given, limit) <= bound < most
