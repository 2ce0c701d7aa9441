"""Who may give which command: the one table of roles and commands, and the checks that use it (I1).

Each role acts within its department, senior management everywhere; a higher rung may what a lower one may.
"""

from collections.abc import Callable

from domain import fresh_eyes
from domain.case import Case
from domain.changes import Change, follows_all
from domain.events import Actor
from domain.kinds import Stage
from domain.refusals import not_allowed

AGENT = frozenset(
    {
        "acknowledge",
        "approve",
        "ask",
        "assign",
        "classify",
        "complete-task",
        "confirm-remedy",
        "escalate",
        "note",
        "notify-respondent",
        "open-task",
        "order-repair",
        "propose",
        "raise-alert",
        "record-finding",
        "respond",
        "send-back",
        "approve-letter",
        "send-back-letter",
        "redraft-letter",
        "renew-respondent-code",
        "record-meeting",
        "draft-plan",
        "agree-plan",
        "dissent-plan",
        "cancel-repair",
        "change-remedy",
        "make-appointment",
        "sign-settlement",
        # On a panel that a pack draws from their role.
        "recuse",
        "vote",
        "give-ruling",
    }
)
LEAD = AGENT | {
    "acknowledge-alert",
    "close",
    "decline",
    "grade",
    "merge-into",
    "record-review",
    "replace-member",
    "join-incident",
    "leave-incident",
    "impose-penalty",
    "assign-mediator",
    "agree-arbitration",
    "refer-to-arbitrator",
    "record-award",
    "end-arbitration",
    "retry-payment",
    "take-back-payment",
}

COMMANDS_OF_ROLE: dict[str, frozenset[str]] = {
    "clerk": frozenset({"acknowledge", "note", "raise-alert"}),
    "agent": AGENT,
    "investigator": AGENT,
    "team_lead": LEAD,
    "department_head": LEAD,
    "senior_management": LEAD,
    "finance": frozenset({"confirm-remedy", "retry-payment", "take-back-payment"}),
    "mediator": frozenset({"fail-mediation", "record-mediation", "withdraw-proposal", "recuse-mediator"}),
    "panel_member": frozenset({"recuse", "vote", "give-ruling"}),
    "auditor": frozenset(),
    "engineer": frozenset(),
    "administrator": frozenset(),
}
ROLES = tuple(COMMANDS_OF_ROLE)
LEADS = frozenset({"team_lead", "department_head", "senior_management"})
# Who may open case files at all; engineers see workflows, administrators staff and packs, neither a case.
READERS = frozenset(ROLES) - {"engineer", "administrator", "mediator", "panel_member"}
INTAKE = frozenset({"clerk", "agent", "investigator"}) | LEADS
# Who may say something in a complainant's stead; whoever decides a case may not.
ON_BEHALF = frozenset({"clerk"})
# Whose case it can be.
HANDLERS = frozenset({"agent", "investigator"}) | LEADS
EVERYWHERE = frozenset({"senior_management", "auditor"})
# Roles whose work lies beside the departments: money and intake belong to the whole house.
ALL_DEPARTMENTS = EVERYWHERE | {"finance", "clerk"}
# What is grave is not for the front line; these keep a case from being stuck there, or a task that an agent was given.
AGENT_AT_LEVEL_3 = frozenset({"note", "escalate", "acknowledge", "raise-alert", "complete-task"})
VOICES = frozenset({"draft-plan", "agree-plan", "dissent-plan"})
# What a member of the task force may do from another department: their own tasks, the meeting and the plan.
OF_MEMBERS = VOICES | {"complete-task", "record-meeting"}
DECIDING = VOICES | {
    "record-finding",
    "propose",
    "approve",
    "send-back",
    "decline",
    "redraft-letter",
    "change-remedy",
    "impose-penalty",
    "sign-settlement",
    "record-mediation",
    "fail-mediation",
}
DEFAULT_RUNGS = {
    "team_lead": "team_lead",
    "department_head": "department_head",
    "senior_management": "senior_management",
}


def rung_of(role: str) -> str:
    """Give the rung of the ladder on which somebody of this role stands unless told otherwise."""
    return DEFAULT_RUNGS.get(role, "handler")


def may_read(*, role: str, department: str | None, case_department: str) -> bool:
    """Tell whether a member of staff may open a case of this department."""
    return role in READERS and (role in ALL_DEPARTMENTS or department == case_department)


def is_member(case: Case, staff: str) -> bool:
    """Tell whether somebody is in the task force of a case's present cycle."""
    return case.task_force is not None and staff in case.task_force.members


def is_mediator(case: Case, staff: str) -> bool:
    """Tell whether somebody is the mediator of a case: while it is mediated, and once it was settled.

    Not in another cycle, and not before the panel.
    """
    mediation = case.mediation
    if mediation is None or not staff or mediation.mediator != staff:
        return False
    return case.stage is Stage.MEDIATING or mediation.mediated_at is not None


def mediator_of(case: Case) -> str | None:
    """Give who may open a case as its mediator, if anybody."""
    mediator = case.mediation.mediator if case.mediation and not case.has_ended else ""
    return mediator if is_mediator(case, mediator) else None


