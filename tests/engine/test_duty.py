"""The ladder leads to people: who is on duty when a deadline passes stands on the timeline (C6)."""

import pytest
from temporalio.exceptions import ApplicationError

from domain.kinds import EventKind, Stage
from tests import trial
from tests.engine.town import Town


class TestBreach:
    async def test_goes_to_the_next_rung_that_has_somebody_and_says_so(self, town: Town) -> None:
        boss = await town.staff.add(name="B", role="senior_management", rung="senior_management")
        live = await town.open(order_number=None, reading=trial.LOCK)
        await live.until(Stage.INVESTIGATING)

        await live.pass_time(hours=24, minutes=1)
        await live.until_happened(EventKind.BREACHED)
        case = await live.case()
        await town.staff.disable(boss.id)

        [breach] = [event for event in await town.timeline(live.number) if event.kind is EventKind.BREACHED]
        assert breach.data["rung"] == "senior_management"
        assert breach.data["passed_over"] == ["team_lead", "department_head"]
        assert breach.data["owner"] == boss.id
        assert (case.owner_rung, case.owner) == (3, boss.id)

    async def test_stays_on_its_rung_where_nobody_is_anywhere(self, town: Town) -> None:
        live = await town.open(order_number=None, reading=trial.LOCK)
        await live.until(Stage.INVESTIGATING)

        await live.pass_time(hours=25, minutes=1)
        await live.until_happened(EventKind.CLIMBED)
        case = await live.case()

        breach, climb = [
            event for event in await town.timeline(live.number) if event.kind in {EventKind.BREACHED, EventKind.CLIMBED}
        ]
        assert (breach.data["rung"], climb.data["rung"]) == ("team_lead", "department_head")
        assert breach.data["passed_over"] == ["team_lead", "department_head", "senior_management"]
        assert (case.owner_rung, case.owner) == (2, "")

    async def test_is_known_to_the_workflow_as_it_is_written(self, town: Town) -> None:
        boss = await town.staff.add(name="B", role="senior_management", rung="senior_management")
        live = await town.open(order_number=None, reading=trial.LOCK)
        await live.until(Stage.INVESTIGATING)
        await live.pass_time(hours=24, minutes=1)
        await live.until_happened(EventKind.BREACHED)

        with pytest.raises(ApplicationError, match="on that rung or a higher one already"):
            await live.do("escalate", trial.TECHNICAL_LEAD, to="department_head")
        await town.staff.disable(boss.id)
