"""An incident as an engineer reads it in the Temporal Web UI: a short page, with nothing that people wrote (J2)."""

from domain.incident import Incident
from domain.incident_commands import STAGE_TITLES


def as_markdown(incident: Incident) -> str:
    """Give stage, size, tasks and the last event's number."""
    stage = STAGE_TITLES[incident.stage]
    done = sum(task.done_at is not None for task in incident.tasks)
    return "\n\n".join(
        (
            f"### {incident.id} · {stage.zh} {stage.en}",
            f"{incident.pack} · {incident.category}/{incident.kind} · department **{incident.department}**",
            f"**{incident.size}** had joined by the last count; they count from "
            f"{incident.since:%Y-%m-%d %H:%M:%S} UTC on",
            f"finding **{'recorded' if incident.finding else 'missing'}** · answer "
            f"**{'drafted' if incident.answer else 'missing'}** · tasks {done} of {len(incident.tasks)} done",
            f"last event: no. {incident.sequence}",
        )
    )


def as_details(incident_id: str, *, pack: str, category: str, kind: str) -> str:
    """Give what stands beside an incident from its start."""
    return f"Mass incident **{incident_id}**: complaints of **{category}/{kind}** under policy **{pack}**"
