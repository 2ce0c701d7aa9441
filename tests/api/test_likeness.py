"""Likeness over HTTP: found on arrival, shown to those who may see it, and repeats raise the level (A6)."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from api.likeness import Links
from domain.policy import SHELF
from tests import trial
from tests.api.house import Case, Colleague, House, complaint, new_key
from tests.api.work import answers_to_those_who_may_not, give, opened, until

WORDS = "At the station the lock jammed, I waited for half an hour and the ride was overcharged by forty yuan."


def somebody(phone: str, **changes: Any) -> dict[str, Any]:
    """A complaint of one's own, about no order, under the pack with repeats."""
    usual = {"service_line": "repeating", "order_number": None}
    return {**usual, "complainant": {"name": "Li Si", "phone": phone}, **changes}


@pytest.fixture(scope="module")
async def town(at_work: House) -> House:
    """The house, with a pack under which a repeat complaint is of level 2."""
    SHELF.put(trial.repeating())
    at_work.parts.shelf.put(trial.repeating())
    return at_work


async def seen(house: House, case: Case, who: Colleague) -> dict[str, Any]:
    answer = await house.http.get(case.desk, headers=who.headers)
    assert answer.status_code == 200
    view: dict[str, Any] = answer.json()
    return view


async def manager(house: House) -> Colleague:
    return await house.hire("senior_management", department=None, rung="senior_management")


class TestArrival:
    async def test_shows_what_a_complaint_is_like(self, town: House) -> None:
        first = await opened(town, **somebody("13900000201", description=WORDS))

        second = await opened(town, **somebody("13900000201", description=f"Hello! {WORDS}"))

        [likeness] = (await seen(town, second, await manager(town)))["likenesses"]
        assert likeness["tracking_number"] == first.number
        assert likeness["why"] == ["same_person", "same_text"]
        assert likeness["why_titles"] == ["same person", "nearly the same words"]
        assert likeness["score"] >= 85
        assert likeness["stage"] == "investigating"

    async def test_raises_the_level_of_a_repeat_complaint(self, town: House) -> None:
        first = await opened(town, **somebody("13900000202", description="I was overcharged."))

        second = await opened(town, **somebody("13900000202", description="Once more overcharged, and nobody helps."))

        boss = await manager(town)
        assert [(await seen(town, each, boss))["level"] for each in (first, second)] == [1, 2]
        assert (await seen(town, second, boss))["repeat_count"] == 1

    async def test_promises_at_once_what_a_repeat_complaint_has(self, town: House) -> None:
        await opened(town, **somebody("13900000203", description="I was overcharged."))
        key = new_key()
        again = complaint(**somebody("13900000203", description="Overcharged again."))

        answers = [await town.post("/api/v1/complaints", again, Idempotency_Key=key) for _ in range(2)]

        promised = [{each["name"] for each in answer.json()["milestones"]} for answer in answers]
        assert promised[0] == promised[1] >= {"fault_confirmed"}

    async def test_is_no_repeat_of_another_persons(self, town: House) -> None:
        await opened(town, **somebody("13900000204", description="I was overcharged.", order_number="LIKE-1"))

        other = await opened(town, **somebody("13900000205", description="I was overcharged.", order_number="LIKE-1"))

        view = await seen(town, other, await manager(town))
        assert (view["level"], view["repeat_count"]) == (1, 0)
        assert "same_order" in view["likenesses"][0]["why"]

    async def test_is_told_to_staff_and_not_to_the_complainant(self, town: House) -> None:
        first = await opened(town, **somebody("13900000206", description="I was overcharged."))
        second = await opened(town, **somebody("13900000206", description="Overcharged for the second time."))
        boss = await manager(town)

        told = (await town.http.get(f"{second.desk}/timeline", headers=boss.headers)).json()["items"]
        [item] = [each for each in told if each["kind"] == "likeness_found"]
        assert item["text"] == f"Like earlier complaints: {first.number} (same person)"

        own = await town.http.get(f"{second.path}/timeline", headers=second.headers)
        assert first.number not in own.text
        assert first.number not in (await town.http.get(second.path, headers=second.headers)).text


