"""The bench of the deadline engine: that it measures what it says."""

import json
from pathlib import Path

import pytest

from bench.engine_time import main


class TestMain:
    def test_says_last_what_a_case_of_8_milestones_and_20_pauses_costs(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)

        main()

        said = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert (said["bench"], said["milestones"], said["pauses"]) == ("agenda", 8, 20)
        assert {"add_year_us", "agenda_cold_us", "agenda_unchanged_us"} <= said.keys()
