"""What searching adds to the tables (检索): the words of each case, and an order for each filter of the list (I1).

A trigger of the database keeps `complaint_words` beside `complaints.search_text`, whoever writes that. The words have a
table of their own because PostgreSQL enters a row into every index anew whenever one indexed column of it changes, and
a case has some hundred words and moves on a dozen times.
"""

from typing import Final

from sqlalchemy import Column, Index, Table, and_
from sqlalchemy.dialects.postgresql import TSVECTOR

from storage.tables import NUMBER, complaints, due_order, metadata

complaint_words: Final = Table(
    "complaint_words",
    metadata,
    Column("tracking_number", NUMBER, primary_key=True),
    Column("words", TSVECTOR, nullable=False),
    Index("complaint_words_by_word", "words", postgresql_using="gin"),
)

_CASE: Final = complaints.c
_NUMBER: Final = _CASE.tracking_number
is_open: Final = _CASE.closed_at.is_(None)
"""Whether there is still something to do about a case."""

Index("complaints_by_stage", _CASE.stage, due_order, _NUMBER)
Index("complaints_by_stage_received", _CASE.stage, _CASE.received_at, _NUMBER)
Index("complaints_by_level", _CASE.level, due_order, _NUMBER)
Index("complaints_by_urgency", _CASE.urgency, due_order, _NUMBER)
Index("complaints_by_pack", _CASE.pack, due_order, _NUMBER)
Index("complaints_breached", due_order, _NUMBER, postgresql_where=_CASE.breached)
Index("complaints_open", due_order, _NUMBER, postgresql_where=is_open)
Index("complaints_open_breached", due_order, _NUMBER, postgresql_where=and_(_CASE.breached, is_open))
Index("complaints_open_unassigned", due_order, _NUMBER, postgresql_where=and_(_CASE.handler.is_(None), is_open))
Index(
    "complaints_open_by_handler",
    _CASE.handler,
    due_order,
    _NUMBER,
    postgresql_where=and_(_CASE.handler.is_not(None), is_open),
)
Index("complaints_by_waiting", _CASE.waiting_on, due_order, _NUMBER, postgresql_where=_CASE.waiting_on.is_not(None))
Index("complaints_open_received", _CASE.received_at, _NUMBER, postgresql_where=is_open)
Index(
    "complaints_by_handler_received",
    _CASE.handler,
    _CASE.received_at,
    _NUMBER,
    postgresql_where=_CASE.handler.is_not(None),
)
