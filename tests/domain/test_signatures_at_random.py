"""Whatever anybody does in whatever order: a settlement holds if and only if all signed the one that stood (E6)."""

from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.events import COMPLAINANT, RESPONDENT
from domain.kinds import EventKind, Stage
from domain.refusals import Refused
from tests import trial
from tests.domain.life import Life
from tests.domain.mediations import ANOTHER, MEDIATOR, VOUCHER, WORDS, mediating

WINDOW = timedelta(days=10)
PARTIES = st.sampled_from([COMPLAINANT, RESPONDENT])
BACK = st.sampled_from([0, 0, 0, 0, 1])
"""How many proposals before the last is meant."""


class Signatures(RuleBasedStateMachine):
    """A mediation, beside a reckoning of its own of who has signed what."""

    life: Life

    @initialize(with_respondent=st.booleans())
    def begin(self, with_respondent: bool) -> None:
        self.life = mediating(with_respondent=with_respondent, mediator=MEDIATOR)
        self.opened_at = self.life.now
        self.other = "respondent" if with_respondent else "platform"
        self.standing = 0
        self.made = 0
        self.needed: set[str] = set()
        self.signed: set[str] = set()
        self.is_settled = False
        self.is_failed = False
        self.propose(WORDS, MEDIATOR)

    @property
    def is_open(self) -> bool:
        return not (self.is_settled or self.is_failed) and self.life.now <= self.opened_at + WINDOW

    def meant(self, back: int) -> int:
        return max(1, self.made - back)

    def attempt(self, name: str, actor: Any, /, **fields: Any) -> None:
        before = self.life.case
        try:
            self.life.do(name, actor, **fields)
        except Refused:
            assert self.life.case.mediation == before.mediation

    def count(self, side: str, number: int) -> None:
        if self.is_open and number == self.standing and side in self.needed:
            self.signed.add(side)
            self.is_settled = self.signed == self.needed

    @rule(proposal=st.sampled_from([WORDS, VOUCHER]), who=st.sampled_from([MEDIATOR, MEDIATOR, ANOTHER]))
    def propose(self, proposal: dict[str, Any], who: Any) -> None:
        if self.is_open and who is MEDIATOR:
            self.made = self.standing = self.made + 1
            self.needed = {"complainant", self.other} | ({"platform"} if "remedies" in proposal else set())
            self.signed = set()
        self.attempt("record-mediation", who, proposal=proposal)

    @rule(back=BACK)
    def withdraw(self, back: int) -> None:
        number = self.meant(back)
        if self.is_open and number == self.standing:
            self.standing = 0
        self.attempt("withdraw-proposal", MEDIATOR, proposal=number)

    @rule(back=BACK, party=PARTIES)
    def sign(self, back: int, party: Any) -> None:
        number = self.meant(back)
        self.count(party.role, number)
        self.life.say("accept", party, proposal=number, name="Somebody")

    @rule(back=BACK, who=st.sampled_from([trial.LEAD, trial.LEAD, trial.AGENT, MEDIATOR]))
    def sign_for_the_platform(self, back: int, who: Any) -> None:
        number = self.meant(back)
        if who is trial.LEAD:
            self.count("platform", number)
        self.attempt("sign-settlement", who, proposal=number, name="Somebody")

    @rule(party=PARTIES, proposal=st.sampled_from([None, None, 1]))
    def refuse(self, party: Any, proposal: int | None) -> None:
        self.life.say("refuse", party, reason="No.", proposal=proposal)

    @rule(hours=st.sampled_from([1, 1, 60, 239]))
    def wait(self, hours: int) -> None:
        self.life.pass_time(hours=hours)
        self.is_failed = self.is_failed or (not self.is_settled and self.life.now > self.opened_at + WINDOW)

    @invariant()
    def holds_if_and_only_if_all_signed_what_stood_in_time(self) -> None:
        if not hasattr(self, "life"):
            return
        mediated = self.life.of(EventKind.MEDIATED)
        assert len(mediated) == self.is_settled
        assert self.is_settled == (
            self.life.case.stage is not Stage.MEDIATING and bool(self.life.case.agreed or mediated)
        )
        if mediated:
            assert mediated[0].data["proposal"] == self.standing
        assert self.life.rebuilt() == self.life.case


Signatures.TestCase.settings = settings(max_examples=60, stateful_step_count=12, deadline=None)
TestSignatures = Signatures.TestCase
