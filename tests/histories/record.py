"""Recording: plays the lives on the real engine and keeps their histories. Only ever adds; see CONTRIBUTING.

REDRESS_RECORD=1 pytest tests/histories/record.py
"""

import os
from pathlib import Path

import pytest

from tests.engine.conftest import neighbours, town  # noqa: F401 - fixtures
from tests.engine.town import Town
from tests.histories.fair_lives import arbitrated, claimed, ruled, settled
from tests.histories.lives import LIVES as LIVES_BEFORE

FOLDER = Path(__file__).parent
LIVES = {**LIVES_BEFORE, **{life.__name__: life for life in (settled, ruled, arbitrated, claimed)}}


@pytest.mark.skipif("REDRESS_RECORD" not in os.environ, reason="recording happens on request")
@pytest.mark.parametrize("name", sorted(LIVES))
async def test_record(town: Town, name: str) -> None:  # noqa: F811
    path = FOLDER / f"{name}.json"
    if path.exists():
        pytest.skip("recorded already, and recorded histories are never edited")

    case = await LIVES[name](town)
    await case.until_true(lambda it: it.has_ended, what="archive")

    runs = []
    async for execution in town.env.client.list_workflows(f"WorkflowId = '{case.number}'"):
        runs.append((execution.start_time, execution.run_id))
    for number, (_, run_id) in enumerate(sorted(runs)):
        history = await town.env.client.get_workflow_handle(case.number, run_id=run_id).fetch_history()
        target = path if number == len(runs) - 1 else FOLDER / f"{name}-run-{number + 1}.json"
        target.write_text(history.to_json() + "\n", encoding="utf-8")
