"""The complainant's answer under a pack with a mediation: a refusal goes one level up until that is built."""

from domain.kinds import EventKind, Stage
from tests.domain.stages import life_in, policy_with


class TestRefuse:
    def test_goes_one_level_up_under_a_pack_with_mediation_too(self) -> None:
        life = life_in(Stage.AWAITING_COMPLAINANT, policy=policy_with(mediation={"open": True, "window": "P10D"}))

        life.say("refuse", reason="too little")

        assert (life.case.stage, life.case.level, life.case.cycle) == (Stage.INVESTIGATING, 2, 1)
        assert not life.of(EventKind.MEDIATION_OPENED)
