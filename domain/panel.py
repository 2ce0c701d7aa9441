"""The panel (裁决小组): drawn when a ruling is asked for, and seen to it that it votes (E7).

Who is drawn is found out as the step is written (`domain.panel_seating`). What it decides stands in `domain.ruling`.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

from domain import deadlines
from domain.case import Case
from domain.case_panel import Outcome, Panelist
from domain.case_panel import Panel as SeatedPanel
from domain.events import SYSTEM
from domain.instant import JUST_AFTER
from domain.kinds import EventKind, Stage
from domain.pack import Pack
from domain.pack_sections import Panel
from domain.step import Step

# For a case that was promised a ruling by a version of the pack that it has left.
_USUAL: Final = Panel(size=3, from_="panel_member")
_ORDER: Final = tuple(Outcome)


def rule_of(pack: Pack) -> Panel:
    """Give how panels are made up."""
    return pack.panel or _USUAL


def form(step: Step) -> None:
    """Draw a panel."""
    rule = rule_of(step.policy.pack)
    data = {"cycle": step.case.cycle, "size": rule.size, "role": rule.from_, **_times(step), **_rungs(step)}
    step.add(EventKind.PANEL_FORMED, data, actor=SYSTEM)


def replace(step: Step, member: str, *, because: str) -> None:
    """Draw who comes in for a member, from the same seed and the rest of the same pool; their vote counts no more."""
    panel = step.case.panel
    if panel:
        asked = panel.model_dump(mode="json", include={"seed", "pool", "drawn"})
        data = {"member": member, "because": because, "panel": asked, **_times(step), **_rungs(step)}
        step.add(EventKind.PANELIST_REPLACED, data, actor=SYSTEM)


def count_if_all_voted(step: Step) -> None:
    """Make the votes known once the last is in.

    The outcome is the vote in the middle, from dismissing to upholding. That is the majority's where there is one;
    where each voted otherwise, most would go at least as far, and most at most as far.
    """
    panel = step.case.panel
    if panel is None or not panel.have_all_voted:
        return
    votes = sorted((vote.outcome for vote in panel.votes_that_count if vote.outcome), key=_ORDER.index)
    outcome = votes[len(votes) // 2]
    dissenting = [vote for vote in panel.votes_that_count if vote.outcome is not outcome]
    data = {
        "outcome": outcome,
        "votes": {each: votes.count(each) for each in _ORDER if each in votes},
        "dissenting": [vote.staff for vote in dissenting],
        "members": list(panel.seated),
        "rule_until": _due(step).isoformat(),
    }
    private = {
        "votes": {vote.staff: {"outcome": vote.outcome, "reason": vote.reason} for vote in panel.votes_that_count}
    }
    step.add(EventKind.VOTES_COUNTED, data, private=private, actor=SYSTEM)


def entries(case: Case) -> Iterator[tuple[datetime, Callable[[Step], None]]]:
    """Give the agenda's entries: reminders, members who do not vote, a ruling that does not come, a further draw."""
    panel = case.panel
    if case.stage is not Stage.ADJUDICATING or panel is None or panel.arbitration:
        return
    if panel.counted_at:
        yield panel.until + JUST_AFTER, ruling_overdue
    elif not panel.members:
        yield panel.until + JUST_AFTER, form
    else:
        for member in panel.silent:
            yield member.vote_until + JUST_AFTER, panelists_silent
            if not member.reminded:
                yield member.remind_at, vote_reminder


def vote_reminder(step: Step) -> None:
    """Remind the members half of whose time is over."""
    silent = step.case.panel.silent if step.case.panel else ()
    told = [each.staff for each in silent if not each.reminded and each.remind_at <= step.at]
    step.add(EventKind.VOTE_REMINDED, {"members": told}, actor=SYSTEM)


def panelists_silent(step: Step) -> None:
    """Let others come in for the members whose time is over."""
    for each in _overdue(step):
        replace(step, each.staff, because="did_not_vote")


def ruling_overdue(step: Step) -> None:
    """Say that all have voted and nobody has given the ruling; others of the ladder may, too, from now on."""
    data = {"rule_until": _due(step).isoformat(), "members": _seated(step), **_rungs(step)}
    step.add(EventKind.RULING_OVERDUE, data, actor=SYSTEM)


def may_decide_alone(panel: SeatedPanel, staff: str) -> bool:
    """Tell whether somebody decides instead of a panel that nobody sits on."""
    return not panel.members and staff in panel.stand_ins


def _overdue(step: Step) -> list[Panelist]:
    silent = step.case.panel.silent if step.case.panel else ()
    return [each for each in silent if each.vote_until < step.at]


def _seated(step: Step) -> list[str]:
    return list(step.case.panel.seated) if step.case.panel else []


def _due(step: Step) -> datetime:
    time = step.policy.working_time_in(step.case.complaint.region)
    return deadlines.due_at(rule_of(step.policy.pack).vote_within, start=step.at, paused=(), time=time)


def _times(step: Step) -> dict[str, str]:
    due = _due(step)
    return {"vote_until": due.isoformat(), "remind_at": (step.at + (due - step.at) / 2).isoformat()}


def _rungs(step: Step) -> dict[str, Any]:
    """Give the ladder above whoever answers for the case, up from which somebody decides where no panel can."""
    ladder = step.policy.pack.ladder
    return {"rungs": list(ladder[min(step.case.owner_rung + 1, len(ladder) - 1) :])}