def adjudicates(case: Case, staff: str) -> bool:
    """Tell whether a case is before somebody now: as a member of its panel, or who decides in its stead."""
    return case.stage is Stage.ADJUDICATING and case.panel is not None and staff in case.panel.deciders


def is_guest(case: Case, actor: Actor) -> bool:
    """Tell whether somebody is of another department than the case."""
    return actor.role not in ALL_DEPARTMENTS and actor.department != case.department


def may_open(case: Case, *, staff: str, role: str, department: str | None) -> bool:
    """Tell whether a member of staff may open a case.

    It is their department's, they are in its task force or have to look back at it, or it is before them for a ruling.
    """
    if role in NAMED:
        return not case.has_ended and NAMED[role](case, staff)
    if may_read(role=role, department=department, case_department=case.department):
        return True
    looks_back = role in LEADS and department in _reviewers(case)
    return looks_back or adjudicates(case, staff) or (role in READERS and is_member(case, staff))


def check(command: str, *, case: Case, actor: Actor, follows: Callable[[Change], bool] = follows_all) -> None:
    """Let pass who may give `command` on this case now. Raises `NotAllowed` with the reason."""
    check_role(command, role=actor.role)
    if command in JUDGING:
        _check_adjudicates(case, actor)
    elif actor.role in NAMED:
        _check_is_named(case, actor)
    elif not _is_called_in(command, case, actor):
        _check_department(case, actor)
    if actor.role == "agent" and case.level == 3 and command not in AGENT_AT_LEVEL_3 | OF_MEMBERS | JUDGING:
        raise not_allowed(
            zh="三级投诉由调查员或组长以上处理。", en="A level-3 complaint is for investigators and leads."
        )
    if command in DECIDING:
        check_fresh_eyes(case=case, actor=actor, follows=follows)


def check_fresh_eyes(*, case: Case, actor: Actor, follows: Callable[[Change], bool] = follows_all) -> None:
    """Let pass who took no part in what was decided before. Raises `NotAllowed`."""
    if case.was_decided_by(actor.id, cycle=case.cycle - 1):
        raise not_allowed(
            zh="您参与了上一轮的决定，本轮须由他人处理。",
            en="You took part in the last cycle's decision; other people decide this one.",
        )
    if fresh_eyes.decided_before(case, actor.id, follows=follows):
        raise not_allowed(
            zh="您参与过本案以前的决定，申诉须由他人处理。",
            en="You took part in an earlier decision of this case; other people decide on an appeal.",
        )


def check_role(command: str, *, role: str) -> None:
    """Let pass a role that may give `command` on some case. Raises `NotAllowed`."""
    if command not in COMMANDS_OF_ROLE.get(role, frozenset()):
        raise not_allowed(zh=f"角色 {role} 无权执行“{command}”。", en=f"The role {role} may not give {command!r}.")


def _is_called_in(command: str, case: Case, actor: Actor) -> bool:
    """Tell whether somebody may give a command whatever their department is."""
    if command in OF_MEMBERS and is_member(case, actor.id):
        return True
    return command in BY_REVIEWERS and actor.department in _reviewers(case)


def _check_adjudicates(case: Case, actor: Actor) -> None:
    # Elsewhere than before the panel it is the stage that does not fit.
    if case.stage is Stage.ADJUDICATING and not adjudicates(case, actor.id):
        raise not_allowed(
            zh="您不是本案裁决小组的成员。", en="You do not sit on this case's panel, nor decide in its stead."
        )


def _reviewers(case: Case) -> tuple[str, ...]:
    """Give the departments that have to look back at a case."""
    return tuple(case.reviewers_of(review) for review in case.undone_reviews)


def _check_department(case: Case, actor: Actor) -> None:
    if is_guest(case, actor):
        raise not_allowed(
            zh=f"本案属于 {case.department} 部门，您属于 {actor.department or '无部门'}。",
            en=f"This case belongs to {case.department}; you belong to {actor.department or 'no department'}.",
        )


def _check_is_named(case: Case, actor: Actor) -> None:
    if not NAMED[actor.role](case, actor.id):
        raise not_allowed(zh="您未被指定办理本案。", en="You are not named for this case.")


# Who may put evidence on hold and lift that; who may hand a copy over; who sees from where it was asked for (A7).
HOLDING = LEADS
HANDING_OVER = LEADS | {"investigator"}
# Who may take a whole case out, with every file (E7).
PACKING = LEADS | {"auditor"}
ADDRESSES = LEADS | {"auditor"}
# What a department may give in a case of another one, where the pack has it look back there (F6).
BY_REVIEWERS = frozenset({"record-review"})
# Who reads the ledger, and who says what a bank has put into the supervised account (E9).
LEDGER_READERS = frozenset({"finance", "auditor", "senior_management"})
FUNDERS = frozenset({"finance", "senior_management"})
# Who sees the cases that they are named for, whatever their department, and nothing else (E6).
NAMED: dict[str, Callable[[Case, str], bool]] = {"mediator": is_mediator, "panel_member": adjudicates}
# What those give before whom a case is for a ruling, whatever their department is (E7).
JUDGING = frozenset({"recuse", "vote", "give-ruling"})
