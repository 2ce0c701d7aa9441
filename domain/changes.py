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
    WORK_AT_THE_OPENING_COUNTS = "work-at-the-opening-counts"
    """A milestone that comes to apply later is met by what was done in the instant in which the cycle opened."""
    EVERY_STRETCH_BETWEEN_CYCLES_COUNTS = "every-stretch-between-cycles-counts"
    """What goes on after a cycle in which it did not apply is credited each stretch in which the case was settled."""
    CARRIED_BREACH_IS_NOT_SAID_AGAIN = "carried-breach-is-not-said-again"
    """What was breached in an earlier cycle, and is met by work before it applied again, is not breached once more."""
    PAUSES_AFTER_THE_WORK_CREDIT_NOTHING = "pauses-after-the-work-credit-nothing"
    """Work done before a milestone applied is in time or late by the pauses up to then, not by later ones."""
    RED_ALERT_REPEATS = "red-alert-repeats"
    """A red alert is said again until somebody acknowledges it."""
    ALERT_IN_A_REPLY_GRADES = "alert-in-a-reply-grades"
    """A red alert raised by a later word grades the case anew."""
    ACKNOWLEDGEMENT_BY_OUTBOX = "acknowledgement-by-outbox"
    """The number goes out with the notices of the first step, by mail too, not by an activity of its own."""
    QUIET_HOURS_HOLD = "quiet-hours-hold"
    """A case holds what a complainant is told in quiet hours, and lets it go in the morning."""
    FILED_BY_THE_ENGINES_CLOCK = "filed-by-the-engines-clock"
    """A case begins when the engine took it, where the clock of the API says something else."""
    PROGRESS_IS_TOLD = "progress-is-told"
    """A complainant hears at set intervals that the investigation goes on."""
    HEARD_AS_IT_CAME = "heard-as-it-came"
    """What reaches a case before its first task is heard in the order in which it came."""
    WHAT_A_DUPLICATE_MISSED_IS_MISSED_IN_A_PAUSE = "what-a-duplicate-missed-is-missed-in-a-pause"
    """A case that stands still when it takes over what a merged one has missed has missed it, too, at once."""
    MERGED_CASE_PASSES_ON_WORDS = "a-merged-case-passes-on-words"
    """Of what a complainant sends to a case being merged away, only words reach the other one: they decide nothing."""
    RESULT_LETTERS_ARE_REVIEWED = "result-letters-are-reviewed"
    """A result letter that the pack flags waits for its legal review."""
    FINDING_SHOWS_ITS_SUPPORT = "finding-shows-its-support"
    """A finding says which party supports what; against a person, one party's word alone needs a team lead."""
    FINDING_SAYS_WHAT_IT_COULD_NOT_READ = "finding-says-what-it-could-not-read"
    """A finding that was recorded before the business records could be read says so."""
    RESPONDENT_IS_HEARD_ANEW = "respondent-is-heard-anew"
    """A respondent who was told of a case is told and heard anew in a new cycle, before anything is found."""
    ROWS_HOLD_LATER = "rows-hold-later"
    """A row of the investigation's plan that comes to hold later opens its task then."""
    REVIEWS_ARE_DUE = "reviews-are-due"
    """A review has a due time, and whoever has to record it is reminded."""
    UNDONE_REVIEWS_ARE_NAMED = "undone-reviews-are-named"
    """A case that goes to the archive says which reviews nobody has recorded."""
    PROMISED_HEARING_IS_KEPT = "promised-hearing-is-kept"
    """A respondent who was told until when they may answer has that time under a pack without hearings, too."""
    MERGING_WAITS_FOR_A_HEARING = "merging-waits-for-a-hearing"
    """A case is not merged away while its respondent may still answer."""
    REFUSED_IS_MEDIATED = "refused-is-mediated"
    """A refused remedy goes to a mediation where the pack has one."""
    APPEAL_TO_OTHERS = "appeal-to-others"
    """After an appeal nobody decides who took part in the decision of any cycle before, not of the last alone."""


def follows_all(_change: Change) -> bool:
    """Follow every changed rule, as whoever has no history does."""
    return True
