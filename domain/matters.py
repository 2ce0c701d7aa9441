"""How a case opens matters (事项), and hears what came of them.

An opening is an event; the case's workflow starts what its state says is open (decision 54).
"""

from typing import Any

from domain import reviews
from domain.case import Case
from domain.case_reviews import ReviewReason
from domain.events import SYSTEM, Actor
from domain.kinds import EventKind
from domain.matter_events import LETTERS, MatterKind
from domain.pack_matters import FollowedUp
from domain.step import Step


def open_matter(
    step: Step,
    event: EventKind,
    kind: MatterKind,
    *,
    seen_to: FollowedUp,
    owner: str = "",
    due: dict[str, str | None],
    terms: dict[str, Any],
    private: dict[str, Any] | None = None,
    actor: Actor | None = None,
) -> str:
    """Put on record that a matter begins, and give its id.

    Args:
        step: of the case.
        event: what it is on the case's timeline; its fold is `evolve_matters.opened`.
        kind: of the matter.
        seen_to: which rung sees to it, of which department, and how it climbs.
        owner: somebody by id, where it is not whoever is on duty on that rung.
        due: `due_at` and `warn_at`, as `matter_deadlines.due_data` gives them.
        terms: what its kind knows of it, nothing personal.
        private: words and names, sealed.
        actor: who opens it, where that is not whoever is being heard.
    """
    count = sum(matter.start.kind is kind for matter in step.case.matters)
    matter = f"{step.case.tracking_number}-{LETTERS[kind]}{count + 1}"
    frame = {
        "matter": matter,
        "matter_kind": kind,
        "department": seen_to.department or step.case.department,
        "owner": owner,
        "owner_rung": seen_to.owner,
        "climb_every": seen_to.climb_every.total_seconds(),
    }
    step.add(event, frame | due | terms, private=private, actor=actor)
    return matter


def settled(step: Step, *, matter: str, event: EventKind, data: dict[str, Any]) -> None:
    """Take in what came of a matter; said again, or of a matter that the case has not got, it changes nothing.

    Of matters of a case that was merged into this one it is heard here, since that one is over. What reaches a case in
    its last moment is on record, too: whoever said it will not say it again.
    """
    known = next((each for each in step.case.matters if each.id == matter), None)
    is_taken_over = known is None and _is_of_merged(step.case, matter)
    if is_taken_over or (known and known.closed_at is None):
        step.add(event, {"matter": matter, **data}, actor=SYSTEM)
        if event is EventKind.PROMISE_BROKEN and not step.case.has_ended:
            reviews.open_review(step, ReviewReason.PROMISE_BROKEN)


def _is_of_merged(case: Case, matter: str) -> bool:
    """Tell whether a matter was left behind by a case that was merged into this one, or into one of those."""
    return bool(case.merged_from) and not matter.startswith(f"{case.tracking_number}-")
