"""What several commands ask of a field: that a time lies ahead, that evidence is the case's."""

from collections.abc import Sequence
from datetime import datetime

from domain.case import Case
from domain.refusals import not_understood


def check_ahead(field: str, instant: datetime | None, *, at: datetime) -> None:
    """Refuse an instant that is not later than `at`; none may be left out. Raises `NotUnderstood`."""
    if instant and instant <= at:
        raise not_understood(zh=f"{field} 必须在将来。", en=f"{field}: must lie in the future")


def check_evidence(evidence: Sequence[str], *, case: Case) -> None:
    """Refuse the id of evidence that the case has not got. Raises `NotUnderstood`."""
    if unknown := [each for each in evidence if each not in case.evidence]:
        raise not_understood(
            zh=f"本案没有证据 {unknown[0]}。", en=f"evidence: this case has no evidence {unknown[0]!r}"
        )
