"""A new version of a pack is published while cases run: each goes on by the version it started with (C4)."""

from datetime import timedelta

from domain.case import Case
from domain.kinds import Stage
from domain.policy import SHELF, Policy
from tests import trial
from tests.domain.stages import policy_with, row
from tests.engine.town import Town

PACK, LINE = "republished", "republished_bike"


def version(number: int, *, first: str, second: str) -> Policy:
    rows = [row("first", first, when="level == 1"), row("second", second, when="level == 2")]
    return policy_with(pack=PACK, version=number, service_lines=[LINE], milestones=rows)


def hours_given(case: Case) -> dict[str, float]:
    return {m.name: (m.due_at - m.clock_start) / timedelta(hours=1) for m in case.open_milestones}


class TestPublishing:
    async def test_leaves_running_cases_their_version_and_gives_new_ones_the_new(self, town: Town) -> None:
        SHELF.put(version(1, first="PT2H", second="PT4H"))
        running = await town.open(pack=PACK, service_line=LINE, order_number=None, event_limit=30)
        await running.until(Stage.INVESTIGATING)
        first_run = await running.run_id()

        SHELF.put(version(2, first="PT3H", second="PT9H"))
        for i in range(6):
            await running.do("note", text=f"fill {i}")
        await running.do("grade", trial.LEAD, level=2, reason="harder")
        new = await town.open(pack=PACK, service_line=LINE, order_number=None)
        await new.until(Stage.INVESTIGATING)

        # A new run reads its policy from the shelf anew, as a replay does.
        assert await running.run_id() != first_run
        old_case, new_case = await running.case(), await new.case()
        assert (old_case.pack_version, hours_given(old_case)) == (1, {"second": 4.0})
        assert (new_case.pack_version, hours_given(new_case)) == (2, {"first": 3.0})
