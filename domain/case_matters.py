"""What a case keeps of the matters that it has left behind (事项): their openings, and what came of them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from domain.matter_events import MatterStart


class CaseMatter(BaseModel):
    """A matter of a case; its workflow is started from `start`, and `outcome` is what that said at its end."""

    model_config = ConfigDict(frozen=True)

    start: MatterStart
    closed_at: datetime | None = None
    outcome: dict[str, Any] = {}

    @property
    def id(self) -> str:
        """Give its id."""
        return self.start.id
