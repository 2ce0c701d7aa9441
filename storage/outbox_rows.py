"""Rows of the outbox (待发通知), as the journal writes them with a step."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from domain.notices import PARTIES, Addressed

GATHER_FOR: Final = timedelta(seconds=10)
"""How long what a member of staff is to be told waits for more of it, so that after an outage they get one message."""


def outbox_rows(notices: Sequence[Addressed]) -> list[dict[str, Any]]:
    """Give the rows of a step's notices; nothing personal stands in them."""
    return [
        {
            "key": each.key,
            "receiver": each.receiver,
            "what": each.notice.what.value,
            "urgent": each.notice.urgent,
            "about": each.notice.model_dump_json(),
            "waits": f"{_waits(each).total_seconds()} seconds",
            "not_before": each.notice.not_before,
        }
        for each in notices
    ]


def _waits(addressed: Addressed) -> timedelta:
    at_once = addressed.notice.urgent or addressed.receiver in PARTIES
    return timedelta() if at_once else GATHER_FOR
