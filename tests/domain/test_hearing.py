"""The hearing of the respondent: told, given time, and only then found against."""

from datetime import timedelta
from typing import Any

import pytest

from domain.events import RESPONDENT
from domain.kinds import EventKind, Stage, WaitingOn
from domain.notice_needs import is_needed
from domain.notices import Addressed
from domain.refusals import NotAllowed, NotNow, NotUnderstood
from tests import trial
from tests.domain.inquiries import TELLING, case_with_respondent, find_against, hearing_policy, notified, put_in
from tests.domain.life import Life

DAYS_3 = timedelta(hours=72)


def told_respondent(life: Life) -> list[EventKind]:
    return [owed.notice.what for owed in life.owed if owed.to.is_respondent]


class TestNotifying:
    def test_says_until_when_in_the_open_and_everything_else_in_private(self) -> None:
        life = notified()

        [event] = life.of(EventKind.RESPONDENT_NOTIFIED)
        assert event.data == {"until": (trial.MONDAY + DAYS_3).isoformat()}
        assert (event.private["name"], event.private["phone"]) == ("Aunt Li", "+8613900000000")
        assert life.case.waiting_on is WaitingOn.RESPONDENT
        assert not life.case.is_paused
        assert life.rebuilt() == life.case

    def test_owes_the_respondent_a_word_with_the_latest_notice(self) -> None:
        life = notified()

        assert told_respondent(life) == [EventKind.RESPONDENT_NOTIFIED]
        first = next(owed.notice for owed in life.owed if owed.to.is_respondent)
        assert is_needed(Addressed(notice=first, receiver="respondent"), life.case)
        life.do("notify-respondent", **TELLING)
        assert not is_needed(Addressed(notice=first, receiver="respondent"), life.case)

    def test_takes_the_name_of_the_complaint_where_none_is_given(self) -> None:
        life = case_with_respondent()

        life.do("notify-respondent", phone="13900000000", allegation="A ring is missing.")

        assert life.case.inquiry.respondent is not None
        assert life.case.inquiry.respondent.name == "Li Ayi"

    def test_sends_nothing_where_a_person_has_told_them(self) -> None:
        life = case_with_respondent()

        life.do("notify-respondent", allegation="A ring is missing.", told="handed_over")

        assert told_respondent(life) == []
        assert life.case.inquiry.answer_until == trial.MONDAY + DAYS_3

    def test_waits_for_the_morning_and_counts_from_there(self) -> None:
        night = trial.MONDAY + timedelta(hours=12)
        policy = hearing_policy(quiet_hours={"from": "22:00", "to": "08:00"})
        life = case_with_respondent(policy=policy, at=night)

        life.do("notify-respondent", **TELLING)

        [owed] = [owed for owed in life.owed if owed.to.is_respondent]
        assert owed.notice.not_before == night + timedelta(hours=9)
        assert life.case.inquiry.answer_until == night + timedelta(hours=9) + DAYS_3

    def test_leaves_the_waiting_for_the_complainant_alone(self) -> None:
        life = case_with_respondent()
        life.do("ask", of="complainant", text="Which ring?")

        life.do("notify-respondent", **TELLING)
        life.say("reply", RESPONDENT, text="I took nothing.")

        assert life.case.waiting_on is WaitingOn.COMPLAINANT
        assert life.case.is_paused

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"phone": None}, "name a phone or an email"),
            ({"phone": "138 0000 0000"}, "the complainant's own contact"),
            ({"phone": "nobody"}, "phone: this is no telephone number"),
            ({"email": "nobody"}, "email: this is no e-mail address"),
            ({"allegation": " "}, "allegation"),
            ({"told": "dreamt"}, "told"),
            ({"language": "?"}, "language"),
        ],
    )
    def test_refuses_what_makes_no_sense_and_changes_nothing(self, fields: dict[str, Any], words: str) -> None:
        life = case_with_respondent()
        before = life.case

        with pytest.raises(NotUnderstood, match=words):
            life.do("notify-respondent", **{k: v for k, v in (TELLING | fields).items() if v is not None})

        assert life.case == before

    def test_needs_to_know_who_it_is(self) -> None:
        life = case_with_respondent(respondent=None)

        with pytest.raises(NotUnderstood, match="say who the respondent is"):
            life.do("notify-respondent", phone="13900000000", allegation="A ring is missing.")

    def test_is_refused_under_a_pack_that_hears_nobody(self) -> None:
        with pytest.raises(NotNow, match="does not hear respondents"):
            Life(order_number=None).do("notify-respondent", **TELLING)

    def test_is_refused_once_they_have_answered(self) -> None:
        life = notified()
        life.say("reply", RESPONDENT, text="I took nothing.")

        with pytest.raises(NotNow, match="answered already"):
            life.do("notify-respondent", **TELLING)

    def test_is_not_for_clerks(self) -> None:
        with pytest.raises(NotAllowed):
            case_with_respondent().do("notify-respondent", trial.CLERK, **TELLING)


