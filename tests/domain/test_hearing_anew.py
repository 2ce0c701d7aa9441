"""A new cycle hears the respondent anew; a lost code is replaced, and a clerk can answer for them (D6)."""

from typing import Any

import pytest

from domain import notices
from domain.changes import Change
from domain.events import COMPLAINANT, RESPONDENT, Actor
from domain.kinds import EventKind, Stage, WaitingOn
from domain.notice_needs import is_needed
from domain.notices import Addressed
from domain.refusals import NotNow, NotUnderstood
from tests import trial
from tests.domain.inquiries import AGAINST, TELLING, case_with_respondent, find_against, notified
from tests.domain.life import Life


def heard_and_come_back(**changes: object) -> Life:
    """A case that was settled after its respondent was heard, and came back."""
    life = notified(**changes)
    life.say("reply", RESPONDENT, text="I took nothing.")
    life.do("respond", trial.LEAD, text="We could not prove it.", final=True)
    life.say("rate", score=1, solved=False)
    assert (life.case.stage, life.case.cycle) == (Stage.INVESTIGATING, 2)
    return life


def find_again(life: Life) -> None:
    life.do("record-finding", trial.HEAD, **(AGAINST | {"evidence": ["photo-1"]}))


class TestNewCycle:
    def test_finds_nothing_against_them_before_they_are_told_again(self) -> None:
        life = heard_and_come_back()

        with pytest.raises(NotNow, match="give 'notify-respondent' first"):
            find_again(life)
        life.do("notify-respondent", trial.HEAD, **TELLING)
        with pytest.raises(NotNow, match="may answer until"):
            find_again(life)
        life.say("reply", RESPONDENT, text="As I said.")
        find_again(life)

        assert life.case.established.responsible == "respondent"
        assert len(life.of(EventKind.RESPONDENT_NOTIFIED)) == len(life.of(EventKind.RESPONDENT_HEARD)) == 2
        assert life.rebuilt() == life.case

    def test_gives_them_a_window_of_its_own_that_passes_once(self) -> None:
        life = heard_and_come_back()
        life.pass_time(days=9)
        life.do("notify-respondent", trial.HEAD, **TELLING)

        life.pass_time(hours=73)
        find_again(life)

        assert len(life.of(EventKind.HEARING_ELAPSED)) == 1

    def test_keeps_their_page_and_takes_words_that_nobody_asked_for_as_words_alone(self) -> None:
        life = heard_and_come_back()
        code = life.case.inquiry.notice

        life.say("reply", RESPONDENT, text="What now?")

        assert life.case.inquiry.notice == code
        assert life.case.inquiry.heard_at is None
        with pytest.raises(NotNow):
            find_again(life)

    def test_goes_on_as_it_began_in_a_case_from_before(self) -> None:
        before = [change for change in Change if change is not Change.RESPONDENT_IS_HEARD_ANEW]
        life = heard_and_come_back(follows=before)

        find_again(life)

        assert life.case.established.responsible == "respondent"

    def test_says_nothing_of_it_where_nobody_was_told(self) -> None:
        life = Life(order_number=None)
        life.do("respond", trial.LEAD, text="No.", final=True)

        life.say("rate", score=1, solved=False)

        assert "hearing" not in life.of(EventKind.REOPENED)[0].data


