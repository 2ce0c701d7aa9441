"""Drawing again (抽签核验): whether each panel of a case is the one that its seed and pool give (E7)."""

from collections.abc import Iterator, Sequence

from domain import draw
from domain.events import Event
from domain.kinds import EventKind


def faults(events: Sequence[Event]) -> Iterator[tuple[int, str]]:
    """Give each draw that comes out otherwise: the number of its event, and what is wrong, in words."""
    seed, pool, drawn = "", list[str](), list[str]()
    for event in events:
        data = event.data
        if event.kind is EventKind.PANEL_FORMED:
            seed, pool, members = data["seed"], data["pool"], data["members"]
            whole = len(set(pool)) >= data["size"]
            expected = draw.members(seed, pool, size=data["size"]) if whole else []
            if members != expected:
                yield event.sequence, f"has {_named(members)}, and the seed draws {_named(expected)}"
            if kept_out := sorted(set(pool) & set(data["excluded"])):
                yield event.sequence, f"has {_named(kept_out)} in the pool and kept out of it"
            drawn += members
        elif event.kind is EventKind.PANELIST_REPLACED:
            follower = draw.follower(seed, pool, drawn=drawn, unable=data["unable"])
            if data["by"] != follower:
                yield event.sequence, f"brings in {data['by'] or 'nobody'}, and the seed {follower or 'nobody'}"
            drawn += [data["by"]] if data["by"] else []


def draws(events: Sequence[Event]) -> int:
    """Count the draws of a case."""
    return sum(event.kind in {EventKind.PANEL_FORMED, EventKind.PANELIST_REPLACED} for event in events)


def _named(staff: Sequence[str]) -> str:
    return ", ".join(staff) or "nobody"
