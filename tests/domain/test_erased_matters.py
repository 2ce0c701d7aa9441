"""Matters whose person was erased: money is settled to its end, what nobody can read or be told any more lapses."""

import pytest

from domain.matter import LAPSED
from domain.matter_events import MatterEventKind, MatterKind
from domain.penalty_record import TAKEN_BACK, PenaltyState
from domain.refusals import NotNow
from tests import trial
from tests.domain.matter_life import MatterLife, start_of
from tests.domain.penalised import OTHER_LEAD, imposed, proposed, state

TERMS = {"amount_fen": 1_000, "responsible": "third_party"}


class TestClaim:
    def test_is_settled_to_its_end_without_words(self) -> None:
        life = MatterLife(start_of(MatterKind.RECOURSE, terms=TERMS))
        life.do("send-claim", against="the maker", text="Pay.")

        life.forget()
        life.do("record-recovery", amount_fen=400, reference="B-1")
        life.do("write-off", trial.MANAGER, reason="the rest is gone")

        ended = life.matter.model_dump()
        assert (ended["state"], ended["recovered_fen"], ended["written_off_fen"]) == ("written_off", 400, 600)
        assert (ended["against"], ended["text"], ended["is_erased"]) == (None, None, True)

    def test_learns_of_it_once(self) -> None:
        life = MatterLife(start_of(MatterKind.RECOURSE, terms=TERMS))

        life.forget()
        life.forget()

        assert len(life.of(MatterEventKind.ERASED)) == 1
        assert life.told[-1].what == "matter_erased"


class TestPromise:
    def test_lapses_since_nobody_can_read_it(self) -> None:
        terms = {"source": "improvement", "by": "platform"}
        life = MatterLife(start_of(MatterKind.PROMISE, terms=terms, private={"text": "New meters."}))

        life.forget()
        life.pass_time(days=30)

        assert (life.matter.state, life.matter.is_open) == (LAPSED, False)
        assert life.kinds[-1] is MatterEventKind.ERASED
        with pytest.raises(NotNow, match="is over"):
            life.do("keep-promise", how="All are new.")


class TestPenalty:
    def test_that_the_respondent_was_told_of_goes_on_and_expires(self) -> None:
        life = imposed("suspension", lasts="P3D")

        life.forget()
        life.pass_time(days=16)

        assert life.kinds[-3:] == [MatterEventKind.TOOK_EFFECT, MatterEventKind.EXPIRED, MatterEventKind.SETTLED]
        assert (state(life).respondent, state(life).reason) == (None, None)

    def test_is_still_decided_on_where_an_appeal_is_open(self) -> None:
        life = imposed("suspension", lasts="P30D")
        life.say("appeal", reason="I was at home.")

        life.forget()
        life.do("decide-penalty-appeal", OTHER_LEAD, uphold=False, reason="So it was.")

        appeal = state(life).appeal
        assert (state(life).state, appeal.reason if appeal else "") == ("overturned", None)

    @pytest.mark.parametrize("life", [proposed(), imposed("report")], ids=["a ban to confirm", "a report to send"])
    def test_that_somebody_would_have_to_be_told_of_lapses(self, life: MatterLife) -> None:
        life.forget()

        assert (life.matter.state, life.matter.is_open) == (LAPSED, False)
        assert PenaltyState(life.matter.state) in TAKEN_BACK
