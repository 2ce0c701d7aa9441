"""What a pack says of outside arbitration (外部仲裁): which bodies there are, and how long they have (E7)."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from domain.allowance import Allowance
from domain.duration import Duration
from domain.pack_sections import Section
from domain.words import Words


class Arbitration(Section):
    """Outside arbitrators that a case may go to, where both sides prefer that to a panel of the house.

    The other side has `answer_within` to agree, staff the same to send the file out; the award is due `within`.
    """

    bodies: Annotated[tuple[Words, ...], Field(min_length=1, max_length=50)]
    within: Allowance
    answer_within: Duration = timedelta(days=3)

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        names = [name for body in self.bodies for name in {body.zh, body.en}]
        if len(names) != len(set(names)):
            raise ValueError("two bodies have the same name; nobody could tell them apart")
        return self

    def find(self, name: str) -> Words | None:
        """Find a body by its name in either language."""
        return next((body for body in self.bodies if name in {body.zh, body.en}), None)
