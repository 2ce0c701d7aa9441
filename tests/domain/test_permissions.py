"""Permissions: roles, commands, departments, stages, level 3 and fresh eyes, against the page that binds."""

from typing import Any

import pytest

from domain import permissions
from domain.command import UNSETTLED_STAGES, give, parse
from domain.events import Actor
from domain.kinds import Stage
from domain.refusals import NotAllowed, NotNow, Refused
from domain.registry import PARTY_SIGNALS, STAFF_COMMANDS
from domain.step import Step
from tests import trial
from tests.domain.life import Life
from tests.domain.mediations import named_for
from tests.domain.stages import life_in

# Sentence by sentence, as the life of a complaint says it.
WORKERS = ["classify", "assign", "respond", "ask", "record-finding", "propose", "confirm-remedy", "escalate", "note"]
WORKERS += ["approve", "send-back", "acknowledge", "raise-alert", "open-task", "complete-task"]
WORKERS += ["approve-letter", "send-back-letter", "redraft-letter", "notify-respondent", "order-repair"]
WORKERS += ["renew-respondent-code", "cancel-repair", "change-remedy", "make-appointment", "sign-settlement"]
JUDGES = ["recuse", "vote", "give-ruling"]
WORKERS += JUDGES
TOGETHER = ["record-meeting", "draft-plan", "agree-plan", "dissent-plan"]
WORKERS += TOGETHER
LEADERS = [*WORKERS, "grade", "decline", "close", "acknowledge-alert", "merge-into", "record-review", "replace-member"]
LEADERS += ["join-incident", "leave-incident", "impose-penalty", "assign-mediator"]
ARBITERS = ["agree-arbitration", "refer-to-arbitrator", "record-award", "end-arbitration"]
LEADERS += ARBITERS
CASHIERS = ["retry-payment", "take-back-payment"]
LEADERS += CASHIERS
MEDIATORS = ["fail-mediation", "record-mediation", "withdraw-proposal", "recuse-mediator"]
MAY: dict[str, list[str]] = {
    "agent": WORKERS,
    "investigator": WORKERS,
    "team_lead": LEADERS,
    "department_head": LEADERS,
    "senior_management": LEADERS,
    "clerk": ["note", "acknowledge", "raise-alert"],
    "finance": ["confirm-remedy", *CASHIERS],
    "mediator": MEDIATORS,
    "panel_member": JUDGES,
    "auditor": [],
    "engineer": [],
    "administrator": [],
    "complainant": [],
}
OPEN = frozenset(Stage) - {Stage.CLOSED, Stage.WITHDRAWN, Stage.MERGED}
EARLY = frozenset({Stage.RECEIVED, Stage.INVESTIGATING})
FITS: dict[str, frozenset[Stage]] = {
    "assign": OPEN,
    "classify": EARLY,
    "grade": OPEN,
    "decline": EARLY,
    "respond": frozenset({Stage.INVESTIGATING}),
    "ask": frozenset({Stage.INVESTIGATING, Stage.DECIDING, Stage.REMEDYING}),
    "record-finding": frozenset({Stage.INVESTIGATING}),
    "propose": frozenset({Stage.INVESTIGATING}),
    "approve": frozenset({Stage.DECIDING}),
    "send-back": frozenset({Stage.DECIDING}),
    "confirm-remedy": frozenset({Stage.REMEDYING}),
    "escalate": OPEN,
    "note": OPEN,
    "acknowledge": OPEN,
    "raise-alert": OPEN,
    "open-task": OPEN,
    "complete-task": OPEN,
    "merge-into": OPEN,
    # A complainant can raise one after the end, and somebody has to have seen it (decision 21).
    "acknowledge-alert": OPEN | {Stage.CLOSED},
    "close": frozenset({Stage.RESOLVED}),
    "approve-letter": frozenset({Stage.RESOLVED, Stage.CLOSED}),
    "send-back-letter": frozenset({Stage.RESOLVED, Stage.CLOSED}),
    "redraft-letter": frozenset({Stage.RESOLVED, Stage.CLOSED}),
    "notify-respondent": frozenset({Stage.INVESTIGATING}),
    "record-review": frozenset(Stage) - {Stage.WITHDRAWN, Stage.MERGED},
    "order-repair": frozenset({Stage.INVESTIGATING, Stage.REMEDYING}),
    "renew-respondent-code": OPEN,
    "replace-member": OPEN - {Stage.DECLINED, Stage.RESOLVED},
    "record-meeting": OPEN - {Stage.DECLINED, Stage.RESOLVED},
    "draft-plan": frozenset({Stage.INVESTIGATING}),
    "agree-plan": frozenset({Stage.INVESTIGATING}),
    "dissent-plan": frozenset({Stage.INVESTIGATING}),
    "join-incident": UNSETTLED_STAGES,
    "leave-incident": UNSETTLED_STAGES,
    # A repair outlives what is decided, and so does the wish to take it back (decision 45).
    "cancel-repair": OPEN | {Stage.CLOSED},
    "change-remedy": frozenset({Stage.DECIDING, Stage.AWAITING_COMPLAINANT}),
    "make-appointment": frozenset({Stage.REMEDYING}),
    **dict.fromkeys(CASHIERS, frozenset({Stage.REMEDYING})),
    "impose-penalty": OPEN,
    **dict.fromkeys([*MEDIATORS, "assign-mediator", "sign-settlement"], frozenset({Stage.MEDIATING})),
    **dict.fromkeys(JUDGES + ARBITERS, frozenset({Stage.ADJUDICATING})),
}
FIELDS: dict[str, dict[str, Any]] = {
    "assign": {"department": "technical"},
    "classify": {"category": "fault", "kind": "lock"},
    "grade": {"level": 2, "reason": "harder"},
    "decline": {"reason": "not ours", "referral": "the city"},
    "respond": {"text": "We are looking.", "final": False},
    "ask": {"of": "complainant", "text": "Which one?"},
    "record-finding": trial.FINDING,
    "propose": {"remedies": [{"kind": "apology"}]},
    "approve": {},
    "send-back": {},
    "confirm-remedy": {"remedy": "RD-TEST-R1", "how": "by hand"},
    "retry-payment": {"remedy": "RD-TEST-R1", "reason": "another account"},
    "take-back-payment": {"remedy": "RD-TEST-R1", "reason": "it bounced"},
    "escalate": {"to": "senior_management"},
    "note": {"text": "Mind the dog."},
    "acknowledge": {"how": "spoken"},
    "raise-alert": {"reason": "smoke"},
    "acknowledge-alert": {},
    "open-task": {"title": "Look at the meter."},
    "complete-task": {"task": "T1", "result": "It ran on."},
    "merge-into": {"tracking_number": "RD-OTHER"},
    "close": {"reason": "nothing more to say"},
    "approve-letter": {},
    "send-back-letter": {"reason": "put it differently"},
    "redraft-letter": {"found": "It ran on."},
    "notify-respondent": {"respondent": "Li", "allegation": "A ring is missing.", "told": "spoken"},
    "record-review": {
        "review": "V1",
        "cause": "understaffed",
        "department": "front",
        "what": "Nobody was there.",
        "improvement": "Two more people.",
    },
    "order-repair": {"what": "The lock does not close."},
    "renew-respondent-code": {"phone": "13900000000"},
    "replace-member": {"department": "technical", "by": "tech-2"},
    "record-meeting": {"held_at": "2026-03-02T03:00:00Z", "attended": ["tech-1"], "minutes": "We met."},
    "draft-plan": {"text": "Test the battery."},
    "agree-plan": {"plan": 1},
    "dissent-plan": {"plan": 1, "reason": "Too early."},
    "join-incident": {"incident": "incident-1"},
    "leave-incident": {"reason": "an injury"},
    "cancel-repair": {"order": "RD-TEST-W1", "reason": "It was taken away."},
    "fail-mediation": {"reason": "They will not agree."},
    "change-remedy": {"remedy": "RD-TEST-R1", "amount_fen": 900, "reason": "two days only"},
    "make-appointment": {"remedy": "RD-TEST-R1", "at": "2199-03-02T03:00:00Z"},
    "impose-penalty": {"kind": "points", "points": 3, "reason": "Late."},
    "assign-mediator": {"mediator": "mediator-1"},
    "recuse-mediator": {"reason": "I know one of them."},
    "record-mediation": {"proposal": {"text": "Let it rest."}},
    "withdraw-proposal": {"proposal": 1},
    "sign-settlement": {"proposal": 1, "name": "Wang Fang"},
    "recuse": {"reason": "I know them."},
    "vote": {"outcome": "uphold", "reason": "It is so."},
    "give-ruling": {"reasons": "It is so."},
    "agree-arbitration": {"reason": "It is so."},
    "refer-to-arbitrator": {"body": "The Chamber", "reference": "17"},
    "record-award": {"outcome": "dismiss", "text": "No.", "reference": "17", "given_at": "2026-03-05T09:00:00Z"},
    "end-arbitration": {"reason": "Nobody takes it."},
}
SIGNALS_FIT: dict[str, frozenset[Stage]] = {
    "reply": frozenset(Stage),
    "add_evidence": OPEN,
    "escalate": OPEN,
    "accept": frozenset({Stage.AWAITING_COMPLAINANT, Stage.MEDIATING}),
    "refuse": frozenset({Stage.AWAITING_COMPLAINANT, Stage.MEDIATING}),
    "rate": frozenset({Stage.RESOLVED, Stage.CLOSED}),
    "withdraw": OPEN,
    "contest": frozenset({Stage.DECLINED}),
    "appeal": frozenset({Stage.RESOLVED, Stage.CLOSED}),
    "ask_for_ruling": frozenset({Stage.MEDIATING, Stage.ADJUDICATING}),
}


