"""Changes of the rules since the first release, each by its name (J1).

A case under way must decide again what it decided before, wherever its history is read anew. So a rule that would now
give other events asks `step.follows(change)`: the workflow answers from its history, everybody else with yes.
"""

from enum import StrEnum


class Change(StrEnum):
    """What was changed; the value stands in histories for ever."""

    CONTEST_KEEPS_CORRECTION = "contest-keeps-correction"
    """A contest grades anew by the kind that a member of staff had put right, not by the words again."""
    NEW_CYCLE_STARTS_AT_THE_HANDLER = "new-cycle-starts-at-the-handler"
    """A rung that a case was raised to belongs to its cycle."""
    CANCELLING_A_WARNING_NEEDS_A_LEAD = "cancelling-a-warning-needs-a-lead"
    """Taking a milestone away after its warning is moving it later."""
    RED_ALERT_REPEATS = "red-alert-repeats"
    """A red alert is said again until somebody acknowledges it."""
    ALERT_IN_A_REPLY_GRADES = "alert-in-a-reply-grades"
    """A red alert raised by a later word grades the case anew."""


def follows_all(_change: Change) -> bool:
    """Follow every changed rule, as whoever has no history does."""
    return True
