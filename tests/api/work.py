"""A worker behind the API, and what staff and complainants do over HTTP with a case that it has in hand."""

import asyncio
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any

from temporalio.client import Client

from domain.ports import OrderRecord, PaymentAnswer, WorkOrderAnswer, WorkOrderAsked
from tests import trial
from tests.api.house import Case, Colleague, House
from tests.engine.ports import Ports
from tests.engine.town import working

FINDING: dict[str, Any] = {**trial.FINDING, "evidence": []}
PATIENCE = 15.0


class NoRecords:
    """Business records that know no order."""

    async def fetch(self, *, order_number: str) -> OrderRecord | None:
        return None


class Till:
    """A gateway that pays at once; what costs more than a thousand it settles later, by callback."""

    async def pay(
        self,
        *,
        key: str,
        kind: str,
        amount_fen: int,
        reference: str,
        account: str = "",
        currency: str = "CNY",
        days: int = 0,
    ) -> PaymentAnswer:
        if amount_fen > 100_000:
            return PaymentAnswer(status="pending")
        return PaymentAnswer(status="settled", settled_at=datetime.now(UTC))

    async def inquire(self, *, key: str, kind: str) -> PaymentAnswer:
        return PaymentAnswer(status="pending")


class Workshop:
    """A repair system that takes every order, lets it be when asked, and says nothing of it any more."""

    async def cancel(self, *, key: str) -> WorkOrderAnswer:
        return WorkOrderAnswer(status="cancelled")

    async def order(self, asked: WorkOrderAsked) -> WorkOrderAnswer:
        return WorkOrderAnswer(status="accepted")

    async def inquire(self, *, key: str) -> WorkOrderAnswer:
        return WorkOrderAnswer(status="accepted")


def at_work_on(house: House, client: Client) -> AbstractAsyncContextManager[None]:
    """Run a worker that journals where the API reads."""
    ports = Ports(
        journal=house.journal,
        duties=house.duties,
        records=NoRecords(),
        payments=Till(),
        carrier=house.sms,
        repairs=Workshop(),
        incidents=house.incidents,
        members=house.members,
        matters=house.matters,
        repeats=house.repeats,
        panels=house.panels,
    )
    return working(client, ports)


async def opened(house: House, **changes: Any) -> Case:
    """File a complaint and wait until staff can work on it."""
    case = await house.file(**changes)
    await until(house, case, stage="investigating")
    return case


async def until(house: House, case: Case, **state: Any) -> dict[str, Any]:
    """Wait until the complainant sees this."""
    for _ in range(int(PATIENCE / 0.05)):
        seen: dict[str, Any] = (await house.http.get(case.path, headers=case.headers)).json()
        if all(seen.get(name) == value for name, value in state.items()):
            return seen
        await asyncio.sleep(0.05)
    raise AssertionError(f"{case.number} is not {state} within {PATIENCE} s but {seen}")


async def until_told(house: House, case: Case, kind: str) -> dict[str, Any]:
    """Wait until the complainant's timeline tells of this, and give it."""
    for _ in range(int(PATIENCE / 0.05)):
        timeline = await house.http.get(f"{case.path}/timeline", headers=case.headers)
        if found := [item for item in timeline.json()["items"] if item["kind"] == kind]:
            item: dict[str, Any] = found[0]
            return item
        await asyncio.sleep(0.05)
    raise AssertionError(f"{case.number} tells of no {kind} within {PATIENCE} s")


async def give(house: House, case: Case, who: Colleague, command: str, **fields: Any) -> Any:
    """Give a command that must be taken, and give the new state."""
    answer = await house.http.post(f"{case.desk}/{command}", json=fields, headers=who.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def answers_to_those_who_may_not(house: House, page: str) -> list[int]:
    """Ask for a page of a case as nobody, its complainant, another department and an engineer; then of no case."""
    stranger, engineer = await house.hire("agent"), await house.hire("engineer")
    case = await house.journaled(reading=trial.LOCK)
    nobody = house.identity.number_for(f"nobody filed these {page}")
    missing = f"/api/v1/desk/complaints/{nobody}/{page}"
    asked = [
        (f"{case.desk}/{page}", {}),
        (f"{case.desk}/{page}", case.headers),
        (f"{case.desk}/{page}", stranger.headers),
        (f"{case.desk}/{page}", engineer.headers),
        (missing, stranger.headers),
    ]
    return [(await house.http.get(path, headers=headers)).status_code for path, headers in asked]