def somebody(role: str, department: str | None = "front") -> Actor:
    return Actor(role=role, id=f"{role}-9", department=department, rung=permissions.rung_of(role))


def able(command: str) -> Actor:
    """Somebody whose role may give it: the manager, where theirs does."""
    if command in MAY["senior_management"]:
        return trial.MANAGER
    return somebody(next(role for role, commands in MAY.items() if command in commands))


class TestRoles:
    @pytest.mark.parametrize("role", MAY)
    @pytest.mark.parametrize("command", STAFF_COMMANDS)
    def test_give_what_the_page_says_and_nothing_else(self, role: str, command: str) -> None:
        case = named_for(Life(order_number=None).case, somebody(role))

        if command in MAY[role]:
            permissions.check(command, case=case, actor=somebody(role))
        else:
            with pytest.raises(NotAllowed, match=f"role {role} may not"):
                permissions.check(command, case=case, actor=somebody(role))

    def test_are_all_in_the_table(self) -> None:
        assert {role: set(commands) for role, commands in permissions.COMMANDS_OF_ROLE.items()} == {
            role: set(commands) for role, commands in MAY.items() if role != "complainant"
        }

    @pytest.mark.parametrize("role", ["agent", "investigator", "team_lead", "department_head"])
    @pytest.mark.parametrize("department", ["technical", None, ""])
    def test_end_at_the_department_s_door(self, role: str, department: str | None) -> None:
        with pytest.raises(NotAllowed, match="belongs to front"):
            permissions.check("note", case=Life().case, actor=somebody(role, department))

    def test_do_not_end_there_for_senior_management(self) -> None:
        permissions.check("note", case=Life().case, actor=trial.MANAGER)

    @pytest.mark.parametrize("command", WORKERS)
    def test_keep_level_three_from_agents_but_for_what_hands_it_on(self, command: str) -> None:
        case = Life(flags=("legal",)).case

        permissions.check(command, case=case, actor=trial.INVESTIGATOR)
        if command in {"note", "escalate", "acknowledge", "raise-alert", "complete-task", *TOGETHER, *JUDGES}:
            permissions.check(command, case=case, actor=trial.AGENT)
        else:
            with pytest.raises(NotAllowed, match="level-3"):
                permissions.check(command, case=case, actor=trial.AGENT)