class TestTheSameMoment:
    async def test_shows_each_to_the_other_when_the_desk_looks_again(self, town: House) -> None:
        words = "The bell rang all night long in front of my window, and nobody at the depot answered the telephone."
        own = [somebody(f"1390000022{n}", description=words, order_number="LIKE-3") for n in range(2)]

        cases = await asyncio.gather(*(opened(town, **each) for each in own))

        boss = await manager(town)
        seen_again = [(await town.http.get(f"{case.desk}/likenesses", headers=boss.headers)).json() for case in cases]
        assert [[item["tracking_number"] for item in each["items"]] for each in seen_again] == [
            [cases[1].number],
            [cases[0].number],
        ]
        assert all("same_text" in each["items"][0]["why"] for each in seen_again)

    async def test_counts_a_repeat_of_what_the_same_person_filed(self, town: House) -> None:
        words = ("I was overcharged.", "Once more overcharged, and nobody helps.")
        own = [somebody("13900000230", description=each) for each in words]

        cases = await asyncio.gather(*(opened(town, **each) for each in own))

        assert await repeating(town, cases)


async def repeating(house: House, cases: Sequence[Case]) -> list[Case]:
    """Those that are known to be a repeat, once there is one."""
    boss = await manager(house)
    for _ in range(300):
        views = [await seen(house, case, boss) for case in cases]
        if found := [case for case, view in zip(cases, views, strict=True) if view["repeat_count"]]:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("neither complaint knows of the other")


class TestLinks:
    async def test_of_a_pack_without_repeats_count_none(self, town: House) -> None:
        await opened(town, order_number="LIKE-2")
        links, case = (
            Links(store=town.parts.like_cases, incidents=town.incidents),
            trial.complaint(order_number="LIKE-2"),
        )

        linked = await links.of(case, number="RD-NEW", pack=trial.policy().pack, at=trial.MONDAY)

        assert linked.likenesses
        assert linked.repeat_count == 0


class TestLikenesses:
    async def test_are_left_out_where_the_reader_may_not_open_the_case(self, town: House) -> None:
        first = await opened(town, **somebody("13900000207", description="The lock jammed."))
        second = await opened(town, **somebody("13900000207", description="I was overcharged."))
        agent, boss = await town.hire("agent"), await manager(town)

        assert (await seen(town, second, agent))["likenesses"] == []
        assert [each["tracking_number"] for each in (await seen(town, second, boss))["likenesses"]] == [first.number]

    async def test_are_shown_in_the_answer_to_a_command(self, town: House) -> None:
        first = await opened(town, **somebody("13900000208", description="I was overcharged."))
        second = await opened(town, **somebody("13900000208", description="Overcharged, and nobody calls back."))

        view = await give(town, second, await town.hire("agent"), "note", text="called back")

        assert [each["tracking_number"] for each in view["likenesses"]] == [first.number]

    async def test_can_be_asked_for_again(self, town: House) -> None:
        first = await opened(town, **somebody("13900000209", description="I was overcharged."))
        later = await opened(town, **somebody("13900000209", description="Overcharged for the second time."))
        agent = await town.hire("agent")

        answer = await town.http.get(f"{first.desk}/likenesses", headers=agent.headers)

        assert [each["tracking_number"] for each in answer.json()["items"]] == [later.number]
        assert (await seen(town, first, agent))["likenesses"] == []

    async def test_of_a_merged_complaint_are_no_repeats(self, town: House) -> None:
        survivor = await opened(town, **somebody("13900000210", description="I was overcharged."))
        duplicate = await opened(town, **somebody("13900000210", description="I was overcharged!"))
        boss = await manager(town)
        await give(town, duplicate, boss, "merge-into", tracking_number=survivor.number)
        await until(town, duplicate, stage="merged")

        third = await opened(town, **somebody("13900000210", description="Overcharged for the third time."))

        assert (await seen(town, third, boss))["repeat_count"] == 1

    async def test_are_for_those_who_may_open_the_case(self, house: House) -> None:
        assert await answers_to_those_who_may_not(house, "likenesses") == [401, 401, 403, 403, 404]
