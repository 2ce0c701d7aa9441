"""The views of the inbox (收件箱视图): lists that staff keep coming back to, and how many cases are on each."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, Field

from domain.kinds import WaitingOn
from domain.words import Words

SHOWN: Final = 999
"""As many are counted; what is more is not."""

SOON: Final = timedelta(hours=1)


class View(StrEnum):
    """A view, by the name that stands in addresses."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    DUE_SOON = "due_soon"
    BREACHED = "breached"
    WAITING = "waiting"
    RED_ALERTS = "red_alerts"
    ALL = "all"


class _Kind(NamedTuple):
    title: Words
    narrows: Callable[[str, datetime], dict[str, Any]]


_KINDS: Final[Mapping[View, _Kind]] = {
    View.MINE: _Kind(Words(zh="我的案件", en="Mine"), lambda staff, _: {"handler": staff, "open": True}),
    View.UNASSIGNED: _Kind(Words(zh="未分派", en="Unassigned"), lambda *_: {"assigned": False, "open": True}),
    View.DUE_SOON: _Kind(
        Words(zh="一小时内到期", en="Due within the hour"), lambda _, at: {"due_before": at + SOON, "open": True}
    ),
    View.BREACHED: _Kind(Words(zh="已超时", en="Breached"), lambda *_: {"breached": True, "open": True}),
    View.WAITING: _Kind(
        Words(zh="等待投诉人", en="Waiting for the complainant"),
        lambda *_: {"waiting_on": str(WaitingOn.COMPLAINANT), "open": True},
    ),
    View.RED_ALERTS: _Kind(Words(zh="红色预警", en="Red alerts"), lambda *_: {"red_alert": True}),
    View.ALL: _Kind(Words(zh="全部", en="All"), lambda *_: {}),
}


class ViewCount(BaseModel):
    """How many cases a view has, for whoever asks."""

    name: View
    title: str
    count: int = Field(ge=0, le=SHOWN)
    more: bool = Field(description="There are more than `count`.")


class ViewCounts(BaseModel):
    """All views, in the order of the inbox."""

    items: list[ViewCount]


def narrowed(view: View, *, staff: str, at: datetime) -> dict[str, Any]:
    """Give the filters of a view for a member of staff, at an instant."""
    return _KINDS[view].narrows(staff, at)


def view_count(view: View, found: int, *, language: str) -> ViewCount:
    """Show a view that has `found` cases, or more than are counted."""
    title = _KINDS[view].title.in_(language)
    return ViewCount(name=view, title=title, count=min(found, SHOWN), more=found > SHOWN)
