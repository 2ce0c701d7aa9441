"""A matter as an engineer reads it in the Temporal Web UI: a short page, with nothing that people wrote (J2)."""

from domain.matter import Matter
from domain.matter_events import MatterStart
from domain.matter_registry import MATTERS


def as_markdown(matter: Matter) -> str:
    """Give state, owner, the next due moment and the last event's number."""
    rules = MATTERS[matter.kind]
    state = rules.states[matter.state]
    due = f"due {matter.due_at:%Y-%m-%d %H:%M:%S} UTC" if matter.due_at else "nothing is due"
    return "\n\n".join(
        (
            f"### {matter.id} · {rules.title.zh} {rules.title.en} · {state.zh} {state.en}",
            f"of **{matter.tracking_number}** · {matter.pack}@{matter.pack_version} · department "
            f"**{matter.department}** · owner {matter.owner or matter.owner_rung}",
            f"{due}{' · **missed**' if matter.breached_at else ''} · missed {matter.missed} in all",
            f"last event: no. {matter.sequence}",
        )
    )


def as_details(start: MatterStart) -> str:
    """Give what stands beside a matter from its start."""
    return f"{MATTERS[start.kind].title.en.capitalize()} **{start.id}** of complaint **{start.tracking_number}**"
