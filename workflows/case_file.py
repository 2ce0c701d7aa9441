"""The case as an engineer reads it in the Temporal Web UI: a short Markdown page with nothing personal on it (J2)."""

from domain.case import Case
from domain.case_milestones import Milestone
from domain.explanation_words import in_short
from domain.incident_membership import standing
from domain.kinds import Stage
from domain.policy import Policy
from domain.titles import STAGES, WAITING
from domain.work_orders import waits_on
from domain.zones import load_zone


def as_markdown(case: Case, policy: Policy) -> str:
    """Give stage, owner, open milestones, tasks and reviews with their due times, remedies and the last event."""
    stage = STAGES[case.stage]
    parts = [
        f"### {case.tracking_number} · {stage.zh} {stage.en}",
        f"level {case.level} · {case.urgency} · {case.severity} · {case.category}/{case.kind} · cycle {case.cycle}",
        f"department **{case.department}** · handler {case.handler.id if case.handler else '—'}"
        f" · owner **{policy.pack.ladder[case.owner_rung]}**",
        f"waiting on **{WAITING[whom].en}**" if (whom := waits_on(case)) else "",
        _merged(case),
        _like(case),
        _records(case),
        _incident(case),
        "\n".join(_milestones(case, policy)),
        "\n".join(_tasks(case)),
        _task_force(case),
        _panel(case),
        _hearing(case),
        _finding(case),
        _mediation(case),
        "\n".join(f"- work order **{order.id}**: {order.status}" for order in case.work_orders),
        "\n".join(_reviews(case)),
        "\n".join(f"- remedy **{r.id}**: {r.kind} {r.amount_fen} fen, {r.status}" for r in case.remedies),
        "\n".join(f"- {m.start.kind} **{m.id}**: {m.outcome.get('state', 'open')}" for m in case.matters),
        f"last event: {case.last_event} (no. {case.sequence}) at {case.last_event_at:%Y-%m-%d %H:%M:%S} UTC",
    ]
    return "\n\n".join(filter(None, parts))


def _merged(case: Case) -> str:
    if case.merging:
        return f"being merged into **{case.merging.into}**"
    if case.merged_into:
        return f"merged into **{case.merged_into}**"
    return f"merged from **{', '.join(case.merged_from)}**" if case.merged_from else ""


def _like(case: Case) -> str:
    like = (f"**{each.tracking_number}** ({', '.join(each.why)}; {each.score} %)" for each in case.likenesses)
    repeats = f"repeats **{case.repeat_count}** · " if case.repeat_count else ""
    return f"{repeats}like {', '.join(like)}" if case.likenesses else ""


def _records(case: Case) -> str:
    pending = "**not read yet**, asked again until they are" if case.records == "wanted" else ""
    unread = "the finding did not wait for them" if case.inquiry.without_records else ""
    return f"business records: {'; '.join(filter(None, (pending, unread)))}" if pending or unread else ""


def _task_force(case: Case) -> str:
    force = case.task_force
    if force is None:
        return ""
    who = ", ".join(f"{seat.department} {seat.staff or '—'}" for seat in force.seats)
    said = f"agreed {sum(v.agrees for v in force.voices)} of {len(force.members)}" if force.plan else "none yet"
    states = {"settled": force.settled_at, "not settled in time": force.elapsed}
    state = next((word for word, holds in states.items() if holds), f"due {force.plan_due_at:%Y-%m-%d %H:%M:%S} UTC")
    return f"task force: {who} · meetings {len(force.meetings)} · plan: {said}, **{state}**"


def _panel(case: Case) -> str:
    panel = case.panel
    if panel is None or case.stage is not Stage.ADJUDICATING:
        return ""
    if panel.arbitration:
        body = panel.arbitration.body
        return f"arbitration: **{body.en if body else 'not referred yet'}** · due {panel.until:%Y-%m-%d %H:%M:%S} UTC"
    if not panel.members:
        return f"panel: **none could be drawn**, {', '.join(panel.stand_ins) or 'nobody'} decides in its stead"
    voted = len(panel.members) - len(panel.silent)
    return f"panel: {', '.join(panel.seated)} · voted {voted} of {len(panel.members)}"


def _incident(case: Case) -> str:
    return f"in incident **{case.incident}**: {standing(case)}" if case.incident else ""


def _mediation(case: Case) -> str:
    mediation = case.mediation
    if mediation is None:
        return ""
    states = {"settled": mediation.mediated_at, "failed": mediation.failed_at}
    until = f"until {mediation.until:%Y-%m-%d %H:%M:%S} UTC"
    state = next((word for word, holds in states.items() if holds), until)
    standing = mediation.proposal
    signed = f"{len(standing.signatures)} of {len(standing.signers)} signed" if standing else "none stands"
    who = f"{mediation.mediator} ({mediation.mediator_kind.value})" if mediation.mediator else "—"
    return f"mediation: mediator {who} · proposals {len(mediation.proposals)}, {signed} · **{state}**"


def _hearing(case: Case) -> str:
    inquiry = case.inquiry
    if inquiry.answer_until is None:
        return ""
    states = {"heard": inquiry.heard_at, "did not answer": inquiry.elapsed, "could not be reached": inquiry.unreached}
    state = next((word for word, holds in states.items() if holds), "not heard yet")
    return f"respondent told, may answer until {inquiry.answer_until:%Y-%m-%d %H:%M:%S} UTC: **{state}**"


def _finding(case: Case) -> str:
    support = ", ".join(f"{party.value} {len(ids)}" for party, ids in case.inquiry.support.items())
    alone = ", **on one party's word alone**" if case.inquiry.one_party else ""
    return f"finding: evidence of {support or 'nobody'}{alone}" if support or alone else ""


def _milestones(case: Case, policy: Policy) -> list[str]:
    zone = load_zone(policy.pack.zone)
    # A list: the Web UI sets the columns of a table without a gap.
    return [
        f"- **{m.name}** due {m.due_at:%Y-%m-%d %H:%M:%S} UTC"
        f" ({in_short(m, case, zone=zone, language='en')}), {_state(case, m, policy)}"
        for m in sorted(case.open_milestones, key=lambda m: m.due_at)
    ]


def _tasks(case: Case) -> list[str]:
    return [
        f"- task **{task.id}**"
        + (f" ({task.kind.value})" if task.kind else "")
        + (f" due {task.due_at:%Y-%m-%d %H:%M:%S} UTC" if task.due_at else "")
        + f" for {f'staff {task.assignee}' if task.assignee else 'the owner'}"
        + (f", overdue, reminded {task.reminded}" if task.is_overdue else "")
        for task in case.open_tasks
    ]


def _reviews(case: Case) -> list[str]:
    return [
        f"- review **{review.id}** for {review.owner_rung} of {case.reviewers_of(review)}"
        + (f", due {review.due_at:%Y-%m-%d %H:%M:%S} UTC" if review.due_at else "")
        + (f", overdue, reminded {review.reminded}" if review.is_overdue else "")
        for review in case.undone_reviews
    ]


def _state(case: Case, milestone: Milestone, policy: Policy) -> str:
    if milestone.breached_at:
        return f"breached, at {policy.pack.ladder[milestone.rung]}"
    if case.stands_still(milestone):
        return "standing still"
    return "provisional" if milestone.provisional else "running"
