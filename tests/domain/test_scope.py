"""Scope review, acknowledgement by hand, and closing by staff."""

from datetime import timedelta
from typing import Any

import pytest

from domain.kinds import EventKind, Stage
from domain.refusals import NotNow, NotUnderstood
from tests import trial
from tests.domain.life import Life
from tests.domain.stages import life_in, life_with, row

WORDS: dict[str, Any] = {"reason": "not ours", "referral": "the city"}


class TestDecline:
    def test_says_why_where_to_turn_and_until_when_it_can_be_contested(self) -> None:
        life = life_in(Stage.DECLINED)

        event = life.of(EventKind.DECLINED)[0]
        assert event.private == WORDS
        assert event.data["contest_until"] == (trial.MONDAY + timedelta(days=30)).isoformat()

    @pytest.mark.parametrize("missing", ["reason", "referral"])
    def test_is_never_without_a_reason_or_a_referral(self, missing: str) -> None:
        with pytest.raises(NotUnderstood, match=missing):
            Life().do("decline", trial.LEAD, **(WORDS | {missing: " "}))

    def test_ends_the_waiting(self) -> None:
        life = Life()
        life.do("ask", of="complainant", text="Which one?")

        life.do("decline", trial.LEAD, **WORDS)

        assert (life.case.waiting_on, life.case.is_paused) == (None, False)

    def test_closes_and_archives_by_itself_when_nobody_contests(self) -> None:
        life = life_in(Stage.DECLINED)

        happened = life.pass_time(days=31)

        assert [event.kind for event in happened] == [EventKind.CLOSED, EventKind.ARCHIVED]
        assert life.of(EventKind.CLOSED)[0].data["reason"] == "declined"

    def test_may_come_after_a_second_look(self) -> None:
        life = life_in(Stage.DECLINED)
        life.say("contest", reason="it is yours")

        life.do("decline", trial.HEAD, **WORDS)
        life.pass_time(days=31)

        assert (life.case.stage, life.case.has_ended, life.case.cycle) == (Stage.CLOSED, True, 2)


class TestAcknowledge:
    def test_meets_what_waits_for_the_first_contact(self) -> None:
        life = Life(channel="hotline")

        life.do("acknowledge", trial.CLERK, how="spoken")

        assert life.milestone("first_contact").met_at == life.now
        assert life.case.acknowledgement == "done"

    def test_is_refused_once_the_number_was_shown(self) -> None:
        with pytest.raises(NotNow, match="already"):
            Life().do("acknowledge", trial.CLERK, how="spoken")

    def test_is_put_on_record_where_no_milestone_waits_for_it(self) -> None:
        life = life_with(row("a", "PT1H"), channel="letter")

        life.do("acknowledge", trial.CLERK, how="printed")

        assert life.of(EventKind.ACKNOWLEDGED)[0].data == {"by": "printed"}

    def test_knows_only_the_ways_that_there_are(self) -> None:
        with pytest.raises(NotUnderstood, match="how"):
            Life(channel="letter").do("acknowledge", trial.CLERK, how="telepathy")


class TestClose:
    def test_keeps_the_window_for_the_rating_open(self) -> None:
        life = life_in(Stage.RESOLVED)
        life.do("close", trial.LEAD, reason="nothing more to say")
        life.pass_time(days=6)

        life.say("rate", score=1, solved=False)

        assert (life.case.stage, life.case.cycle) == (Stage.INVESTIGATING, 2)

    def test_keeps_its_words_private(self) -> None:
        life = life_in(Stage.RESOLVED)

        life.do("close", trial.LEAD, reason="she is happy")

        closed = life.of(EventKind.CLOSED)[0]
        assert closed.data["reason"] == "staff"
        assert closed.private == {"reason": "she is happy"}
