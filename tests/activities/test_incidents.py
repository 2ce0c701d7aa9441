"""The batches of an incident, and the watch: what is down for a moment loses nobody and tells nobody twice (H5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from activities.incident_watch import IncidentWatch
from activities.incidents import GatherInput, IncidentActivities, IncidentRecord, ReleaseInput
from domain.incident import IncidentEvent, IncidentStart, opened
from domain.incident_answer import CommonAnswer
from domain.pack_sections import Incident as IncidentRule
from domain.policy import PolicyShelf
from domain.ports import NeighbourUnavailable
from tests import trial
from tests.domain.stages import policy_with

START = IncidentStart(
    incident="incident-1",
    pack="trial",
    category="billing",
    kind="overcharge",
    department="front",
    since=trial.MONDAY,
    size=5,
)


@dataclass
class Register:
    """Cases that are alike, who of them was told, and what was written of the incident."""

    cases: list[str]
    called: list[str] = field(default_factory=list)
    written: list[IncidentEvent] = field(default_factory=list)

    async def record(self, incident: str, events: Sequence[IncidentEvent]) -> bool:
        self.written += events
        return True

    async def size(self, start: IncidentStart) -> int:
        return len(self.cases)

    async def to_join(self, start: IncidentStart, *, after: str, most: int) -> Sequence[str]:
        return [case for case in self.cases if case > after and case not in self.called][:most]

    async def to_answer(self, incident: str, *, after: str, most: int) -> Sequence[str]:
        return []

    async def to_release(self, incident: str, *, after: str, most: int) -> Sequence[str]:
        return await self.to_join(START, after=after, most=most)

    async def note_called(self, incident: str, *, what: str, numbers: Sequence[str]) -> None:
        self.called += numbers


@dataclass
class Door:
    """Cases and incidents that can be spoken to, but for those that are out of reach just now."""

    unreachable: set[str] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    async def join(self, number: str, *, incident: str, size: int) -> None:
        if number in self.unreachable:
            raise NeighbourUnavailable("it cannot be reached")
        self.told.append(number)

    async def answer(self, number: str, common: CommonAnswer) -> None:
        self.told.append(number)

    async def release(self, number: str, *, incident: str) -> None:
        self.told.append(number)

    async def open(self, start: IncidentStart) -> bool:
        if start.incident in self.unreachable:
            raise NeighbourUnavailable("it cannot be reached")
        self.opened.append(start.incident)
        return True

    async def gather(self, incident: str) -> None:
        self.told.append(incident)


@dataclass
class Finder:
    """Sees one incident coming, and one with work."""

    async def windows(self, *, pack: str, rule: IncidentRule, now: datetime) -> Sequence[IncidentStart]:
        return [START]

    async def with_work(self) -> Sequence[str]:
        return ["incident-2"]


class TestGathering:
    async def test_goes_on_after_the_last_of_a_batch(self) -> None:
        register, door = Register(["a", "b", "c"]), Door()
        activities = IncidentActivities(journal=register, members=register, calls=door)

        first = await activities.gather(GatherInput(start=START, after="", most=2, size=0))
        last = await activities.gather(GatherInput(start=START, after=first.after or "", most=2, size=first.size))

        assert (first.told, first.after, first.size) == (2, "b", 3)
        assert (last.told, last.after) == (1, None)
        assert door.told == register.called == ["a", "b", "c"]

    async def test_is_tried_again_for_who_could_not_be_reached_and_for_nobody_else(self) -> None:
        register, door = Register(["a", "b", "c"]), Door(unreachable={"b"})
        activities = IncidentActivities(journal=register, members=register, calls=door)
        request = GatherInput(start=START, after="", most=9, size=0)

        with pytest.raises(NeighbourUnavailable, match="1 members"):
            await activities.gather(request)
        assert register.called == ["a", "c"]
        door.unreachable.clear()
        await activities.gather(request)

        assert sorted(door.told) == ["a", "b", "c"]

    async def test_is_written_down(self) -> None:
        register = Register([])
        activities = IncidentActivities(journal=register, members=register, calls=Door())

        recorded = await activities.record(
            IncidentRecord(incident="incident-1", events=(opened(START, at=trial.MONDAY),))
        )

        assert recorded.is_there
        assert [event.sequence for event in register.written] == [1]


class TestTheEnd:
    async def test_is_told_to_each_once(self) -> None:
        register, door = Register(["a", "b", "c"]), Door()
        activities = IncidentActivities(journal=register, members=register, calls=door)

        first = await activities.release(ReleaseInput(incident="incident-1", after="", most=2))
        last = await activities.release(ReleaseInput(incident="incident-1", after=first.after or "", most=2))

        assert (first.after, last.after) == ("b", None)
        assert door.told == register.called == ["a", "b", "c"]


class TestWatch:
    @pytest.fixture
    def shelf(self) -> PolicyShelf:
        shelf = PolicyShelf()
        shelf.put(policy_with(incident={"kind_count": 3, "within": "PT2H"}))
        return shelf

    async def test_opens_what_it_sees_and_calls_on_those_with_work(self, shelf: PolicyShelf) -> None:
        door = Door()

        await IncidentWatch(finder=Finder(), door=door, shelf=shelf).look()

        assert (door.opened, door.told) == (["incident-1"], ["incident-2"])

    async def test_looks_under_packs_with_incidents_only(self) -> None:
        door, shelf = Door(), PolicyShelf()
        shelf.put(trial.policy())

        await IncidentWatch(finder=Finder(), door=door, shelf=shelf).look()

        assert door.opened == []

    async def test_looks_again_where_temporal_is_down(self, shelf: PolicyShelf) -> None:
        door = Door(unreachable={"incident-1"})
        watch = IncidentWatch(finder=Finder(), door=door, shelf=shelf)

        await watch.look()
        door.unreachable.clear()
        await watch.look()

        assert door.opened == ["incident-1"]
