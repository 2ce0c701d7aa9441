"""Ready answers over HTTP: those that fit the case, for whoever may open it (D1)."""

from typing import Any

import pytest

from domain.pack import Pack
from domain.policy import SHELF, Policy
from tests import trial
from tests.api.house import House
from tests.api.work import give, opened

TEMPLATE: dict[str, Any] = {
    "name": "fee",
    "title": {"zh": "费用说明", "en": "The fee explained"},
    "when": "level == 1",
    "text": {"zh": "{name}：{tracking_number}", "en": "{name}: {tracking_number}, {department}"},
}


@pytest.fixture(scope="module")
async def town(at_work: House) -> House:
    """The house, with a pack that has ready answers."""
    shipped = trial.policy()
    other = TEMPLATE | {"name": "lock", "when": "category == 'fault'"}
    changed = {"pack": "answering", "service_lines": ["answering"], "answers": [TEMPLATE, other]}
    pack = Pack.model_validate(shipped.pack.model_dump(mode="json", by_alias=True, exclude_none=True) | changed)
    policy = Policy(pack=pack, calendar=shipped.calendar)
    SHELF.put(policy)
    at_work.parts.shelf.put(policy)
    return at_work


async def test_are_listed_filled_in_and_one_that_was_used_stands_on_the_timeline(town: House) -> None:
    case, agent = await opened(town, service_line="answering", order_number=None), await town.hire("agent")

    page = (await town.http.get(f"{case.desk}/answers", headers=agent.headers)).json()
    [draft] = page["items"]
    done = await give(town, case, agent, "respond", text=draft["text"], final=draft["final"], template=draft["name"])

    assert (draft["name"], draft["title"], draft["final"]) == ("fee", "The fee explained", True)
    assert case.number in draft["text"]
    assert done["stage"] == "resolved"
    timeline = (await town.http.get(f"{case.desk}/timeline", headers=agent.headers)).json()["items"]
    assert [item["data"]["template"] for item in timeline if item["kind"] == "answered"] == ["fee"]


async def test_are_not_for_another_department_nor_for_strangers(town: House) -> None:
    case = await opened(town, service_line="answering", order_number=None)
    technician = await town.hire("agent", department="technical")

    assert (await town.http.get(f"{case.desk}/answers", headers=technician.headers)).status_code == 403
    assert (await town.http.get(f"{case.desk}/answers", headers=case.headers)).status_code == 401


async def test_are_none_under_a_pack_without_any(at_work: House) -> None:
    case, agent = await opened(at_work, order_number=None), await at_work.hire("agent")

    assert (await at_work.http.get(f"{case.desk}/answers", headers=agent.headers)).json() == {"items": []}
