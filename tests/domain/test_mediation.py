"""The windows of a mediation, and of asking for a ruling after it."""

import pytest

from domain.kinds import EventKind, Stage
from domain.refusals import NotNow
from tests import trial
from tests.domain.mediations import MEDIATOR, RULINGS, mediating


class TestWindow:
    def test_fails_the_mediation_just_after_its_last_instant(self) -> None:
        life = mediating(**RULINGS)

        life.pass_time(days=10)
        assert not life.of(EventKind.MEDIATION_FAILED)
        life.pass_time(seconds=1)

        assert life.of(EventKind.MEDIATION_FAILED)[0].data["because"] == "window_over"
        assert life.case.stage is Stage.MEDIATING

    def test_resolves_without_agreement_where_the_pack_has_no_panel(self) -> None:
        life = mediating()

        life.do("fail-mediation", MEDIATOR, reason="They will not agree.")

        assert (life.case.stage, life.case.agreed) == (Stage.RESOLVED, False)

    def test_is_declared_failed_once(self) -> None:
        life = mediating(**RULINGS)
        life.do("fail-mediation", MEDIATOR, reason="They will not agree.")

        with pytest.raises(NotNow, match="over"):
            life.do("fail-mediation", MEDIATOR, reason="They will not agree.")


class TestAskForRuling:
    def test_counts_at_the_last_instant_of_its_window(self) -> None:
        life = mediating(**RULINGS)
        life.do("fail-mediation", MEDIATOR, reason="They will not agree.")
        life.pass_time(days=7)

        life.say("ask_for_ruling", reason="I want a ruling.")

        assert life.case.stage is Stage.ADJUDICATING

    def test_is_not_for_while_the_mediation_goes_on(self) -> None:
        life = mediating(**RULINGS)

        life.say("ask_for_ruling", reason="I want a ruling.")

        assert life.case.stage is Stage.MEDIATING
        assert life.of(EventKind.NOT_APPLICABLE)[0].data["what"] == "ask_for_ruling"

    def test_is_too_late_once_nobody_asked_in_the_window(self) -> None:
        life = mediating(**RULINGS)
        life.do("fail-mediation", MEDIATOR, reason="They will not agree.")
        life.pass_time(days=7, seconds=1)

        life.say("ask_for_ruling", reason="I want a ruling.")

        assert (life.case.stage, life.case.agreed) == (Stage.RESOLVED, False)
        assert life.of(EventKind.NOT_APPLICABLE)


def test_a_withdrawn_case_with_a_red_alert_goes_on_from_the_mediation() -> None:
    life = mediating(**RULINGS)
    life.do("raise-alert", trial.LEAD, reason="a fire")

    life.say("withdraw", reason="I give up.")

    assert life.case.stage is Stage.INVESTIGATING
    assert life.case.staff_case
