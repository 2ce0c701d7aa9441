"""The decisions of a case on its page (各轮决定): what each cycle came to, side by side (F3)."""

from api import decisions_view
from api.speaker import Speaker
from domain.case import Case


def decision_rows(case: Case, *, speaker: Speaker) -> list[tuple[str, str, str, str, str]]:
    """Give a row for each: cycle, when, by whom, what and why, remedies."""
    return [
        (
            str(each.cycle),
            speaker.instant(each.decided_at),
            " · ".join(filter(None, (each.by_title, each.department_title, ", ".join(each.deciders)))),
            " · ".join(filter(None, (each.outcome_title, each.finding, each.reasons))),
            speaker.remedies([remedy.model_dump() for remedy in each.remedies]),
        )
        for each in decisions_view.for_staff(case, speaker)
    ]
