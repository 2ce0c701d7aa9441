"""What mediations (调解) add to the tables: who mediates a case, and whose mediator somebody of the staff is (E6)."""

from typing import Any, Final

from sqlalchemy import Column, Index, Text

from storage.tables import complaints, staff

mediator: Final[Column[Any]] = Column("mediator", Text)
"""Of a case: who mediates it and may open it."""

mediates_as: Final[Column[Any]] = Column("mediates_as", Text)
"""Of a member of staff: `negotiation`, `third_party` or `administrative`."""

complaints.append_column(mediator)
staff.append_column(mediates_as)
Index(
    "complaints_by_mediator",
    mediator,
    complaints.c.received_at,
    complaints.c.tracking_number,
    postgresql_where=mediator.is_not(None),
)
