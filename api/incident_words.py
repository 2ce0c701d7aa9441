"""How a case's part in a mass incident (群体性事件) is told, and what of it a complainant sees (H5, G1)."""

from collections.abc import Mapping
from typing import Final

from api.telling import Telling, told
from domain.kinds import EventKind

INCIDENT_TELLINGS: Final[Mapping[EventKind, Telling]] = {
    EventKind.INCIDENT_JOINED: told(
        "与多起同类投诉一并调查[（{incident}，共 {size} 起）]",
        "Looked into together with many like complaints[ ({incident}, {size} of them)]",
    ),
    EventKind.INCIDENT_LEFT: told(
        "改为单独调查[（移出 {incident}）][：{reason}]",
        "Looked into by itself from now on[ (no more in {incident})][: {reason}]",
    ),
}
