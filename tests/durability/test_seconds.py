"""The pack of seconds: a real stack puts warning, breach, rungs and reminder on the timeline at their seconds."""

import asyncio
import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from bench.caller import Caller
from bench.crew import Post, hire
from checks.committed import ROOT
from local.stack import Stack

PACKS = ROOT / "docs" / "packs"
PAGE = (ROOT / "docs" / "time.md").read_text(encoding="utf-8")
FILED = {
    "service_line": "stopwatch",
    "channel": "web",
    "description": "Nobody answers.",
    "complainant": {"name": "Wang Fang"},
}
EXPECTED = [
    (10, "warned", None),
    (16, "warned", None),
    (20, "breached", "team_lead"),
    (30, "climbed", "department_head"),
    (40, "climbed", "senior_management"),
    (50, "reminded", "senior_management"),
]
KINDS = {kind for _, kind, _ in EXPECTED}

pytestmark = [pytest.mark.engine, pytest.mark.timeout(300)]


class TestPackOfSeconds:
    async def test_shows_warning_breach_each_rung_and_the_reminder_at_their_seconds(self) -> None:
        async with Stack(arguments=["--policies", str(PACKS)]) as stack, Caller(address=stack.ready.api) as caller:
            filed = await caller.post("/api/v1/complaints", FILED, headers={}, key="stopwatch-0000001")
            received = datetime.fromisoformat(filed.body["received_at"])
            items = await self._timeline(stack, filed.body["tracking_number"])

        happened = [item for item in items if item["kind"] in KINDS][: len(EXPECTED)]
        assert [(item["kind"], item["data"].get("rung")) for item in happened] == [each[1:] for each in EXPECTED]
        for item, (second, _, _) in zip(happened, EXPECTED, strict=True):
            assert datetime.fromisoformat(item["at"]) >= received + timedelta(seconds=second)

    def test_is_described_with_the_seconds_that_it_has(self) -> None:
        table = PAGE.partition("## Watch it in seconds")[2].partition("## ")[0]

        for second, kind, _ in EXPECTED:
            (row,) = [line for line in table.splitlines() if re.search(rf"\b{second}\b", line) and "`" in line]
            assert f"`{kind}`" in row

    async def _timeline(self, stack: Stack, number: str) -> list[dict[str, Any]]:
        """Wait for the reminder, then read every event as staff do."""
        token = await stack_token(stack)
        async with Caller(address=stack.ready.api) as desk, asyncio.timeout(120):
            while True:
                path = f"/api/v1/desk/complaints/{number}/timeline"
                items: list[dict[str, Any]] = (await desk.get(path, headers=token))["items"]
                if any(item["kind"] == "reminded" for item in items):
                    return items
                await asyncio.sleep(1)


async def stack_token(stack: Stack) -> dict[str, str]:
    """Hire an auditor and give what says that they call."""
    crew = await hire([Post("auditor")], stack=stack)
    return crew.any_of("auditor").headers
