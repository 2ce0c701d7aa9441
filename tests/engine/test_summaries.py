"""What an engineer reads in the Web UI of each timer and activity, and beside the case; sealed like all else (J2)."""

from collections.abc import Sequence
from typing import NamedTuple

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

from api.engine import Engine
from domain.kinds import EventKind, Stage
from tests import trial
from tests.engine.town import Town

ACTIVITY = EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
TIMER = EventType.EVENT_TYPE_TIMER_STARTED


class Explained(NamedTuple):
    """A timer (then `activity` is empty) or an activity, with its summary in words."""

    activity: str
    words: str
    kept: bytes


async def explained(town: Town, events: Sequence[HistoryEvent]) -> list[Explained]:
    found = []
    for event in events:
        if event.event_type in {ACTIVITY, TIMER}:
            assert event.user_metadata.HasField("summary"), f"no summary: {event}"
            [words] = await town.env.client.data_converter.decode([event.user_metadata.summary], [str])
            activity = event.activity_task_scheduled_event_attributes.activity_type.name
            found.append(Explained(activity=activity, words=words, kept=event.SerializeToString()))
    return found


class TestSummaries:
    async def test_say_what_every_timer_and_activity_is_for(self, town: Town) -> None:
        case = await town.open(channel="hotline", order_number="BIKE-OVERCHARGE-1-summaries")
        await case.until_happened(EventKind.ACKNOWLEDGED)
        await case.until(Stage.RESOLVED)
        await case.pass_time(days=38)
        await case.handle.result()

        found = await explained(town, (await case.handle.fetch_history()).events)

        assert {each.activity: each.words for each in found if each.activity not in {"", "record"}} == {
            "fetch_records": "business records of the order",
            "pay": f"refund 1200 fen, {case.number}-R1",
        }
        assert [each.words for each in found if each.activity == "record"][-1] == "archived"
        assert [each.words for each in found if not each.activity][-2:] == ["close after feedback", "archive"]
        assert [each.words for each in found if each.words.encode() in each.kept] == []

    async def test_of_a_case_say_under_which_policy_it_was_filed(self, town: Town) -> None:
        number, summary = "RD-TOWN-STATIC", "trial · trial_bike · letter"
        details = "Filed by staff\n\nPolicy **trial** version 1"

        start = trial.start(number=number, order_number=None)
        await Engine(client=town.env.client).start(start, request="digest", summary=summary, details=details)

        handle = town.env.client.get_workflow_handle(number)
        described = await handle.describe()
        first = (await handle.fetch_history()).events[0]
        kept = described.raw_description.SerializeToString() + first.SerializeToString()
        assert (await described.static_summary(), await described.static_details()) == (summary, details)
        assert [words for words in (summary, details, "Policy **trial**") if words.encode() in kept] == []
