"""Everything stopped while deadlines of many cases pass, then started: each breached once, each person told once."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from bench.caller import Caller
from bench.crew import Post, hire, run_redress
from bench.durability import LIMITS, PACK
from bench.inspection import owner_url
from bench.retimed import write_retimed
from local.stack import Stack

CASES = 40
ALLOWANCE = timedelta(seconds=12)
CLIMB_EVERY = timedelta(seconds=30)
LADDER = ("team_lead", "department_head", "senior_management")
PATIENCE = 120.0

pytestmark = [pytest.mark.engine, pytest.mark.timeout(400)]

BREACHES = """
SELECT tracking_number, data ->> 'due_at', data ->> 'rung', data ->> 'owner', at,
    count(*) OVER (PARTITION BY tracking_number)
FROM events WHERE kind = 'breached'
"""
TOLD = "SELECT receiver, key, message FROM notices WHERE receiver = ANY(%s) AND what = 'breached' AND state = 'sent'"


async def rows(stack: Stack, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask the stack's database."""
    async with await psycopg.AsyncConnection.connect(owner_url(stack), autocommit=True) as connection:
        return list(await (await connection.execute(query, values)).fetchall())


async def until(stack: Stack, query: str, *values: Any, count: int) -> list[tuple[Any, ...]]:
    """Ask until there are that many rows."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = await rows(stack, query, *values)
            if len(found) >= count:
                return found
            await asyncio.sleep(0.5)


class TestOutage:
    async def test_ends_with_one_breach_a_case_on_the_rung_reached_by_now_and_one_message_a_person(
        self, tmp_path: Path
    ) -> None:
        """Time rule 9, by the real thing. Named case: hundreds of notices after a restart."""
        windows = {"climb_every": f"PT{CLIMB_EVERY.seconds}S"}
        allowances = {"solved": f"PT{ALLOWANCE.seconds}S", "*": "P1D"}
        write_retimed(PACK, folder=tmp_path, windows=windows, allowances=allowances)
        async with Stack(arguments=["--policies", str(tmp_path)], environment=LIMITS) as stack:
            crew = await hire([Post(LADDER[0], "front"), Post(LADDER[1], "front"), Post(LADDER[2])], stack=stack)
            phones = {crew.any_of(rung).signature: f"1390000000{place}" for place, rung in enumerate(LADDER)}
            for person, phone in phones.items():
                name = person.removeprefix("staff:")
                await run_redress("staff", "contact", name, "--phone", phone, folder=stack.folder)
            async with Caller(address=stack.ready.api) as caller:
                numbers = await asyncio.gather(*(self._file(caller, number) for number in range(CASES)))
            await until(stack, "SELECT 1 FROM complaints WHERE next_due_at IS NOT NULL", count=CASES)
            assert await rows(stack, BREACHES) == []

            await stack.kill_everything()
            # Due, and one whole interval of the ladder after it.
            await asyncio.sleep((ALLOWANCE + CLIMB_EVERY).total_seconds() + 1)
            await stack.start()

            breaches = await until(stack, BREACHES, count=CASES)
            told = await until(stack, TOLD, list(phones), count=CASES)
            messages = await self._messages(stack)

        assert {row[0] for row in breaches} == set(numbers)
        assert {row[5] for row in breaches} == {1}
        for _, due_at, rung, owner, at, _ in breaches:
            climbs = (at - datetime.fromisoformat(due_at)) // CLIMB_EVERY
            assert climbs > 0
            assert rung == LADDER[min(climbs, len(LADDER) - 1)]
            assert owner == crew.any_of(rung).id
        assert Counter(row[0] for row in told) == Counter(f"staff:{row[3]}" for row in breaches)
        assert len({key for _, key, _ in told}) == CASES
        for person in {row[0] for row in told}:
            [message] = {message for receiver, _, message in told if receiver == person}
            assert [each["key"] for each in messages if each["to"] == phones[person]][:1] == [message]

    async def _file(self, caller: Caller, number: int) -> str:
        body = {
            "service_line": "swift_bike",
            "channel": "web",
            "description": f"I was overcharged, {number}",
            "complainant": {"name": "Zhang San"},
        }
        filed = await caller.post("/api/v1/complaints", body, headers={}, key=f"outage-test-{number:04d}")
        return str(filed.body["tracking_number"])

    async def _messages(self, stack: Stack) -> list[dict[str, Any]]:
        token = stack.settings()["REDRESS_NEIGHBOURS_TOKEN"]
        async with httpx.AsyncClient(base_url=stack.ready.neighbours or "", trust_env=False) as http:
            answer = await http.get("/sms", headers={"Authorization": f"Bearer {token}"})
        items: list[dict[str, Any]] = answer.json()["items"]
        return items
