"""Penalties as they go on after the case: confirmed by another, told, appealed in time, over by time."""

from datetime import timedelta

import pytest

from domain.kinds import EventKind
from domain.matter_events import MatterEventKind
from domain.penalty import outcome
from domain.refusals import NotAllowed, NotNow
from tests import trial
from tests.domain.penalised import BANNED, OTHER_LEAD, WINDOW, imposed, proposed, state


class TestPoints:
    def test_are_told_take_effect_a_day_later_and_expire(self) -> None:
        life = imposed("points", points=3, lasts="P1Y")

        assert state(life).state == "notified"
        assert state(life).appeal_until == trial.MONDAY + WINDOW
        life.pass_time(days=1)
        assert state(life).state == "in_force"
        assert state(life).until == (trial.MONDAY + timedelta(days=1)).replace(year=2027)
        life.pass_time(days=365)
        assert not state(life).is_open
        assert life.kinds == [
            MatterEventKind.OPENED,
            MatterEventKind.NOTIFIED,
            MatterEventKind.TOOK_EFFECT,
            MatterEventKind.EXPIRED,
        ]
        assert outcome(state(life)) == (EventKind.PENALTY_CLOSED, {"state": "expired", "penalty": "points"})

    def test_are_told_in_the_morning_where_it_is_night(self) -> None:
        quiet = {"quiet_hours": {"from": "10:00", "to": "12:00"}}

        life = imposed("points", points=3, pack=quiet)

        assert state(life).notified_at == trial.MONDAY + timedelta(hours=1)
        assert state(life).appeal_until == trial.MONDAY + timedelta(hours=1) + WINDOW

    def test_that_expire_before_the_appeal_s_window_stay_open_to_an_appeal(self) -> None:
        life = imposed("suspension", lasts="P3D")

        life.pass_time(days=5)
        assert (state(life).state, state(life).is_open) == ("expired", True)
        life.say("appeal", reason="I was at home.")
        life.do("decide-penalty-appeal", OTHER_LEAD, uphold=False, reason="So it was.")

        assert (state(life).state, state(life).is_open) == ("overturned", False)

    def test_that_expired_are_settled_once_nobody_can_appeal(self) -> None:
        life = imposed("suspension", lasts="P3D")

        life.pass_time(days=16)

        assert life.kinds[-2:] == [MatterEventKind.EXPIRED, MatterEventKind.SETTLED]
        assert not state(life).is_open

    def test_catch_up_once_after_an_outage_by_the_true_times(self) -> None:
        life = imposed("suspension", lasts="P3D")

        life.sleep(days=40)

        assert state(life).until == trial.MONDAY + timedelta(days=4)
        assert life.kinds[-2:] == [MatterEventKind.TOOK_EFFECT, MatterEventKind.EXPIRED]
        assert not state(life).is_open


class TestABan:
    def test_waits_for_a_second_person_who_is_asked_and_climbs(self) -> None:
        life = proposed()

        assert state(life).state == "proposed"
        assert [notice.what for notice in life.told] == ["matter_confirmation_asked"]
        life.pass_time(days=4)
        assert MatterEventKind.BREACHED in life.kinds
        assert state(life).appeal_until is None

    def test_is_in_force_at_once_when_another_confirms_it(self) -> None:
        life = proposed()

        life.do("confirm-penalty", trial.HEAD)

        assert (state(life).state, state(life).confirmed_by) == ("in_force", "head-1")
        assert state(life).until is None
        assert state(life).due_at is None

    def test_is_not_confirmed_by_who_proposed_it(self) -> None:
        life = proposed(imposed_by=trial.HEAD.id)

        with pytest.raises(NotAllowed, match="a second person has to"):
            life.do("confirm-penalty", trial.HEAD)

        assert state(life).state == "proposed"

    def test_is_not_confirmed_by_who_recorded_the_finding(self) -> None:
        with pytest.raises(NotAllowed, match="recorded the finding"):
            proposed(found_by=[trial.HEAD.id]).do("confirm-penalty", trial.HEAD)

    def test_is_not_confirmed_below_a_department_head(self) -> None:
        with pytest.raises(NotAllowed, match="team_lead"):
            proposed().do("confirm-penalty", OTHER_LEAD)

    def test_of_somebody_banned_meanwhile_is_not_confirmed(self) -> None:
        life = proposed()

        with pytest.raises(NotNow, match=r"bears that already \(ban\)"):
            life.do("confirm-penalty", trial.HEAD, known=BANNED)
        life.do("lift-penalty", trial.LEAD, reason="Banned in another case.")

        assert (state(life).state, state(life).is_open) == ("lifted", False)

    def test_by_a_ruling_is_told_without_a_second_person(self) -> None:
        assert state(imposed("ban", because="ruling")).state == "in_force"

    def test_is_not_stayed_by_an_appeal(self) -> None:
        life = imposed("ban")

        life.say("appeal", reason="I was at home.")

        assert state(life).has_open_appeal
        assert not state(life).stayed

    def test_is_lifted_by_a_department_head_and_up(self) -> None:
        life = imposed("ban")

        with pytest.raises(NotAllowed, match="department head"):
            life.do("lift-penalty", OTHER_LEAD, reason="x")
        life.do("lift-penalty", trial.HEAD, reason="A mix-up.")

        assert state(life).state == "lifted"


class TestLifting:
    def test_what_is_over_is_refused_in_words(self) -> None:
        life = imposed("suspension", lasts="P3D")
        life.pass_time(days=16)

        with pytest.raises(NotNow, match="is over"):
            life.do("lift-penalty", reason="x")

    def test_what_has_expired_and_can_still_be_appealed_is_refused_too(self) -> None:
        life = imposed("suspension", lasts="P3D")
        life.pass_time(days=5)

        with pytest.raises(NotNow, match="does not fit now"):
            life.do("lift-penalty", reason="x")


class TestAReport:
    def test_is_written_sealed_and_sent_by_a_person(self) -> None:
        life = imposed("report")

        [told] = life.of(MatterEventKind.NOTIFIED)
        assert "Aunt Li" in told.private["document"]["zh"]
        assert "To: the authority" in told.private["document"]["en"]
        assert "The camera shows it." in told.private["document"]["en"]
        assert "Aunt Li" not in str(told.data)
        life.do("mark-report-sent", trial.INVESTIGATOR, reference="2026/42")

        assert (state(life).state, state(life).reference) == ("sent", "2026/42")
        life.pass_time(days=16)
        assert not state(life).is_open

    def test_waits_while_an_appeal_stays_it(self) -> None:
        life = imposed("report")
        life.say("appeal", reason="I was at home.")

        with pytest.raises(NotNow, match="stays the report"):
            life.do("mark-report-sent", reference="2026/42")
        life.do("decide-penalty-appeal", OTHER_LEAD, uphold=True, reason="No.")
        life.do("mark-report-sent", reference="2026/42")

        assert (state(life).state, state(life).is_open) == ("sent", False)

    def test_is_nothing_else_marked_as_sent(self) -> None:
        with pytest.raises(NotNow, match="no report"):
            imposed("points", points=3).do("mark-report-sent", reference="x")