class TestAnswering:
    def test_is_heard_once_and_whatever_follows_too(self) -> None:
        life = notified()
        life.pass_time(hours=1)
        first = life.now

        life.say("reply", RESPONDENT, text="I took nothing.")
        life.pass_time(hours=1)
        life.say("reply", RESPONDENT, text="Ask her sister.")

        assert [event.private["text"] for event in life.of(EventKind.RESPONDENT_HEARD)] == [
            "I took nothing.",
            "Ask her sister.",
        ]
        assert life.case.inquiry.heard_at == first
        assert life.case.waiting_on is None
        assert life.of(EventKind.REPLIED) == []

    def test_does_not_answer_for_the_complainant(self) -> None:
        life = notified()
        put_in(life, "photo-2", RESPONDENT)
        life.do("record-finding", trial.LEAD, **(trial.FINDING | {"evidence": ["photo-1"]}))
        life.do("approve", trial.MANAGER)
        silence_at = life.case.silence_at
        life.pass_time(hours=1)

        life.say("reply", RESPONDENT, text="I took nothing.")
        put_in(life, "photo-3", RESPONDENT)

        assert life.case.silence_at == silence_at
        assert life.case.is_paused

    @pytest.mark.parametrize(
        ("signal", "fields"),
        [("withdraw", {}), ("accept", {}), ("escalate", {"reason": "now"}), ("appeal", {"reason": "x"})],
    )
    def test_of_the_complainant_s_acts_does_nothing(self, signal: str, fields: dict[str, str]) -> None:
        life = notified()

        life.say(signal, RESPONDENT, **fields)

        [kept] = life.of(EventKind.NOT_APPLICABLE)
        assert (kept.actor, kept.data["what"]) == ("respondent", signal)
        assert life.case.stage is Stage.INVESTIGATING

    def test_by_somebody_whom_nobody_told_is_kept_and_counts_for_nothing(self) -> None:
        life = case_with_respondent()

        life.say("reply", RESPONDENT, text="I took nothing.")

        assert life.of(EventKind.NOT_APPLICABLE)
        assert life.case.inquiry.heard_at is None


class TestFindingAgainstThem:
    def test_waits_until_they_were_told(self) -> None:
        life = case_with_respondent()
        put_in(life, "photo-1")

        with pytest.raises(NotNow, match="give 'notify-respondent' first"):
            find_against(life)

    def test_waits_until_they_answered_and_says_until_when(self) -> None:
        life = notified()

        with pytest.raises(NotNow, match="until 2026-03-05 11:00"):
            find_against(life)
        life.say("reply", RESPONDENT, text="I took nothing.")
        find_against(life)

        assert life.case.established.responsible == "respondent"

    def test_waits_until_their_time_is_over_and_its_last_moment_is_theirs(self) -> None:
        life = notified()
        life.pass_time(hours=72)

        with pytest.raises(NotNow):
            find_against(life)
        life.pass_time(minutes=1)
        find_against(life)

        [elapsed] = life.of(EventKind.HEARING_ELAPSED)
        assert elapsed.data == {"until": (trial.MONDAY + DAYS_3).isoformat()}
        assert life.case.waiting_on is None

    def test_is_heard_late_too_and_the_window_passes_once_after_an_outage(self) -> None:
        life = notified()
        life.sleep(days=9)

        life.say("reply", RESPONDENT, text="I was away.")
        life.pass_time(days=1)

        assert len(life.of(EventKind.HEARING_ELAPSED)) == 1
        assert life.case.inquiry.heard_at

    def test_waits_for_nobody_where_it_is_not_against_them(self) -> None:
        life = case_with_respondent()

        life.do("record-finding", **trial.FINDING)

        assert life.case.established.responsible == "platform"

    def test_has_the_whole_time_again_when_they_are_told_anew(self) -> None:
        life = notified()
        life.pass_time(hours=80)

        life.do("notify-respondent", **TELLING)

        with pytest.raises(NotNow, match="may answer until"):
            find_against(life)

    def test_is_not_made_by_the_records_alone(self) -> None:
        records = trial.record(responsible="respondent")
        named = case_with_respondent(order_number="ORDER-1")
        unnamed = case_with_respondent(order_number="ORDER-1", respondent=None)

        named.records(records)
        unnamed.records(records)

        assert named.case.stage is Stage.INVESTIGATING
        assert unnamed.case.stage is Stage.REMEDYING

    def test_asks_nothing_of_packs_that_hear_nobody(self) -> None:
        life = Life(order_number=None, respondent="Li Ayi")
        put_in(life, "photo-1")

        find_against(life)

        assert life.case.established.responsible == "respondent"

    def test_ends_with_the_case(self) -> None:
        life = notified()
        life.do("respond", trial.LEAD, text="No.", final=True)

        life.pass_time(days=4)

        assert life.of(EventKind.HEARING_ELAPSED) == []
