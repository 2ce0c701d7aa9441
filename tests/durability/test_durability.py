"""One short round of `make chaos`: whatever is killed, everything that was answered is there, once, and paid once."""

import pytest

from bench.durability import PARTS, play_round

CASES = 24
STAGES = {"investigating", "deciding", "awaiting_complainant", "remedying", "resolved", "closed"}

pytestmark = [pytest.mark.engine, pytest.mark.timeout(900)]


class TestDurability:
    async def test_loses_and_doubles_nothing_whatever_is_killed(self) -> None:
        played = await play_round(cases=CASES, every=1.0, seed=7)

        assert played.findings.wrong == []
        assert [blow.part for blow in played.blows] == list(PARTS)
        assert min(sum(blow.stages.values()) for blow in played.blows) >= CASES
        assert played.stages >= STAGES
        assert played.actions["asked_more_than_once"] > 0
        assert played.findings.payments > 0
