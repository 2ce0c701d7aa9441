"""What the drawing of panels needs of the outside world."""

from typing import Protocol

from domain.panel_seating import Ground


class PanelGrounds(Protocol):
    """What is known of who may not decide a case."""

    async def of(self, tracking_number: str) -> Ground:
        """Give it as it is written now; of a case that is not there, nothing is known."""
        ...
