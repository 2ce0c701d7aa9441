"""What people do once a remedy is refused, and what a case has cost the engine by its end (E6, E7)."""

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from temporalio.api.enums.v1 import EventType

from bench.costs import costs_of
from bench.sample import events_of
from domain.registry import PARTY_SIGNALS
from tests.api.house import Case, Colleague, House
from tests.api.work import PATIENCE, give, until, until_told
from tests.lives.city import desk

FOR_A_LIFE: Final = 70
FOR_AN_ACT: Final = 16


async def act(house: House, case: Case, headers: dict[str, str], what: str, **fields: Any) -> None:
    """Let a party do something that is taken down."""
    answer = await house.http.post(f"{case.path}/{what}", json=fields, headers=headers)
    assert answer.status_code == 202, answer.text


async def mediated(house: House, case: Case, lead: Colleague) -> Colleague:
    """Let the complainant refuse what is offered; give the outside mediator whom a lead then names."""
    mediator = await house.hire("mediator", department=None, mediates_as="third_party")
    await act(house, case, case.headers, "decision", accept=False, reason="金额不够，也没有道歉。")
    await until(house, case, stage="mediating")
    await give(house, case, lead, "assign-mediator", mediator=mediator.member.id)
    return mediator


async def seated(house: House, case: Case, lead: Colleague, judges: Sequence[Colleague]) -> list[Colleague]:
    """Let the complainant ask for a ruling; give the members of the panel in their order."""
    await act(house, case, case.headers, "ruling-request", reason="请裁决。")
    await until(house, case, stage="adjudicating")
    [panel] = (await desk(house, case, lead))["panels"]
    by_id = {each.member.id: each for each in judges}
    return [by_id[each["staff"]] for each in panel["members"]]


async def ruled(
    house: House, case: Case, members: Sequence[Colleague], *outcomes: str, **ruling: Any
) -> dict[str, Any]:
    """Let the members vote and the first of them give the ruling; give the panel as it stood after the last vote."""
    for who, outcome in zip(members, outcomes, strict=True):
        file = await give(house, case, who, "vote", outcome=outcome, reason="见监控。")
    await give(house, case, members[0], "give-ruling", **ruling)
    panel: dict[str, Any] = file["panels"][0]
    return panel


async def penalty(house: House, case: Case, who: Colleague, *happened: str) -> dict[str, Any]:
    """Wait until all of this has happened to the first penalty of a case, and give it."""
    for _ in range(int(PATIENCE / 0.05)):
        answer = await house.http.get(f"/api/v1/desk/penalties/{case.number}-P1", headers=who.headers)
        seen: dict[str, Any] = answer.json()
        if answer.status_code == 200 and {each["kind"] for each in seen["events"]} >= set(happened):
            return seen
        await asyncio.sleep(0.05)
    raise AssertionError(f"{case.number} has no penalty that is {happened} within {PATIENCE} s")


async def keep_promise(house: House, case: Case, who: Colleague, *, how: str) -> dict[str, Any]:
    """Wait for the promise of a case, say that it is kept, and give it once the case has heard so."""
    for _ in range(int(PATIENCE / 0.05)):
        if open_ones := [each for each in (await desk(house, case, who))["matters"] if each["kind"] == "promise"]:
            break
        await asyncio.sleep(0.05)
    path = f"/api/v1/desk/promises/{open_ones[0]['id']}/keep-promise"
    answer = await house.http.post(path, json={"how": how}, headers=who.headers)
    assert answer.status_code == 200, answer.text
    await until_told(house, case, "promise_kept")
    kept: dict[str, Any] = answer.json()
    return kept


async def notices(house: House, case: Case, who: Colleague) -> Counter[tuple[str, str]]:
    """Count what each has been told: the complainant, the respondent, and all others by their ids."""
    answer = await house.http.get(f"{case.desk}/notices", headers=who.headers)
    assert answer.status_code == 200, answer.text
    return Counter((each["what"], each["receiver"]) for each in answer.json()["items"])


async def is_cheap(house: House, case: Case) -> bool:
    """Print how many events a case's own workflow has, and how many acts of people; tell whether the limit holds."""
    history = await events_of(house.parts.client, case.number)
    acts = 0
    for event in history:
        acts += event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
        acts += event.workflow_execution_signaled_event_attributes.signal_name in PARTY_SIGNALS
    events = costs_of(history).history_events
    most = FOR_A_LIFE + FOR_AN_ACT * acts
    sys.stdout.write(f"{case.number}: {events} history events, {acts} acts of people, at most {most}\n")
    return events <= most


async def booked(house: House, case: Case) -> list[dict[str, int]]:
    """Give what the ledger has of a case, the newest first: the amount on each account, in fen."""
    finance = await house.hire("finance", department=None)
    answer = await house.http.get(f"/api/v1/desk/ledger?reference={case.number}", headers=finance.headers)
    assert answer.status_code == 200, answer.text
    return [{entry["account"]: entry["amount_fen"] for entry in each["entries"]} for each in answer.json()["items"]]
