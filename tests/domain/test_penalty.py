"""Penalties as they go on after the case: confirmed by another, told, appealed in time, over by time."""

from datetime import timedelta
from typing import Any

import pytest

from domain.events import Actor
from domain.kinds import EventKind
from domain.matter_events import MatterEventKind, MatterKind
from domain.penalty import Penalty, outcome
from domain.refusals import NotAllowed, NotNow
from domain.respondent_record import KnownRespondent, Standing
from tests import trial
from tests.domain.matter_life import MatterLife, start_of
from tests.domain.penalised import penalty_policy

WINDOW = timedelta(days=15)
RULES: dict[str, Any] = {"appeal_window": "P15D", "notice_before": "P1D", "stayed": ["points", "suspension", "report"]}
OTHER_LEAD = Actor(role="team_lead", id="lead-9", department="front", rung="team_lead")
OTHER_HEAD = Actor(role="department_head", id="head-9", department="front", rung="department_head")
BANNED = KnownRespondent(id="respondent-1", standing=Standing(banned=True))


def imposed(
    kind: str, *, rules: dict[str, Any] = RULES, pack: dict[str, Any] | None = None, **terms: Any
) -> MatterLife:
    """A penalty of the trial pack, told at once."""
    usual = {
        "penalty": kind,
        "because": "staff",
        "cause": "theft",
        "imposed_by": trial.LEAD.id,
        "found_by": [trial.INVESTIGATOR.id],
        "judges": [trial.INVESTIGATOR.id],
    }
    private = {
        "reason": "A ring was taken.",
        "respondent": {"name": "Aunt Li", "phone": "+8613900000000"},
        "addressee": {"zh": "主管部门", "en": "the authority"},
        "facts": "The camera shows it.",
    }
    start = start_of(
        MatterKind.PENALTY,
        terms=usual | terms,
        private=private,
        owner_rung="department_head",
        due_at=None,
        warn_at=None,
    )
    return MatterLife(start, policy=penalty_policy(penalty_rules=rules, **(pack or {})))


def proposed(kind: str = "ban", **terms: Any) -> MatterLife:
    return imposed(kind, proposed=True, **terms)


def state(life: MatterLife) -> Penalty:
    assert isinstance(life.matter, Penalty)
    assert life.rebuilt() == life.matter
    return life.matter


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


class TestAnAppeal:
    def test_counts_in_the_last_second(self) -> None:
        life = imposed("points", points=3)
        life.pass_time(seconds=WINDOW.total_seconds())

        life.say("appeal", reason="I was at home.")

        assert state(life).has_open_appeal
        assert [notice.what for notice in life.told] == ["matter_appealed"]

    def test_one_second_later_is_refused_in_words_and_kept(self) -> None:
        life = imposed("points", points=3)
        life.pass_time(seconds=WINDOW.total_seconds() + 1)

        life.say("appeal", reason="I was at home.")

        [kept] = life.of(MatterEventKind.NOT_APPLICABLE)
        assert "The time to appeal was over" in kept.data["because"]["en"]
        assert kept.private["said"] == {"reason": "I was at home."}
        assert state(life).appeal is None

    def test_counts_by_when_it_was_said_however_late_it_is_heard(self) -> None:
        life = imposed("points", points=3)
        last = (life.now + WINDOW).isoformat()
        life.sleep(seconds=WINDOW.total_seconds() + 3_600)

        life.say("appeal", reason="I was at home.", said_at=last)

        assert state(life).has_open_appeal

    def test_stays_the_effect_and_the_time_of_the_stay_is_added(self) -> None:
        life = imposed("suspension", lasts="P10D")
        life.pass_time(days=3)
        life.say("appeal", reason="I was at home.")
        life.pass_time(days=20)
        assert (state(life).state, state(life).stayed) == ("in_force", True)

        life.do("decide-penalty-appeal", OTHER_LEAD, uphold=True, reason="The camera shows it.")

        assert state(life).until == trial.MONDAY + timedelta(days=31)
        life.pass_time(days=8)
        assert (state(life).state, state(life).is_open) == ("expired", False)

    @pytest.mark.parametrize("who", [trial.LEAD, trial.HEAD])
    def test_is_not_decided_by_who_imposed_or_confirmed(self, who: Actor) -> None:
        life = proposed()
        life.do("confirm-penalty", trial.HEAD)
        life.say("appeal", reason="I was at home.")

        with pytest.raises(NotAllowed, match="other people do"):
            life.do("decide-penalty-appeal", who, uphold=True, reason="x")
        life.do("decide-penalty-appeal", OTHER_HEAD, uphold=True, reason="The camera shows it.")

        assert (state(life).state, state(life).has_open_appeal) == ("in_force", False)

    def test_against_a_ban_is_for_a_department_head(self) -> None:
        life = imposed("ban", because="ruling", imposed_by="")
        life.say("appeal", reason="I was at home.")

        with pytest.raises(NotAllowed, match="department head"):
            life.do("decide-penalty-appeal", OTHER_LEAD, uphold=True, reason="x")

    def test_overturned_ends_it(self) -> None:
        life = imposed("points", points=3)
        life.say("appeal", reason="I was at home.")

        life.do("decide-penalty-appeal", OTHER_LEAD, uphold=False, reason="So it was.")

        assert (state(life).state, state(life).is_open) == ("overturned", False)
        appeal = state(life).appeal
        assert appeal is not None
        assert (appeal.upheld, appeal.because) == (False, "So it was.")

    def test_a_second_one_and_one_of_what_is_only_proposed_are_kept(self) -> None:
        life = imposed("points", points=3)
        for _ in range(2):
            life.say("appeal", reason="I was at home.")
        early = proposed()
        early.say("appeal", reason="I was at home.")

        assert len(life.of(MatterEventKind.APPEALED)) == len(life.of(MatterEventKind.NOT_APPLICABLE)) == 1
        assert early.kinds[-1] is MatterEventKind.NOT_APPLICABLE

    def test_that_nobody_brought_is_not_decided(self) -> None:
        with pytest.raises(NotNow, match="no appeal"):
            imposed("points", points=3).do("decide-penalty-appeal", OTHER_LEAD, uphold=True, reason="x")

    def test_waits_for_people_and_climbs(self) -> None:
        life = imposed("points", points=3)
        life.say("appeal", reason="I was at home.")

        life.pass_time(days=4)

        assert MatterEventKind.BREACHED in life.kinds


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
