"""The veil over votes (表决保密): nobody reads what anybody voted before all have (E7).

Whatever shows a case or its events to people goes through here, or shows no votes at all. What is made known once all
have voted stands in `votes_counted`; the votes of somebody who left the panel, or of one that ended, never are.
"""

from domain.case import Case
from domain.case_panel import Panel
from domain.events import Event
from domain.kinds import EventKind


def veiled_event(event: Event) -> Event:
    """Give an event without what somebody voted."""
    return event.model_copy(update={"private": {}}) if event.kind is EventKind.VOTED else event


def veiled(case: Case) -> Case:
    """Give a case without the votes that nobody may read."""
    return case.model_copy(update={"panels": tuple(map(_veiled_panel, case.panels))})


def _veiled_panel(panel: Panel) -> Panel:
    known = panel.votes_that_count if panel.counted_at else ()
    return panel.model_copy(
        update={
            "votes": tuple(
                vote if vote in known else vote.model_copy(update={"outcome": None, "reason": None, "dissent": None})
                for vote in panel.votes
            )
        }
    )