class TestReading:
    @pytest.mark.parametrize(
        ("role", "own", "others"),
        [
            ("agent", True, False),
            ("team_lead", True, False),
            ("senior_management", True, True),
            ("auditor", True, True),
            ("engineer", False, False),
            ("administrator", False, False),
            ("nobody", False, False),
        ],
    )
    def test_is_for_those_who_work_on_cases(self, role: str, own: bool, others: bool) -> None:
        read = [permissions.may_read(role=role, department="front", case_department=d) for d in ("front", "technical")]

        assert read == [own, others]


class TestStages:
    @pytest.mark.parametrize("stage", Stage)
    @pytest.mark.parametrize("command", STAFF_COMMANDS)
    def test_take_the_commands_of_the_page_and_refuse_the_others(self, command: str, stage: Stage) -> None:
        life = life_in(stage)
        step = Step(case=named_for(life.case, able(command)), policy=life.policy, at=life.now)
        step.actor = able(command)

        refusal = None
        try:
            give(parse(STAFF_COMMANDS[command], FIELDS[command]), step)
        except Refused as refused:
            refusal = refused

        stood_against = isinstance(refusal, NotNow) and "does not fit now" in refusal.words.en
        assert stood_against == (stage not in FITS[command])
        assert refusal is None or (not step.events and refusal.words.zh and refusal.words.en)

    @pytest.mark.parametrize("signal", PARTY_SIGNALS)
    def test_are_declared_for_signals_as_on_the_page(self, signal: str) -> None:
        assert PARTY_SIGNALS[signal].stages == SIGNALS_FIT[signal]

    def test_refuse_every_command_once_the_case_is_in_the_archive(self) -> None:
        life = life_in(Stage.WITHDRAWN)

        for command, fields in FIELDS.items():
            life.case = named_for(life.case, able(command))
            with pytest.raises(NotNow):
                life.do(command, able(command), **fields)
