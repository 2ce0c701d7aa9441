"""Search attributes: the registry, what a case shows of itself, and that a real server takes all of it."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.common import SearchAttributeUpdate, TypedSearchAttributes
from temporalio.testing import WorkflowEnvironment

from domain.case import Case
from domain.intake import open_case
from domain.kinds import Stage, WaitingOn
from tests import trial
from tests.workflows.probe import QUEUE, AttributesWorkflow, Change
from workflows import search_attributes
from workflows.search_attributes import SEARCH_ATTRIBUTES, changes, initial

NAMED = {
    "Keyword": {"Stage", "Urgency", "Severity", "Department", "Pack", "Kind", "WaitingOn", "Incident", "Region"},
    "Int": {"Level", "Cycle"},
    "Bool": {"Breached", "RedAlert", "Drill"},
    "Datetime": {"NextDueAt"},
}
COLUMNS = {"Keyword": 10, "Int": 3, "Bool": 3, "Datetime": 3}


def case() -> Case:
    return open_case(trial.start(region="Haidian"), policy=trial.policy(), at=trial.MONDAY).case


async def found(temporal: WorkflowEnvironment, query: str) -> TypedSearchAttributes:
    """Give the attributes of the workflow that a query finds, as soon as there is one."""
    for _ in range(200):
        async for execution in temporal.client.list_workflows(query):
            return execution.typed_search_attributes
        await asyncio.sleep(0.05)
    raise AssertionError(f"nothing is found by {query}")


def told(updates: list[SearchAttributeUpdate[Any]]) -> dict[str, Any]:
    return {update.key.name: update.value for update in updates}


class TestRegistry:
    def test_holds_the_attributes_of_the_design(self) -> None:
        expected = {f"Redress{name}": kind for kind, names in NAMED.items() for name in names}

        assert expected == SEARCH_ATTRIBUTES

    def test_fits_into_the_columns_of_sql_visibility(self) -> None:
        needed = Counter(SEARCH_ATTRIBUTES.values())

        assert all(needed[kind] <= columns for kind, columns in COLUMNS.items())
        assert set(needed) <= set(COLUMNS)


class TestInitial:
    def test_tells_what_the_intake_knows(self) -> None:
        attributes = initial(pack="retail", version=3, region="Haidian")

        assert {pair.key.name: pair.value for pair in attributes} == {
            "RedressStage": "received",
            "RedressPack": "retail@3",
            "RedressRegion": "Haidian",
            "RedressDrill": False,
        }

    def test_leaves_out_a_region_that_is_not_known(self) -> None:
        attributes = initial(pack="retail", version=3)

        assert attributes.get(search_attributes.REGION) is None


class TestChanges:
    def test_tells_everything_but_what_the_start_told_after_the_first_step(self) -> None:
        opened = case()

        assert told(changes(None, opened)) == {
            "RedressStage": "investigating",
            "RedressUrgency": opened.urgency.value,
            "RedressSeverity": opened.severity.value,
            "RedressDepartment": opened.department,
            "RedressKind": "billing/overcharge",
            "RedressLevel": opened.level,
            "RedressCycle": 1,
            "RedressBreached": False,
            "RedressRedAlert": False,
            "RedressNextDueAt": opened.next_due_at(),
        }

    def test_tells_nothing_when_nothing_shown_has_changed(self) -> None:
        before = case()

        after = before.model_copy(update={"sequence": before.sequence + 1, "score": 5})

        assert changes(before, after) == []

    def test_tells_only_what_differs(self) -> None:
        before = case()

        after = before.model_copy(update={"stage": Stage.DECIDING, "level": 3, "waiting_on": WaitingOn.REPAIR_SHOP})

        assert told(changes(before, after)) == {
            "RedressStage": "deciding",
            "RedressLevel": 3,
            "RedressWaitingOn": "repair_shop",
        }

    def test_tells_of_a_breach(self) -> None:
        before = case()
        late = before.milestones[0].model_copy(update={"breached_at": trial.MONDAY})

        after = before.model_copy(update={"milestones": (late, *before.milestones[1:])})

        assert told(changes(before, after))["RedressBreached"] is True

    def test_unsets_what_has_no_value_any_more(self) -> None:
        waiting = case().model_copy(update={"waiting_on": WaitingOn.COMPLAINANT})

        updates = changes(waiting, waiting.model_copy(update={"waiting_on": None, "milestones": ()}))

        assert told(updates) == {"RedressWaitingOn": None, "RedressNextDueAt": None}

    def test_shows_nothing_personal(self) -> None:
        opened = case()

        shown = repr(changes(None, opened))

        assert opened.complaint.complainant.name not in shown
        assert str(opened.complaint.complainant.phone) not in shown
        assert opened.complaint.description.text not in shown


class TestOnARealServer:
    async def test_all_are_registered_with_their_types(self, temporal: WorkflowEnvironment) -> None:
        request = ListSearchAttributesRequest(namespace=temporal.client.namespace)

        answer = await temporal.client.operator_service.list_search_attributes(request)

        registered = {name: IndexedValueType.Name(kind).title() for name, kind in answer.custom_attributes.items()}
        assert registered == {name: f"Indexed_Value_Type_{kind}" for name, kind in SEARCH_ATTRIBUTES.items()}

    async def test_a_case_is_found_by_what_has_become_of_it(self, temporal: WorkflowEnvironment) -> None:
        opened = case()
        later = opened.model_copy(update={"stage": Stage.DECIDING, "waiting_on": WaitingOn.THIRD_PARTY})
        handle = await temporal.client.start_workflow(
            AttributesWorkflow.run,
            [Change(before=None, after=opened), Change(before=opened, after=later), Change(before=later, after=opened)],
            id="found-by-attributes",
            task_queue=QUEUE,
            search_attributes=initial(pack=opened.pack, version=opened.pack_version, region="Haidian"),
        )

        await handle.result()

        attributes = await found(
            temporal, "RedressStage = 'investigating' AND RedressCycle = 1 AND RedressDrill = false"
        )
        assert attributes.get(search_attributes.STAGE) == "investigating"
        assert attributes.get(search_attributes.WAITING_ON) is None
        assert attributes.get(search_attributes.REGION) == "Haidian"
        due = attributes.get(search_attributes.NEXT_DUE_AT)
        wanted = opened.next_due_at()
        assert due is not None
        assert wanted is not None
        assert abs(due - wanted) < timedelta(milliseconds=1)
