"""Two things at once: whichever is heard first, the other is refused or kept in words, and nothing is paid twice."""

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any, NamedTuple

import pytest

from domain.command import give, parse, take
from domain.events import COMPLAINANT, RESPONDENT, SYSTEM, Actor
from domain.kinds import EventKind, Stage
from domain.refusals import Refused
from domain.registry import PARTY_SIGNALS, STAFF_COMMANDS
from domain.step import Step
from tests import trial
from tests.domain.judging import JudgedLife, before_the_panel, judge
from tests.domain.life import Life
from tests.domain.mediations import MEDIATOR, PAID, mediating, propose, sign_for_platform
from tests.domain.stages import life_in


class Act(NamedTuple):
    """Something that somebody does."""

    name: str
    by: Actor
    fields: dict[str, Any]


def at_once(life: Life, acts: Sequence[Act]) -> list[bool]:
    """Let all be heard in one step, as a worker does that comes back; tells which counted."""
    counted: list[bool] = []

    def hear(step: Step) -> None:
        for act in acts:
            before, step.actor = len(step.events), act.by
            if act.name in STAFF_COMMANDS:
                try:
                    give(parse(STAFF_COMMANDS[act.name], act.fields), step)
                    counted.append(True)
                except Refused:
                    counted.append(False)
            else:
                take(parse(PARTY_SIGNALS[act.name], act.fields), step)
                counted.append(all(each.kind is not EventKind.NOT_APPLICABLE for each in step.events[before:]))
        step.actor = SYSTEM

    life.hear(hear)
    return counted


def signed_for_platform() -> Life:
    life = mediating(with_respondent=True)
    propose(life, PAID)
    sign_for_platform(life)
    return life


def offered() -> Life:
    return life_in(Stage.AWAITING_COMPLAINANT)


ACCEPT = Act("accept", COMPLAINANT, {})
CHANGE = Act("change-remedy", trial.AGENT, {"remedy": "RD-TEST-R1", "amount_fen": 900, "reason": "less"})
APPROVE = Act("approve", trial.LEAD, {})
SIGN = Act("accept", COMPLAINANT, {"proposal": 1, "name": "Zhang San"})
SIGN_TOO = Act("accept", RESPONDENT, {"proposal": 1, "name": "Li Ayi"})
TAKE_BACK = Act("withdraw-proposal", MEDIATOR, {"proposal": 1})

ONE_COUNTS: dict[str, tuple[Callable[[], Life], tuple[Act, Act]]] = {
    "two approvals": (lambda: life_in(Stage.DECIDING), (APPROVE, Act("approve", trial.HEAD, {}))),
    "an approval and a sending back": (
        lambda: life_in(Stage.DECIDING),
        (APPROVE, Act("send-back", trial.HEAD, {})),
    ),
    "accepting and refusing": (offered, (ACCEPT, Act("refuse", COMPLAINANT, {}))),
    "accepting and changing the amount": (offered, (ACCEPT, CHANGE)),
    "two acceptances": (offered, (ACCEPT, ACCEPT)),
    "the last signature and its proposal's end": (
        lambda: _signed_but_for_the_last(signed_for_platform()),
        (SIGN, TAKE_BACK),
    ),
    "the last signature and a failed mediation": (
        lambda: _signed_but_for_the_last(signed_for_platform()),
        (SIGN, Act("fail-mediation", MEDIATOR, {"reason": "They will not."})),
    ),
}


def _signed_but_for_the_last(life: Life) -> Life:
    at_once(life, [SIGN_TOO])
    return life


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("case", ONE_COUNTS.values(), ids=ONE_COUNTS)
def test_of_two_one_counts(case: tuple[Callable[[], Life], tuple[Act, Act]], first: int) -> None:
    begin, acts = case
    life = begin()

    counted = at_once(life, [acts[first], acts[1 - first]])

    assert counted == [True, False]
    paying = [each.data["remedy"] for each in life.of(EventKind.PAYMENT_STARTED)]
    assert len(set(paying)) == len(paying)
    assert life.rebuilt() == life.case


@pytest.mark.parametrize("acts", list(permutations([SIGN, SIGN_TOO, SIGN])))
def test_signatures_of_both_at_once_settle_once(acts: Sequence[Act]) -> None:
    life = signed_for_platform()

    at_once(life, acts)

    assert len(life.of(EventKind.MEDIATED)) == 1
    assert len(life.of(EventKind.SETTLEMENT_SIGNED)) == 3
    assert len(life.of(EventKind.PAYMENT_STARTED)) == 1


@pytest.mark.parametrize("first", [0, 1])
def test_a_signature_and_a_withdrawal_at_once_pay_nothing_or_settle_first(first: int) -> None:
    life = _signed_but_for_the_last(signed_for_platform())
    acts = [SIGN, Act("withdraw", COMPLAINANT, {})]

    at_once(life, [acts[first], acts[1 - first]])

    # Signed first, the payment under way is settled before the case ends; withdrawn first, nothing is paid.
    assert len(life.of(EventKind.PAYMENT_STARTED)) == 1 - first
    assert (life.case.withdrawing, life.case.has_ended) == ((True, False), (False, True))[first]


def _ballots(life: JudgedLife) -> list[Act]:
    ballot = {"outcome": "uphold", "reason": "It is so."}
    return [Act("vote", judge(staff), ballot) for staff in life.panel.seated]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_members_who_vote_at_once_are_counted_once(order: Sequence[int]) -> None:
    life = before_the_panel()
    ballots = _ballots(life)

    counted = at_once(life, [*(ballots[place] for place in order), ballots[order[0]]])

    assert counted == [True, True, True, False]
    assert len(life.of(EventKind.VOTES_COUNTED)) == 1


def test_a_member_who_steps_down_while_the_others_vote_is_replaced_and_the_votes_stand() -> None:
    life = before_the_panel()
    ballots, leaver = _ballots(life), life.panel.seated[1]

    counted = at_once(life, [ballots[0], Act("recuse", judge(leaver), {"reason": "I know them."}), *ballots[1:]])

    assert counted == [True, True, False, True]
    assert leaver not in life.panel.seated
    assert [each.staff for each in life.panel.silent] == [life.panel.seated[1]]
    life.vote(life.panel.seated[1], "dismiss")
    assert len(life.of(EventKind.VOTES_COUNTED)) == 1
