"""A mediation (调解) as a case keeps it; what leads there and what ends it stands in `domain.mediation`."""

from datetime import datetime

from pydantic import BaseModel


class Mediation(BaseModel, frozen=True):
    """The mediation of one cycle, which is to be over by `until`.

    Once it has failed, either side may ask for a ruling until `ruling_until`; none where the pack knows no rulings.
    """

    cycle: int
    opened_at: datetime
    until: datetime
    mediated_at: datetime | None = None
    failed_at: datetime | None = None
    ruling_until: datetime | None = None
    ruling_asked_at: datetime | None = None

    @property
    def is_under_way(self) -> bool:
        """Tell whether both sides may still agree."""
        return self.mediated_at is None and self.failed_at is None
