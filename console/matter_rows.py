"""What a case leaves behind on its page (遗留事项): each claim and promise with everything that happened on it (F4)."""

from collections.abc import Sequence
from typing import NamedTuple

from api.speaker import Speaker
from domain.matter import Matter
from domain.matter_events import MatterEvent
from domain.matter_registry import MATTERS, happening


class MatterFile(NamedTuple):
    """A matter, and what happened on it."""

    matter: Matter
    events: Sequence[MatterEvent]


def matter_rows(
    files: Sequence[MatterFile], *, speaker: Speaker
) -> list[tuple[tuple[str, str, str, str], MatterEvent]]:
    """Give a row for each event (what, state of the matter, when, by whom), with the event."""
    return [
        (
            (
                f"{file.matter.id} · {happening(file.matter.kind, event.kind).in_(speaker.language)}",
                speaker.title(MATTERS[file.matter.kind].states, file.matter.state),
                speaker.instant(event.at),
                event.actor,
            ),
            event,
        )
        for file in files
        for event in file.events
    ]
