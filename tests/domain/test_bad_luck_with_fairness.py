"""Bad input and bad luck of remedies, mediation, rulings and penalties, clause by clause.

Each gets a status and a sentence in both languages; what staff asked changes nothing, what a party did is kept with the
answer and counts for nothing; nothing is paid.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from domain import payments
from domain.events import RESPONDENT
from domain.kinds import EventKind, Stage
from domain.ports import PaymentAnswer
from domain.refusals import Refused
from tests import trial
from tests.domain.judging import BOSS, JUDGES, OUTSIDE_LEAD, JudgedLife, before_the_panel, judge
from tests.domain.life import Life
from tests.domain.mediations import MEDIATOR, WORDS, mediating, propose, sign, sign_for_platform, sign_for_respondent
from tests.domain.penalised import BANNED, SPOTLESS, found_against, proposed
from tests.domain.stages import life_in
from tests.domain.test_recourse import sent
from tests.domain.test_refund_limit import known
from tests.domain.test_remedies import proposed as on_the_table
from tests.domain.test_remedies import refund

BAN: dict[str, Any] = {"kind": "ban", "reason": "A ring was taken."}


class Clause(NamedTuple):
    """Something that staff ask in vain: a case, the act, and what the person reads."""

    begin: Callable[[], Any]
    act: Callable[[Any], Any]
    status: int
    zh: str
    en: str


def panel() -> JudgedLife:
    return before_the_panel()


def stranger(life: JudgedLife) -> str:
    return next(each.id for each in JUDGES if each.id not in life.panel.seated)


def voted_once() -> JudgedLife:
    life = before_the_panel()
    life.vote(life.panel.seated[0], "uphold")
    return life


def changed() -> Life:
    life = on_the_table(refund(4_000))
    life.do("change-remedy", trial.OTHER_AGENT, remedy="RD-TEST-R1", amount_fen=5_001, reason="longer")
    return life


def withdrawn() -> Life:
    life = mediating()
    propose(life)
    life.do("withdraw-proposal", MEDIATOR, proposal=1)
    return life


def ban_proposed() -> Life:
    life = found_against()
    life.do("impose-penalty", trial.LEAD, known=SPOTLESS, **BAN)
    return life


STAFF: dict[str, Clause] = {
    "a vote by a non-member": Clause(
        panel, lambda life: life.vote(stranger(life), "uphold"), 403, "不是本案裁决小组的成员", "do not sit on"
    ),
    "a second vote": Clause(
        voted_once, lambda life: life.vote(life.panel.seated[0], "dismiss"), 409, "表决不能更改", "voted already"
    ),
    "a ruling by a non-member": Clause(
        panel,
        lambda life: life.do("give-ruling", judge(stranger(life)), reasons="x", outcome="dismiss"),
        403,
        "不是本案裁决小组的成员",
        "do not sit on",
    ),
    "approval by the proposer": Clause(
        lambda: on_the_table(refund(600)),
        lambda life: life.do("approve", trial.AGENT),
        403,
        "提出方案",
        "proposed the remedy",
    ),
    "approval by authority too low": Clause(
        lambda: on_the_table(refund(5_001)),
        lambda life: life.do("approve", trial.OTHER_AGENT),
        403,
        "超出经办人的审批权限",
        "more than the handler may approve",
    ),
    "approval of the amount from before the change": Clause(
        changed,
        lambda life: life.do("approve", trial.LEAD, total_fen=4_000),
        409,
        "方案合计现为 50.01 元",
        "¥50.01 now",
    ),
    "approval by authority that covered the amount before the change": Clause(
        changed, lambda life: life.do("approve", trial.INVESTIGATOR), 403, "合计 50.01 元", "comes to ¥50.01"
    ),
    "approval by who changed the amount": Clause(
        changed, lambda life: life.do("approve", trial.OTHER_AGENT), 403, "不能审批该方案", "may not decide on it"
    ),
    "the platform's signature under what was just withdrawn": Clause(
        withdrawn, sign_for_platform, 409, "第 1 号调解方案已撤回", "Proposal 1 was withdrawn"
    ),
    "a refund larger than the order": Clause(
        known,
        lambda life: life.do("propose", remedies=[refund(1_001)]),
        422,
        "超过订单实付的 10.00 元",
        "more than the ¥10.00 paid",
    ),
    "a recovery in another currency than the pack's": Clause(
        sent,
        lambda life: life.do("record-recovery", trial.FINANCE, amount_fen=1, currency="USD", reference="B-1"),
        422,
        "币种为 CNY",
        "counted in CNY here",
    ),
    "a ban of somebody banned": Clause(
        found_against,
        lambda life: life.do("impose-penalty", trial.LEAD, known=BANNED, **BAN),
        409,
        "已处于“永不录用”",
        "bears that already",
    ),
    "a ban of somebody about to be": Clause(
        ban_proposed,
        lambda life: life.do("impose-penalty", trial.HEAD, known=SPOTLESS, **BAN),
        409,
        "已经提出",
        "proposed against this respondent already",
    ),
    "the confirmation of a ban of somebody banned meanwhile": Clause(
        proposed,
        lambda life: life.do("confirm-penalty", trial.HEAD, known=BANNED),
        409,
        "已处于“永不录用”",
        "bears that already",
    ),
    "a penalty for nothing that was found": Clause(
        lambda: Life(order_number=None),
        lambda life: life.do("impose-penalty", trial.LEAD, known=SPOTLESS, **BAN),
        409,
        "没有认定被投诉人有责",
        "No finding of this cycle",
    ),
}


@pytest.mark.parametrize("clause", STAFF.values(), ids=STAFF)
def test_what_staff_ask_in_vain_gets_a_sentence_and_changes_nothing(clause: Clause) -> None:
    life = clause.begin()
    before = list(life.events)

    with pytest.raises(Refused) as refused:
        clause.act(life)

    assert refused.value.status == clause.status
    assert clause.zh in refused.value.words.zh
    assert clause.en in refused.value.words.en
    assert life.events == before


def replaced() -> Life:
    life = mediating(with_respondent=True)
    propose(life, WORDS)
    propose(life, WORDS)
    sign_for_respondent(life, 2)
    return life


def no_longer() -> Life:
    life = life_in(Stage.CLOSED)
    life.pass_time(days=30, seconds=1)
    return life


def settled(life: Life, remedy: str = "RD-TEST-R1", **news: Any) -> None:
    answer = PaymentAnswer.model_validate({"status": "settled", **news})
    life.hear(lambda step: payments.answered(step, remedy_id=remedy, answer=answer))


def paid() -> Life:
    life = life_in(Stage.REMEDYING)
    life.paid()
    return life


def overtaken() -> Life:
    life = mediating(with_respondent=True)
    until = (life.now + timedelta(days=2)).isoformat()
    propose(life, WORDS | {"promises": [{"text": "A letter.", "by": "respondent", "until": until}]})
    sign_for_respondent(life)
    life.pass_time(days=2)
    return life


PARTIES: dict[str, tuple[Callable[[], Any], Callable[[Any], Any], str, str]] = {
    "acceptance of a proposal just withdrawn": (withdrawn, sign, "第 1 号调解方案已撤回", "Proposal 1 was withdrawn"),
    "a signature under a promise whose time is over": (overtaken, sign, "承诺的期限已过", "time of a promise"),
    "both sides accepting different proposals": (replaced, sign, "已被第 2 号方案取代", "replaced by proposal 2"),
    "the respondent accepting what is the complainant's": (
        lambda: life_in(Stage.AWAITING_COMPLAINANT),
        lambda life: life.say("accept", RESPONDENT),
        "由投诉人确认",
        "for the complainant to accept",
    ),
    "an appeal a second after its window": (
        no_longer,
        lambda life: life.say("appeal", reason="unheard"),
        "已结案",
        "does not fit now",
    ),
    "a callback for another amount": (
        lambda: life_in(Stage.REMEDYING),
        lambda life: settled(life, amount_fen=1_201),
        "方案金额为 12.00 元",
        "the remedy is of ¥12.00",
    ),
    "a callback in another currency than the pack's": (
        lambda: life_in(Stage.REMEDYING),
        lambda life: settled(life, currency="USD"),
        "本案币种为 CNY",
        "pays in CNY",
    ),
    "a callback for a remedy that the case has not": (
        lambda: life_in(Stage.REMEDYING),
        lambda life: settled(life, "RD-TEST-R7"),
        "没有相应的在途付款",
        "no such payment under way",
    ),
}


@pytest.mark.parametrize(("begin", "act", "zh", "en"), PARTIES.values(), ids=PARTIES)
def test_what_others_do_in_vain_is_kept_with_a_sentence_and_counts_for_nothing(
    begin: Callable[[], Life], act: Callable[[Life], Any], zh: str, en: str
) -> None:
    life = begin()
    before, stood = list(life.events), life.case

    act(life)

    [kept] = life.events[len(before) :]
    assert kept.kind is EventKind.NOT_APPLICABLE
    assert zh in kept.data["because"]["zh"]
    assert en in kept.data["because"]["en"]
    same = {"sequence", "last_event", "last_event_at", "happened"}
    assert life.case.model_dump(exclude=same) == stood.model_dump(exclude=same)


class TestWhatNeedsNoSentence:
    def test_a_callback_that_is_replayed_pays_once(self) -> None:
        life = paid()
        before = list(life.events)

        life.paid()

        assert life.events == before
        assert len(life.of(EventKind.PAID)) == 1

    def test_an_appeal_on_the_last_second_of_its_window_opens_a_new_cycle(self) -> None:
        life = life_in(Stage.CLOSED)
        life.pass_time(days=30)

        life.say("appeal", reason="unheard")

        assert (life.case.stage, life.case.cycle) == (Stage.INVESTIGATING, 2)

    def test_a_panel_that_cannot_be_formed_goes_to_the_next_rung_with_a_reason(self) -> None:
        life = before_the_panel(people=(*JUDGES[:2], OUTSIDE_LEAD, BOSS))

        [formed] = life.of(EventKind.PANEL_FORMED)
        assert (formed.data["because"], formed.data["rung"]) == ("too_few", "team_lead")
        with pytest.raises(Refused) as refused:
            life.vote("judge-1", "uphold")
        assert refused.value.status == 403
