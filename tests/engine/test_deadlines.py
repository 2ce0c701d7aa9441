"""Deadlines as durable timers: each case has its clock, and the timeline shows warning, breach, rungs and reminders."""

from datetime import datetime

from domain.kinds import EventKind, Stage
from tests import trial
from tests.engine.town import Town

LADDER = [EventKind.WARNED, EventKind.BREACHED, EventKind.CLIMBED, EventKind.REMINDED, EventKind.MILESTONE_MET]


class TestDeadlines:
    async def test_warn_breach_climb_and_remind_at_their_instants(self, town: Town) -> None:
        """Named case: a ladder where only the first rung fires."""
        case = await town.open(order_number=None)
        opened = await case.until(Stage.INVESTIGATING)

        await case.pass_time(hours=5, minutes=1)
        events = await case.until_happened(EventKind.REMINDED)

        mine = [e for e in events if e.kind in LADDER and e.data["milestone"] == "solved"]
        hours = [round((e.at - opened.received_at).total_seconds() / 3600, 2) for e in mine]
        assert [(e.kind, hour) for e, hour in zip(mine, hours, strict=True)] == [
            (EventKind.WARNED, 1.0),
            (EventKind.WARNED, 1.6),
            (EventKind.BREACHED, 2.0),
            (EventKind.CLIMBED, 3.0),
            (EventKind.CLIMBED, 4.0),
            (EventKind.REMINDED, 5.0),
        ]

    async def test_are_breached_with_their_true_due_time(self, town: Town) -> None:
        case = await town.open(order_number=None)
        opened = await case.until(Stage.INVESTIGATING)
        due_at = next(m.due_at for m in opened.milestones if m.name == "solved")

        await case.pass_time(hours=2, minutes=1)
        events = await case.until_happened(EventKind.BREACHED)

        breached = next(e for e in events if e.kind is EventKind.BREACHED)
        assert datetime.fromisoformat(breached.data["due_at"]) == due_at
        assert breached.data["rung"] == "team_lead"

    async def test_stop_climbing_once_met_and_stay_breached(self, town: Town) -> None:
        case = await town.open(order_number=None)
        await case.pass_time(hours=2, minutes=30)
        await case.until_happened(EventKind.BREACHED)

        await case.do("respond", trial.AGENT, text="At last.", final=True)
        await case.pass_time(hours=5)

        kinds = await case.kinds()
        assert EventKind.CLIMBED not in kinds
        met = next(
            e for e in await town.timeline(case.number) if e.data.get("milestone") == "solved" and e.data.get("late")
        )
        assert met.kind is EventKind.MILESTONE_MET
        assert (await case.case()).is_breached

    async def test_show_in_the_engineers_list(self, town: Town) -> None:
        case = await town.open(order_number=None)
        await case.pass_time(hours=2, minutes=1)
        await case.until_happened(EventKind.BREACHED)

        described = await case.handle.describe()

        found = {pair.key.name: pair.value for pair in described.typed_search_attributes}
        assert found["RedressBreached"] is True
        assert found["RedressStage"] == "investigating"
        assert found["RedressLevel"] == 1
