"""Who decided once does not decide again: the next cycle is for other people."""

import pytest

from domain.kinds import Stage
from domain.refusals import NotAllowed
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_in, resolved
from tests.domain.test_permissions import FIELDS


class TestFreshEyes:
    @pytest.mark.parametrize("command", ["record-finding", "propose"])
    def test_are_wanted_in_the_cycle_after(self, command: str) -> None:
        life = Life(order_number=None)
        resolved(life)
        life.say("appeal", reason="unheard")

        with pytest.raises(NotAllowed, match="last cycle"):
            life.do(command, **FIELDS[command])
        life.do(command, trial.OTHER_AGENT, **FIELDS[command])

    def test_are_wanted_for_a_final_answer_but_not_for_a_word_in_between(self) -> None:
        life = Life(order_number=None)
        resolved(life)
        life.say("appeal", reason="unheard")

        life.do("respond", text="We look again.", final=False)
        with pytest.raises(NotAllowed, match="last cycle"):
            life.do("respond", text="No.", final=True)

    def test_are_wanted_of_who_approved_and_who_sent_back(self) -> None:
        life = Life(order_number=None)
        life.do("propose", remedies=[{"kind": "apology"}])
        life.do("send-back", trial.INVESTIGATOR)
        life.do("propose", remedies=[{"kind": "apology"}])
        life.do("approve", trial.LEAD)
        life.say("accept")
        life.do("confirm-remedy", remedy="RD-TEST-R2", how="in a letter")
        life.say("rate", score=1, solved=False)
        life.do("propose", trial.OTHER_AGENT, remedies=[{"kind": "apology"}])

        for actor in (trial.LEAD, trial.INVESTIGATOR, trial.AGENT):
            with pytest.raises(NotAllowed, match="last cycle"):
                life.do("approve", actor)
        life.do("approve", trial.HEAD)

    def test_are_wanted_of_who_declined(self) -> None:
        life = life_in(Stage.DECLINED)
        life.say("contest", reason="it is yours")

        with pytest.raises(NotAllowed, match="last cycle"):
            life.do("decline", trial.LEAD, reason="not ours", referral="the city")

    def test_are_rested_after_one_cycle_where_nobody_has_appealed(self) -> None:
        life = Life(order_number=None)
        for answerer in (trial.AGENT, trial.LEAD):
            life.do("respond", answerer, text="No.", final=True)
            life.say("rate", score=1, solved=False)

        life.do("grade", trial.HEAD, level=2, reason="it is simple")
        life.do("respond", trial.AGENT, text="Still no.", final=True)

        assert life.case.stage is Stage.RESOLVED
