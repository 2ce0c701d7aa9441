"""Search attributes: what an engineer can filter cases by in the Temporal Web UI. Never anything personal (J2).

SQL visibility has 3 Bool, 3 Datetime, 3 Int and 10 Keyword columns for all of them: think before adding one.
"""

from datetime import datetime
from typing import Any, Final

from temporalio.common import (
    SearchAttributeIndexedValueType,
    SearchAttributeKey,
    SearchAttributePair,
    SearchAttributeUpdate,
    TypedSearchAttributes,
)

from domain.case import Case
from domain.incident import IncidentStart
from domain.kinds import Stage
from domain.matter import Matter
from domain.matter_events import MatterStart
from domain.work_orders import waits_on

STAGE: Final = SearchAttributeKey.for_keyword("RedressStage")
URGENCY: Final = SearchAttributeKey.for_keyword("RedressUrgency")
SEVERITY: Final = SearchAttributeKey.for_keyword("RedressSeverity")
DEPARTMENT: Final = SearchAttributeKey.for_keyword("RedressDepartment")
PACK: Final = SearchAttributeKey.for_keyword("RedressPack")
KIND: Final = SearchAttributeKey.for_keyword("RedressKind")
WAITING_ON: Final = SearchAttributeKey.for_keyword("RedressWaitingOn")
INCIDENT: Final = SearchAttributeKey.for_keyword("RedressIncident")
REGION: Final = SearchAttributeKey.for_keyword("RedressRegion")
LEVEL: Final = SearchAttributeKey.for_int("RedressLevel")
CYCLE: Final = SearchAttributeKey.for_int("RedressCycle")
BREACHED: Final = SearchAttributeKey.for_bool("RedressBreached")
RED_ALERT: Final = SearchAttributeKey.for_bool("RedressRedAlert")
DRILL: Final = SearchAttributeKey.for_bool("RedressDrill")
NEXT_DUE_AT: Final = SearchAttributeKey.for_datetime("RedressNextDueAt")

KEYS: Final[tuple[SearchAttributeKey[Any], ...]] = (
    STAGE,
    URGENCY,
    SEVERITY,
    DEPARTMENT,
    PACK,
    KIND,
    WAITING_ON,
    INCIDENT,
    REGION,
    LEVEL,
    CYCLE,
    BREACHED,
    RED_ALERT,
    DRILL,
    NEXT_DUE_AT,
)

_TYPE_NAMES: Final = {
    SearchAttributeIndexedValueType.KEYWORD: "Keyword",
    SearchAttributeIndexedValueType.INT: "Int",
    SearchAttributeIndexedValueType.BOOL: "Bool",
    SearchAttributeIndexedValueType.DATETIME: "Datetime",
}

SEARCH_ATTRIBUTES: Final[dict[str, str]] = {key.name: _TYPE_NAMES[key.indexed_value_type] for key in KEYS}
"""Name and type of each, as `temporal server start-dev --search-attribute Name=Type` takes them."""

Values = dict[SearchAttributeKey[Any], str | int | bool | datetime | None]


def initial(*, pack: str, version: int, region: str = "") -> TypedSearchAttributes:
    """Give what a case is started with, before a worker has seen it."""
    values: Values = {STAGE: Stage.RECEIVED.value, PACK: f"{pack}@{version}", REGION: region or None, DRILL: False}
    return TypedSearchAttributes(
        [SearchAttributePair(key, value) for key, value in values.items() if value is not None]
    )


def of_incident(start: IncidentStart) -> TypedSearchAttributes:
    """Give what an incident is started with: its own name, too, so that it is listed with its members."""
    values = {PACK: start.pack, KIND: f"{start.category}/{start.kind}", INCIDENT: start.incident}
    return TypedSearchAttributes([SearchAttributePair(key, value) for key, value in values.items()])


def of_matter(start: MatterStart) -> TypedSearchAttributes:
    """Give what a matter is started with."""
    values = {STAGE: "open", PACK: f"{start.pack}@{start.pack_version}", KIND: start.kind.value}
    pairs = [SearchAttributePair(key, value) for key, value in (values | {DEPARTMENT: start.department}).items()]
    return TypedSearchAttributes(pairs)


def changes_of_matter(before: Matter | None, after: Matter) -> list[SearchAttributeUpdate[Any]]:
    """Give what to upsert after a step of a matter: only what differs; without `before` all that its start lacks."""
    old = _values_of_matter(before) if before else {STAGE: "open", DEPARTMENT: after.department, BREACHED: False}
    return [_update(key, value) for key, value in _values_of_matter(after).items() if old.get(key) != value]


def _values_of_matter(matter: Matter) -> Values:
    return {
        STAGE: matter.state,
        DEPARTMENT: matter.department,
        BREACHED: matter.missed > 0,
        NEXT_DUE_AT: matter.due_at,
    }


def changes(before: Case | None, after: Case) -> list[SearchAttributeUpdate[Any]]:
    """Give what to upsert after a step: only what differs; what has no value any more is unset.

    Without `before` the case is as the API started it.
    """
    old = _values_of(before) if before else _initial_values(after)
    new = _values_of(after)
    return [_update(key, value) for key, value in new.items() if old.get(key) != value]


def _initial_values(case: Case) -> Values:
    started = initial(pack=case.pack, version=case.pack_version, region=case.complaint.region)
    return {pair.key: pair.value for pair in started}


def _values_of(case: Case) -> Values:
    return {
        STAGE: case.stage.value,
        URGENCY: case.urgency.value,
        SEVERITY: case.severity.value,
        DEPARTMENT: case.department or None,
        PACK: f"{case.pack}@{case.pack_version}",
        KIND: f"{case.category}/{case.kind}" if case.kind else case.category or None,
        WAITING_ON: whom.value if (whom := waits_on(case)) else None,
        INCIDENT: case.incident,
        REGION: case.complaint.region or None,
        LEVEL: case.level or None,
        CYCLE: case.cycle,
        BREACHED: case.is_breached,
        RED_ALERT: case.red_alert,
        DRILL: False,
        NEXT_DUE_AT: case.next_due_at(),
    }


def _update(key: SearchAttributeKey[Any], value: str | int | bool | datetime | None) -> SearchAttributeUpdate[Any]:
    return key.value_unset() if value is None else key.value_set(value)
