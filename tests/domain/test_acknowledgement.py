"""The acknowledgement: the number, and a promise that can still be kept."""

from datetime import timedelta

from domain import acknowledgement
from tests import trial
from tests.domain.stages import life_with, row

ZONE = "Asia/Shanghai"
HOUR = timedelta(hours=1)


class TestText:
    def test_names_the_number_and_the_next_promise(self) -> None:
        life = life_with(row("a", "PT2H"), channel="hotline")

        text = acknowledgement.text(life.case, zone=ZONE)

        assert life.case.tracking_number in text
        assert " by " in text

    def test_promises_nobody_the_past(self) -> None:
        life = life_with(row("a", "PT2H"), channel="hotline", received_at=trial.MONDAY - 3 * HOUR)

        text = acknowledgement.text(life.case, zone=ZONE)

        assert life.case.tracking_number in text
        assert " by " not in text
