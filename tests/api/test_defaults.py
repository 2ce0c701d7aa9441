"""What holds where an operator says nothing: how long is waited for whom; and what the local neighbours allow."""

import inspect
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api.engine import Engine
from api.parts import Options
from gateways.neighbour import Neighbour
from local.neighbours.timings import Timings
from tests.api.house import HOOKS_SECRET, IDENTITY_KEY
from tests.gateways.neighbours_process import NeighboursProcess, running_neighbours


def default_of(taker: Any, name: str) -> Any:
    return inspect.signature(taker).parameters[name].default


class TestPatience:
    def test_of_a_call_to_a_neighbour_is_five_seconds(self) -> None:
        assert default_of(Neighbour, "seconds") == 5.0

    def test_of_a_command_is_ten_seconds(self) -> None:
        options = Options(identity_key=IDENTITY_KEY, hooks_secret=HOOKS_SECRET, codec_token="t" * 16)

        assert options.command_patience == default_of(Engine, "patience") == timedelta(seconds=10)


class TestNeighboursTimings:
    def test_settle_what_is_late_after_three_seconds(self) -> None:
        assert Timings().late == 3.0

    def test_delay_for_longer_than_a_call_may_take(self) -> None:
        assert Timings().delay > default_of(Neighbour, "seconds")


@pytest.fixture(scope="module")
def neighbours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NeighboursProcess]:
    with running_neighbours(tmp_path_factory.mktemp("defaults")) as service:
        yield service


class TestFaults:
    def test_need_no_token_on_this_machine(self, neighbours: NeighboursProcess) -> None:
        with httpx.Client(base_url=neighbours.url, trust_env=False) as anybody:
            asked = anybody.post("/faults", json={"on": "payments", "what": "refuse", "times": 2})
            waiting = anybody.get("/faults").json()["items"]
            forgotten = anybody.delete("/faults")
            left = anybody.get("/faults").json()["items"]

        assert (asked.status_code, forgotten.status_code) == (201, 204)
        assert (waiting, left) == ([{"on": "payments", "what": "refuse", "times": 2}], [])