class TestNewCode:
    def test_kills_the_old_one_and_moves_no_window(self) -> None:
        life = notified()
        before = life.case.inquiry
        life.pass_time(hours=10)

        life.do("renew-respondent-code")

        [event] = life.of(EventKind.RESPONDENT_CODE_RENEWED)
        assert (event.data, event.private["phone"]) == ({}, TELLING["phone"])
        assert life.case.inquiry == before.model_copy(update={"notice": event.sequence})
        assert life.case.waiting_on is WaitingOn.RESPONDENT
        assert life.rebuilt() == life.case

    def test_goes_to_another_contact_where_one_is_named(self) -> None:
        life = notified()

        life.do("renew-respondent-code", email="li@example.com")

        assert life.case.inquiry.respondent is not None
        assert (life.case.inquiry.respondent.phone, life.case.inquiry.respondent.email) == (
            TELLING["phone"],
            "li@example.com",
        )

    def test_takes_the_place_of_the_first_notice_and_of_every_code_before(self) -> None:
        life = notified()
        life.do("renew-respondent-code")
        life.do("renew-respondent-code")

        told = [owed.notice for owed in life.owed if owed.to.is_respondent]

        needed = [is_needed(Addressed(notice=notice, receiver="respondent"), life.case) for notice in told]
        assert needed == [False, False, True]

    def test_is_sent_to_who_has_answered_and_to_who_has_not(self) -> None:
        answered, silent = notified(), notified()
        answered.say("reply", RESPONDENT, text="I took nothing.")
        silent.pass_time(hours=80)

        for life in (answered, silent):
            life.do("renew-respondent-code")

            notice = next(owed.notice for owed in reversed(life.owed) if owed.to.is_respondent)
            assert is_needed(Addressed(notice=notice, receiver="respondent"), life.case)
            find_against(life)

    def test_that_cannot_be_brought_leaves_nobody_unheard(self) -> None:
        life = notified()
        life.do("renew-respondent-code")
        notice = next(owed.notice for owed in reversed(life.owed) if owed.to.is_respondent)

        key = notice.key("respondent")
        life.hear(
            lambda step: notices.failed(step, key=key, what=notice.what, receiver="respondent", because="refused")
        )
        life.pass_time(hours=80)

        assert life.of(EventKind.HEARING_ELAPSED) == []
        assert [task.because for task in life.case.open_tasks] == [EventKind.NOTICE_FAILED]
        with pytest.raises(NotNow, match="could not be reached"):
            find_against(life)

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"phone": "+86 138 0000 0000"}, "the complainant's own contact"),
            ({"phone": "soon"}, "no telephone number"),
        ],
    )
    def test_is_not_sent_to_anybody_else(self, fields: dict[str, Any], words: str) -> None:
        life = notified()
        before = life.case

        with pytest.raises(NotUnderstood, match=words):
            life.do("renew-respondent-code", **fields)

        assert life.case == before

    def test_needs_somebody_who_was_told_and_can_be_reached(self) -> None:
        nobody, by_hand = case_with_respondent(), case_with_respondent()
        by_hand.do("notify-respondent", allegation="A ring is missing.", told="handed_over")

        with pytest.raises(NotNow, match="give 'notify-respondent' first"):
            nobody.do("renew-respondent-code", phone="13900000000")
        with pytest.raises(NotUnderstood, match="name a phone or an email"):
            by_hand.do("renew-respondent-code")


class TestInTheirStead:
    def test_staff_bring_their_answer_and_are_on_record_with_it(self) -> None:
        life = notified()

        life.say("reply", trial.CLERK, text="She took nothing.", on_behalf_of="respondent")

        [heard] = life.of(EventKind.RESPONDENT_HEARD)
        assert (heard.actor, heard.data) == (trial.CLERK.signature, {"on_behalf_of": "respondent"})
        assert life.case.inquiry.heard_at
        assert life.of(EventKind.REPLIED) == []
        find_against(life)

    def test_staff_bring_evidence_that_is_theirs(self) -> None:
        life = notified()
        file = {"kind": "photo", "sha256": "a" * 64, "size": 1, "media_type": "image/png"}

        life.say("add_evidence", trial.CLERK, id="scan-1", on_behalf_of="respondent", **file)

        assert life.case.inquiry.sources["scan-1"] == "respondent"

    def test_ends_no_waiting_for_the_complainant(self) -> None:
        life = notified()
        life.do("ask", of="complainant", text="Which ring?")

        life.say("reply", trial.CLERK, text="She took nothing.", on_behalf_of="respondent")

        assert life.case.waiting_on is WaitingOn.COMPLAINANT

    @pytest.mark.parametrize("actor", [COMPLAINANT, RESPONDENT])
    def test_is_for_staff_alone(self, actor: Actor) -> None:
        life = notified()

        life.say("reply", actor, text="I took nothing.", on_behalf_of="respondent")

        assert life.case.inquiry.heard_at is None
        assert life.of(EventKind.NOT_APPLICABLE)[0].data["on_behalf_of"] == "respondent"
