"""The complainant's answer: where a refusal goes."""

from domain.kinds import EventKind, Stage
from tests.domain.stages import life_in, policy_with


class TestRefuse:
    def test_goes_one_level_up_where_the_pack_has_no_mediation(self) -> None:
        life = life_in(Stage.AWAITING_COMPLAINANT)

        life.say("refuse", reason="too little")

        assert (life.case.stage, life.case.level, life.case.cycle) == (Stage.INVESTIGATING, 2, 1)
        assert not life.of(EventKind.MEDIATION_OPENED)

    def test_goes_to_the_mediation_of_a_pack_that_has_one(self) -> None:
        life = life_in(Stage.AWAITING_COMPLAINANT, policy=policy_with(mediation={"open": True, "window": "P10D"}))
        level = life.case.level

        life.say("refuse", reason="too little")

        assert (life.case.stage, life.case.level, life.case.cycle) == (Stage.MEDIATING, level, 1)
        assert not life.case.pending_remedies

    def test_goes_one_level_up_where_the_pack_keeps_its_mediation_closed(self) -> None:
        life = life_in(Stage.AWAITING_COMPLAINANT, policy=policy_with(mediation={"open": False, "window": "P10D"}))

        life.say("refuse", reason="too little")

        assert life.case.stage is Stage.INVESTIGATING
