"""Custodians over HTTP: who keeps evidence of a kind sees it, and alone releases it and hands it over (A7)."""

from typing import Any

import pytest

from domain.pack import Pack
from domain.policy import SHELF, Policy
from tests import trial
from tests.api.files import add, listed
from tests.api.house import Case, Colleague, House
from tests.api.work import opened

REASON = {"reason": "The court asked for it."}


@pytest.fixture(scope="module")
async def town(at_work: House) -> House:
    """The house, with a pack whose technicians keep photos."""
    shipped = trial.policy()
    changed = {"pack": "keeping", "service_lines": ["keeping"], "custodians": {"photo": "technical"}}
    pack = Pack.model_validate(shipped.pack.model_dump(mode="json", by_alias=True, exclude_none=True) | changed)
    policy = Policy(pack=pack, calendar=shipped.calendar)
    SHELF.put(policy)
    at_work.parts.shelf.put(policy)
    return at_work


@pytest.fixture
async def case(town: House) -> Case:
    """A case of the front desk with a photo and a document."""
    case = await opened(town, service_line="keeping", order_number=None)
    await add(town, case, kind="photo")
    await add(town, case, kind="document")
    return case


async def do(house: House, case: Case, who: Colleague, what: str, *, piece: str, **body: Any) -> int:
    path = f"{case.desk}/evidence/{piece}/{what}"
    return (await house.http.post(path, json=body, headers=who.headers)).status_code


async def test_see_what_they_keep_and_nothing_else_of_the_case(town: House, case: Case) -> None:
    keeper, agent = await town.hire("team_lead", department="technical"), await town.hire("agent")

    whole, kept = await listed(town, case.desk, agent.headers, count=2), await listed(town, case.desk, keeper.headers)

    assert [(each["kind"], each["custodian"]) for each in whole] == [("photo", "technical"), ("document", "front")]
    assert [(each["kind"], each["custodian_title"]) for each in kept] == [("photo", "Technical")]
    chain = (await town.http.get(f"{case.desk}/custody", headers=keeper.headers)).json()["items"]
    assert {each["evidence"] for each in chain} == {kept[0]["id"]}
    assert (await town.http.get(case.desk, headers=keeper.headers)).status_code == 403
    unseen = whole[1]["links"]["download"]
    assert (await town.http.get(unseen, headers=keeper.headers)).status_code == 404


async def test_alone_release_and_hand_over_what_they_keep_and_anybody_may_hold_it(town: House, case: Case) -> None:
    keeper, lead = await town.hire("team_lead", department="technical"), await town.hire("team_lead")
    photo, document = (each["id"] for each in await listed(town, case.desk, lead.headers, count=2))

    by_lead = [
        await do(town, case, lead, "hold", piece=photo, **REASON),
        await do(town, case, lead, "release", piece=photo, **REASON),
        await do(town, case, lead, "hand-over", piece=photo, to="complainant"),
        await do(town, case, lead, "hand-over", piece=document, to="complainant"),
    ]
    by_keeper = [
        await do(town, case, keeper, "release", piece=photo, **REASON),
        await do(town, case, keeper, "hand-over", piece=photo, to="complainant"),
        await do(town, case, keeper, "hold", piece=document, **REASON),
    ]

    assert by_lead == [200, 403, 403, 200]
    assert by_keeper == [200, 200, 404]


async def test_are_leads_of_that_department_only(town: House, case: Case) -> None:
    agent = await town.hire("agent", department="technical")

    assert (await town.http.get(f"{case.desk}/evidence", headers=agent.headers)).status_code == 403
