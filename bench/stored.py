"""Complaints put straight into the tables that lookups read, by the ten thousand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import psycopg

from domain.complaint import Complaint
from storage.likeness_marks import marks_of
from storage.search_text import search_text
from storage.vault import Vault

_CASES: Final = """
COPY complaints (
    tracking_number, pack, pack_version, service_line, channel, region, stage, level, urgency, severity, category, kind,
    department, cycle, sequence, breached, red_alert, received_at, updated_at, search_text, snapshot, head_hash
) FROM STDIN
"""
_MARKS: Final = "COPY likeness_marks (mark, received_at, tracking_number) FROM STDIN"
_SNAPSHOT: Final = bytes(range(256)) * 10


class Filed(NamedTuple):
    """A complaint that is stored."""

    number: str
    received_at: datetime
    complaint: Complaint


async def store(connection: psycopg.AsyncConnection[Any], filed: Sequence[Filed], *, vault: Vault) -> None:
    """Write the rows of cases and of their marks; snapshots are as long as real ones and cannot be opened."""
    async with connection.cursor() as cursor:
        async with cursor.copy(_CASES) as copy:
            for each in filed:
                await copy.write_row(_row(each))
        async with cursor.copy(_MARKS) as copy:
            for each in filed:
                for mark in marks_of(each.complaint, vault=vault):
                    await copy.write_row((mark, each.received_at, each.number))
    await connection.execute("VACUUM ANALYZE complaints, likeness_marks")


def _row(filed: Filed) -> tuple[Any, ...]:
    complaint = filed.complaint
    named = (filed.number, "retail", 1, complaint.service_line, str(complaint.channel), complaint.region)
    graded = ("investigating", 1, "normal", "ordinary", "other", "other", "customer_service", 1, 8, False, False)
    return (
        *named,
        *graded,
        filed.received_at,
        filed.received_at,
        search_text(complaint),
        _SNAPSHOT,
        b"\x00" * 32,
    )
